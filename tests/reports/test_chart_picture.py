from dataclasses import replace
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from models.enclosures import Chart
from reports.chart_picture import chart_png, number_text
from reports.fonts import font_file

ACCENT = (0x1F, 0x5F, 0x8B)
PAPER = (255, 255, 255)
MARGIN = 40
MONTHS = tuple((f"{month}月", float(count)) for month, count in enumerate((12, 8, 31, 22, 40, 35, 0), 1))
UNITS = (("财政局", 40), ("招商局", 20), ("审计中心", 0))


def drawn(png: bytes) -> Image.Image:
    assert png.startswith(b"\x89PNG")
    return Image.open(BytesIO(png)).convert("RGB")


def bars(*rows: tuple[str, float], title: str = "今年采用量排名") -> Chart:
    return Chart(title, "今年1月1日至11月20日", "bars", rows)


def columns(*rows: tuple[str, float]) -> Chart:
    return Chart("各月报送量", "", "columns", rows)


def runs(image: Image.Image, horizontal: bool) -> list[int]:
    """How far the accent goes in each stretch of rows (or columns) below the edge on top that has any of it."""
    body = image.crop((0, 20, image.width, image.height))
    found: list[int] = []
    was = False
    for place in range(body.height if horizontal else body.width):
        box = (0, place, body.width, place + 1) if horizontal else (place, 0, place + 1, body.height)
        count = dict((colour, count) for count, colour in body.crop(box).getcolors(1 << 16) or []).get(ACCENT, 0)
        if count > 3 and was:
            found[-1] = max(found[-1], count)
        elif count > 3:
            found.append(count)
        was = count > 3
    return found


def test_the_bars_of_a_ranking_are_as_long_as_their_figures_and_nothing_has_none() -> None:
    long, short = runs(drawn(chart_png(bars(*UNITS))), horizontal=True)
    assert short / long == pytest.approx(0.5, abs=0.02)


def test_the_columns_of_a_course_of_time_are_as_high_as_their_figures() -> None:
    heights = runs(drawn(chart_png(columns(*MONTHS))), horizontal=False)
    assert [height / max(heights) for height in heights] == pytest.approx(
        [value / 40 for _, value in MONTHS if value], abs=0.02
    )


def test_the_least_figure_can_be_seen_beside_the_greatest() -> None:
    assert len(runs(drawn(chart_png(bars(("财政局", 99999), ("招商局", 1)))), horizontal=True)) == 2
    assert len(runs(drawn(chart_png(columns(("1月", 99999), ("2月", 1)))), horizontal=False)) == 2


def test_where_all_is_nothing_there_is_a_picture_without_bars() -> None:
    for chart in (bars(("财政局", 0), ("招商局", 0)), columns(("1月", 0), ("2月", 0))):
        assert runs(drawn(chart_png(chart)), horizontal=chart.kind == "bars") == []


def test_a_chart_without_rows_says_so() -> None:
    assert drawn(chart_png(bars())).height < 300
    assert chart_png(bars()) != chart_png(bars(("财政局", 0)))


@pytest.mark.parametrize("count", [1, 14, 31, 46, 60])
@pytest.mark.parametrize("kind", ["bars", "columns"])
@pytest.mark.parametrize("value", [0, 7, 99999, 1234567.5])
def test_nothing_is_drawn_outside_the_margins(count: int, kind: str, value: float) -> None:
    rows = tuple((f"第{number}个名称很长的单位（测试用）" * 3, value) for number in range(count))
    chart = Chart("很长的标题" * 30, "很长的说明" * 60, "bars" if kind == "bars" else "columns", rows, "万元")
    image = drawn(chart_png(chart))
    assert image.width == 960
    for left, right in ((0, MARGIN), (960 - MARGIN, 960)):
        edge = image.crop((left, 16, right, image.height))
        assert edge.getcolors() == [(edge.width * edge.height, PAPER)]


@pytest.mark.parametrize("kind", ["bars", "columns"])
def test_more_rows_than_sixty_are_named_and_not_drawn(kind: str) -> None:
    rows = tuple((f"{number}", float(number)) for number in range(75, 0, -1))
    chart = Chart("", "", "bars" if kind == "bars" else "columns", rows)
    shown = Chart("", "", chart.kind, rows[:60] if kind == "bars" else rows[-60:])
    whole, part = drawn(chart_png(chart)), drawn(chart_png(shown))
    body = (0, 0, 960, part.height - 66)
    assert whole.size == part.size
    assert whole.crop(body).tobytes() == part.crop(body).tobytes()
    assert whole.tobytes() != part.tobytes()


