"""The period that a text begins with: what it names, and what is left of the text."""

from datetime import date

import pytest

from questions.periods.leading import is_like_a_time, leading_period

TODAY = date(2026, 11, 18)


@pytest.mark.parametrize(
    ("text", "start", "end", "rest"),
    [
        ("上周 安全 开展排查\n正文", "2026-11-09", "2026-11-16", "安全 开展排查\n正文"),
        ("上周", "2026-11-09", "2026-11-16", ""),
        ("上週，安全", "2026-11-09", "2026-11-16", "安全"),
        ("上月 案例", "2026-10-01", "2026-11-01", "案例"),
        ("11月2日到11月8日 开展排查", "2026-11-02", "2026-11-09", "开展排查"),
        ("11月2日 至 11月8日 开展排查", "2026-11-02", "2026-11-09", "开展排查"),
        ("2026年11月2日到2026年11月8日", "2026-11-02", "2026-11-09", ""),
        ("11-2至11-8 开展排查", "2026-11-02", "2026-11-09", "开展排查"),
        ("11.2-11.8，开展排查", "2026-11-02", "2026-11-09", "开展排查"),
        ("11/2至8 开展排查", "2026-11-02", "2026-11-09", "开展排查"),
        ("11-2 至 11-8 开展排查", "2026-11-02", "2026-11-09", "开展排查"),
        ("11/16 开展排查", "2026-11-16", "2026-11-17", "开展排查"),
        ("前两周 开展排查", "2026-11-02", "2026-11-16", "开展排查"),
        ("三季度 开展排查", "2026-07-01", "2026-10-01", "开展排查"),
        ("第46周 开展排查", "2026-11-09", "2026-11-16", "开展排查"),
    ],
)
def test_a_period_is_read_and_the_rest_stays_as_typed(text: str, start: str, end: str, rest: str) -> None:
    found = leading_period(text, TODAY)
    assert found is not None and found.span is not None and found.stands_apart
    assert (found.span.start, found.span.end) == (date.fromisoformat(start), date.fromisoformat(end))
    assert found.rest == rest


def test_a_phrase_that_a_text_begins_with_does_not_stand_apart() -> None:
    found = leading_period("上周开展隐患排查", TODAY)
    assert found is not None and found.span is not None
    assert (found.word, found.rest, found.stands_apart) == ("上周", "开展隐患排查", False)


@pytest.mark.parametrize(
    "text", ["", "国庆期间 值班", "去年同期 开展排查", "开展排查 上周", "安全 上周", "上周1号楼施工", "，。"]
)
def test_what_names_no_period_is_not_guessed(text: str) -> None:
    assert leading_period(text, TODAY) is None


def test_a_number_behind_a_period_is_not_a_part_of_it() -> None:
    found = leading_period("上周 1号楼施工", TODAY)
    assert found is not None and (found.word, found.rest) == ("上周", "1号楼施工")


def test_a_date_that_does_not_exist_has_no_days() -> None:
    found = leading_period("11月31日 开展排查", TODAY)
    assert found is not None and found.span is None


@pytest.mark.parametrize(
    "text", ["11-2开展排查", "1102 x", "3名干部", "前几周", "近期", "本期", "周二集中", "国庆期间", "二月"]
)
def test_what_begins_as_a_period_does_is_told_from_a_text(text: str) -> None:
    assert is_like_a_time(text)


@pytest.mark.parametrize("text", ["", "开展排查", "上级要求", "本单位合并", "下乡", "日常工作"])
def test_a_text_is_not_taken_for_a_period(text: str) -> None:
    assert not is_like_a_time(text)
