"""One week from Monday to Monday through the whole program: who hears which rung, and what the groups are told."""

import re
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path

import pytest

from models.store import Store
from tests.factories import at
from tests.fakes.dingtalk import FakeDingtalk
from tests.fakes.platform import Clock
from tests.fakes.wecom import FakeWecom
from tests.whole.week import UNITS, Office, liaison

FREE_TEXT = "11月18日，开发区联合园区企业开展安全生产隐患排查，共排查隐患26处，已整改24处，其余两处已明确整改时限。"


@pytest.fixture
def office(store: Store, tmp_path: Path) -> Iterator[Office]:
    """The office a week before, on each database."""
    clock = Clock(at("2026-11-09 08:00"))
    with FakeWecom(clock) as wecom, FakeDingtalk(clock) as dingtalk:
        yield Office(store, tmp_path / "files", wecom, dingtalk, clock)


def submit(office: Office, *numbers: int) -> None:
    """The units submit one item each."""
    for number in numbers:
        answer = office.says(liaison(number), f"报送 安全生产 单位{number:02d}开展隐患排查\n排查隐患26处。")
        assert answer.startswith("已收到，编号第") and "本周应报1条，已报1条。" in answer


def reminded(numbers: Sequence[int]) -> list[tuple[str, str]]:
    return [(liaison(number), "报送提醒") for number in numbers]


def test_a_week_is_played_from_monday_to_monday(office: Office) -> None:
    the_week_before(office)
    until_wednesday(office)
    number = send_back_the_fourth(office)
    thursday(office)
    friday_noon(office)
    friday_afternoon(office, number)
    weekend(office)
    next_monday(office)


def the_week_before(office: Office) -> None:
    """All but the twelfth submit, and what they sent is taken."""
    office.go("2026-11-10 10:00")
    submit(office, *range(1, 12))
    for number in range(1, 12):
        assert "已采用" in office.says("editor2", f"通过 {number}")
    office.go("2026-11-16 08:00")


def until_wednesday(office: Office) -> None:
    """Some submit, one by free text that it confirms, one does not confirm it; one is excused."""
    office.go("2026-11-16 14:00")
    submit(office, 7)
    office.excuse(UNITS[4], date(2026, 11, 16), "值班")
    office.go("2026-11-17 10:00")
    submit(office, 1, 3)
    office.go("2026-11-18 10:00")
    submit(office, 4)
    for number in (2, 11):
        assert "是否作为信息报送" in office.says(liaison(number), FREE_TEXT)
    assert office.says(liaison(2), "确认").startswith("已收到，编号第")


def send_back_the_fourth(office: Office) -> str:
    """The editor sends an item back on Thursday, and its sender hears of it. → its number."""
    office.go("2026-11-19 10:00")
    number = item_of(office.says("editor1", "待审"), f" {UNITS[3]} 单位04")
    assert "已退回" in office.says("editor1", f"退回 {number} 请补充整改情况")
    office.go("2026-11-19 15:06")
    told = [message.text for message in office.seen("2026-11-19 09:00") if message.account == liaison(4)]
    assert len(told) == 1 and "被退回。理由：请补充整改情况" in told[0]
    return number


def thursday(office: Office) -> None:
    """15:07: the liaisons of those who owe something, the one sent back among them, the excused one not."""
    office.go("2026-11-19 15:08")
    assert office.reached("2026-11-19 15:06") == reminded([4, 6, 8, 9, 10, 11, 12])
    office.go("2026-11-19 16:30")
    submit(office, 8)


def friday_noon(office: Office) -> None:
    """14:07: without who has delivered, with who has withdrawn; the head from the second week missed in a row."""
    office.go("2026-11-20 12:00")
    assert "已撤回" in office.says(liaison(3), f"撤回 {item_of(office.says(liaison(3), '我的'), ' 11-17')}")
    office.go("2026-11-20 14:06")
    assert office.reached("2026-11-19 15:08") == []
    office.go("2026-11-20 14:08")
    expected = [*reminded([3, 4, 6, 9, 10, 11, 12]), ("head12", "报送提醒·抄送单位负责人")]
    assert office.reached("2026-11-20 14:06") == sorted(expected)
    assert "将连续2周未报" in next(m.text for m in office.seen("2026-11-20 14:06") if m.account == "head12")


def friday_afternoon(office: Office, sent_back: str) -> None:
    """16:07: both groups hear the number, and no name, without those who have delivered in the last two hours."""
    office.go("2026-11-20 15:00")
    submit(office, 6)
    assert "并重新报送审核" in office.says(liaison(4), f"补充 {sent_back} 隐患已全部整改。")
    office.go("2026-11-20 16:08")
    assert office.reached("2026-11-20 14:08") == [("ding-group", "每周信息"), ("group", "每周信息")]
    for post in office.seen("2026-11-20 14:08"):
        assert "应报11个单位，已报6个，还有5个未报。" in post.text
        assert not [unit for unit in UNITS if unit in post.text]


def weekend(office: Office) -> None:
    """One is late; nobody hears anything."""
    office.go("2026-11-21 09:00")
    submit(office, 9)
    office.go("2026-11-23 09:06")
    assert office.reached("2026-11-20 16:08") == []


def next_monday(office: Office) -> None:
    """09:07: the editors' summary; 09:37: the progress in both groups, with a picture where pictures are shown."""
    office.go("2026-11-23 09:08")
    assert office.reached("2026-11-23 09:06") == [("editor1", "未报汇总"), ("editor2", "未报汇总")]
    missed = [f"1. {UNITS[11]}（连续2周）", f"2. {UNITS[2]}", f"3. {UNITS[9]}", f"4. {UNITS[10]}"]
    for summary in office.seen("2026-11-23 09:06"):
        assert "应报11个单位，已报7个，还有4个未报。" in summary.text
        assert re.findall(r"\d\. \S+", summary.text) == missed
        assert f"免报：{UNITS[4]}（值班）。" in summary.text
    office.go("2026-11-23 09:40")
    posts = office.reached("2026-11-23 09:08")
    assert {account for account, _ in posts} == {"group", "ding-group"} and ("group", "图片") in posts
    assert len(posts) == 3
    office.go("2026-11-23 12:00")
    assert office.reached("2026-11-23 09:40") == []


def item_of(answer: str, mark: str) -> str:
    """The number of the item that stands before a mark in an answer."""
    found = re.search(rf"第(\d+)号{re.escape(mark)}", answer)
    assert found, answer
    return found[1]