def test_sixty_rows_are_small_enough_for_a_group() -> None:
    rows = tuple((f"测试单位{number:02d}名称很长的单位", 60.25 - number) for number in range(60))
    assert len(chart_png(bars(*rows))) < 1024 * 1024


def test_the_same_chart_gives_the_same_file_and_another_one_does_not() -> None:
    charts = (bars(*UNITS), columns(*MONTHS), bars(*UNITS, title="去年"), bars(*UNITS[:2]))
    assert all(chart_png(chart) == chart_png(chart) for chart in charts)
    assert len({chart_png(chart) for chart in charts}) == 4


def test_an_offices_own_font_is_used() -> None:
    own = font_file().with_name("NotoSerifSC-Regular.otf")
    assert chart_png(bars(*UNITS), own) != chart_png(bars(*UNITS))


def test_figures_below_nothing_go_the_other_way() -> None:
    up, down = runs(drawn(chart_png(bars(("财政局", 10), ("招商局", -30)))), horizontal=True)
    assert down / up == pytest.approx(3, abs=0.2)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0, "0"),
        (7, "7"),
        (7.0, "7"),
        (-3, "-3"),
        (99999, "99999"),
        (12.5, "12.5"),
        (33.333333, "33.33"),
        (2.999, "3"),
        (0.004, "0.004"),
        (123456789012, "123456789012"),
        (1e20, "1e+20"),
        (float("nan"), "—"),
        (float("inf"), "—"),
        (10**400, "—"),
    ],
)
def test_a_figure_is_written_as_people_write_it(value: float, text: str) -> None:
    assert number_text(value) == text


texts = st.text(max_size=30)
charts = st.builds(
    Chart,
    title=texts,
    note=texts,
    kind=st.sampled_from(("bars", "columns")),
    rows=st.lists(st.tuples(texts, st.floats() | st.integers()), max_size=8).map(tuple),
    unit=texts,
)


@settings(deadline=None, max_examples=60)
@given(charts)
def test_whatever_a_chart_says_it_becomes_a_picture(chart: Chart) -> None:
    assert drawn(chart_png(chart)).width == 960


def test_a_period_that_still_runs_is_pale_and_the_foot_says_so() -> None:
    for kind in ("columns", "bars"):
        done = Chart("各月报送量", "", "columns" if kind == "columns" else "bars", MONTHS[:6])
        running = replace(done, unfinished="6月")
        before, after = drawn(chart_png(done)), drawn(chart_png(running))
        assert before.size == after.size
        assert len(runs(after, horizontal=kind == "bars")) == len(runs(before, horizontal=kind == "bars")) - 1
        foot = (56, after.height - 60, 400, after.height - 20)
        assert len(before.crop(foot).getcolors() or []) == 1 < len(after.crop(foot).getcolors(1 << 16) or [])


def test_the_time_of_the_figures_stands_below_the_title() -> None:
    chart = columns(*MONTHS)
    assert (
        drawn(chart_png(replace(chart, as_of="截至2026年11月22日（周日）09:01"))).height
        > drawn(chart_png(chart)).height
    )


@pytest.mark.parametrize("count", [12, 31, 47, 60])
def test_below_many_columns_the_labels_have_gaps_between_them(count: int) -> None:
    rows = tuple((f"{place % 12 + 1}月{place % 28 + 1}日至{place}日 第{place}周", 7.0) for place in range(count))
    image = drawn(chart_png(columns(*rows)))
    floor = image.height - 126
    band = image.crop((0, floor + 8, image.width, floor + 38))
    inked = [any(band.getpixel((x, y)) != PAPER for y in range(band.height)) for x in range(band.width)]
    first, last = inked.index(True), len(inked) - inked[::-1].index(True)
    assert first < 80 and last > 880
    gaps = "".join("x" if each else " " for each in inked[first:last]).split("x")
    assert sum(len(gap) >= 11 for gap in gaps) >= 3
