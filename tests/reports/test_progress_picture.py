from dataclasses import replace
from datetime import date
from io import BytesIO

import pytest
from PIL import Image

from reports.fonts import font_file
from reports.progress_picture import progress_png
from reports.progress_text import WeekCounts
from rules.plan import Target
from rules.targets import Progress, progress
from tests.factories import at
from tests.reports.samples import PLAN, WEEK

TODAY = date(2026, 11, 23)
NOW = at("2026-11-23 09:37")
COUNTS = WeekCounts("每周信息", WEEK, 12, 9)
PAPER = (255, 255, 255)
MARGIN = 40


def figures(*achieved: int) -> list[Progress]:
    return [progress(target, count, TODAY, PLAN) for target, count in zip(PLAN.targets, achieved, strict=True)]


def drawn(png: bytes) -> Image.Image:
    assert png.startswith(b"\x89PNG")
    return Image.open(BytesIO(png)).convert("RGB")


def colours(image: Image.Image) -> set[tuple[int, int, int]]:
    found = image.getcolors(1 << 20)
    assert found
    return {colour for count, colour in found if count > 300 and isinstance(colour, tuple) and len(colour) == 3}


def test_the_picture_is_small_enough_for_a_group_and_as_wide_as_promised() -> None:
    png = progress_png(PLAN, figures(3, 0), COUNTS, NOW)
    assert drawn(png).width == 960
    assert len(png) < 500_000


def test_the_same_figures_give_the_same_file() -> None:
    assert progress_png(PLAN, figures(3, 0), COUNTS, NOW) == progress_png(PLAN, figures(3, 0), COUNTS, NOW)


def test_other_figures_and_other_states_look_different() -> None:
    pictures = {
        progress_png(PLAN, figures(*counts), week, NOW)
        for counts, week in (
            ((3, 0), COUNTS),
            ((0, 0), COUNTS),
            ((3, 1), COUNTS),
            ((3, 0), replace(COUNTS, delivered=10)),
            ((3, 0), None),
        )
    }
    assert len(pictures) == 5


def test_a_reached_target_is_green_over_the_whole_bar() -> None:
    image = drawn(progress_png(PLAN, figures(1, 0), None, NOW))
    green = [place for place in range(960) if image.getpixel((place, 234)) == (0x17, 0x62, 0x4A)]
    assert min(green) < 70
    assert max(green) > 890


def test_states_are_told_apart_without_colour() -> None:
    targets = [Target(str(number), "目标", "year", 100, warn_days=0) for number in range(3)]
    done, ahead, behind = (
        progress(target, count, TODAY, PLAN) for target, count in zip(targets, (100, 95, 50), strict=True)
    )
    assert [figure.state for figure in (done, ahead, behind)] == ["完成", "正常", "滞后"]
    greys = {
        figure.state: drawn(progress_png(PLAN, [figure], None, NOW)).convert("L") for figure in (done, ahead, behind)
    }
    values = sorted(grey.getpixel((100, 234)) for grey in greys.values())  # type: ignore[type-var]
    assert values[1] - values[0] > 25  # type: ignore[operator]
    assert values[2] - values[1] > 15  # type: ignore[operator]


@pytest.mark.parametrize("expected", [0, 12, 60, 300])
def test_nothing_is_drawn_outside_the_margins(expected: int) -> None:
    plan = replace(PLAN, title="关于进一步加强开发区宣传信息报送工作的实施方案（试行）" * 4)
    long = Target("long", "一二三四五六七八九十" * 8, "plan", 10**9)
    week = WeekCounts("每周信息" * 20, WEEK, expected, expected // 2)
    image = drawn(progress_png(plan, [*figures(3, 0), progress(long, 10**8, TODAY, plan)], week, NOW))
    for left, right in ((0, MARGIN), (960 - MARGIN, 960)):
        edge = image.crop((left, 16, right, image.height))
        assert edge.getcolors() == [(edge.width * edge.height, PAPER)]


def test_titles_with_line_breaks_and_emoji_do_not_stop_it() -> None:
    odd = progress(Target("odd", "签约🎉\n项目", "month", 2), 1, TODAY, PLAN)
    assert drawn(progress_png(PLAN, [odd], COUNTS, NOW)).width == 960


def test_an_offices_own_font_is_used() -> None:
    own = font_file().with_name("NotoSerifSC-Regular.otf")
    assert progress_png(PLAN, figures(3, 0), COUNTS, NOW, own) != progress_png(PLAN, figures(3, 0), COUNTS, NOW)


def test_a_plan_without_targets_gets_a_picture_too() -> None:
    assert drawn(progress_png(PLAN, [], None, NOW)).height < 400
