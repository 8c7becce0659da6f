"""One message for each person: what is merged, what is taken up, which words it has, when it may leave."""

from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import update

from models.chases import Link, links_of
from models.outbox import OutboxRow, outbox_table
from models.store import Store
from scheduler.reminding import MERGED
from tests.factories import PLAN_TEXT, at, group_webhook, make_plan, wecom_app
from tests.scheduler.office import Office

PHOTOS = """
[[duties]]
id = "photos"
title = "每周图片"
period = "week"
deadline_day = 5
deadline_time = 17:00:00
"""
OTHER = PLAN_TEXT.replace('id = "jinhu"', 'id = "guanyun"').replace("开发区宣传工作方案", "招商宣传方案")
BOTH = (wecom_app(plans=("jinhu", "guanyun")), group_webhook(plans=("jinhu", "guanyun")))

Begin = Callable[..., Office]


def rung(name: str, clock: str, to: str = '"liaison"', more: str = "offset = 0") -> str:
    """A rung of a ladder."""
    return f'[[duties.ladder]]\nid = "{name}"\ntime = {clock}:00\nto = [{to}]\n{more}\n'


def weekly(*rungs: str, text: str = PLAN_TEXT) -> str:
    """The plan with a ladder of its own."""
    return text.replace("deadline_time = 17:00:00\n", "deadline_time = 17:00:00\n" + "".join(rungs), 1)


@pytest.fixture
def begin(store: Store, tmp_path: Path) -> Begin:
    """An office with nobody but two editors and a leader, on a Monday, by default with two duties a week.

    The second plan comes first, so that both are there when the channels are; 招商局 has a liaison.
    """

    def make(text: str = PLAN_TEXT + PHOTOS, second: str = "") -> Office:
        if second:
            store.write(lambda connection: make_plan(connection, second))
        office = Office(store, tmp_path, text, units=()).begin("2026-11-16 00:00", *(BOTH if second else ()))
        office.hire("招商局", "测试员01")
        return office

    return make


def opened(office: Office) -> Office:
    """The week is open, chased from its first minutes."""
    office.chase("2026-11-16 00:07")
    return office


def private(office: Office, state: str = "due") -> list[OutboxRow]:
    """The letters to people, without those to the editors."""
    return [row for row in office.letters() if row.account and "编辑" not in row.account and row.state == state]


def links(office: Office, row: OutboxRow) -> list[Link]:
    with office.store.read() as connection:
        return links_of(connection, [row.key])


def spoken_of(row: OutboxRow) -> list[str]:
    """The numbered lines of a merged message up to the colon."""
    return [line.split("：")[0] for line in row.content.text.splitlines() if line[:2] in ("1.", "2.", "3.", "4.")]


def test_two_duties_of_one_person_are_one_message(begin: Begin) -> None:
    office = opened(begin())
    assert office.chase("2026-11-19 15:07") == 1
    (row,) = office.letters()
    assert sorted(line[3:] for line in spoken_of(row)) == ["每周信息", "每周图片"]
    assert {(link.audience, link.rung) for link in links(office, row)} == {("liaison", "day-before")}
    assert len(links(office, row)) == 2
    assert (row.account, row.audience, row.rung, row.unit_id is None) == (
        "liaison-测试员01",
        "liaison",
        "day-before",
        False,
    )


def test_two_duties_of_many_plain_units_are_one_text_that_one_call_carries(begin: Begin) -> None:
    office = begin()
    for number in range(2, 7):
        office.hire(f"单位{number}", f"测试员0{number}")
    opened(office).chase("2026-11-19 15:07")
    rows = office.letters()
    assert len(rows) == 6
    assert len({(row.content, row.due_at, row.channel) for row in rows}) == 1
    assert len({row.key for row in rows}) == 6


def test_running_it_again_writes_nothing_more(begin: Begin) -> None:
    office = opened(begin())
    assert [office.chase("2026-11-19 15:07") for _ in range(3)] == [1, 0, 0]


def test_somebody_who_reports_for_three_units_is_written_to_once_and_reads_all_three(begin: Begin) -> None:
    office = begin(PLAN_TEXT)
    for unit in ("财政局", "办公室"):
        office.hire(unit, "测试员01", account="liaison-测试员01")
    opened(office).chase("2026-11-19 15:07")
    (row,) = office.letters()
    assert all(unit in row.content.text for unit in ("招商局", "财政局", "办公室"))
    assert (row.unit_id, len(links(office, row))) == (None, 3)


def test_what_somebody_owes_in_two_plans_is_one_message_that_names_the_plans(begin: Begin) -> None:
    office = begin(PLAN_TEXT, OTHER)
    office.hire("招商局", "测试员01", plan="guanyun")
    office.hire("财政局", "测试员09", plan="guanyun")
    opened(office).chase("2026-11-19 15:07")
    one, other = sorted(office.letters(), key=lambda row: row.account)
    assert all(title in one.content.text for title in ("开发区宣传工作方案", "招商宣传方案"))
    assert (one.account, len(links(office, one))) == ("liaison-测试员01", 2)
    assert (other.account, other.plan_id, len(links(office, other))) == ("liaison-测试员09", "guanyun", 1)
    assert "方案" not in other.content.text


def test_two_plans_with_a_channel_each_write_two_messages(store: Store, tmp_path: Path) -> None:
    store.write(lambda connection: make_plan(connection, OTHER))
    channels = (wecom_app(), wecom_app("other-app", ("guanyun",)))
    office = Office(store, tmp_path, PLAN_TEXT, units=()).begin("2026-11-16 00:00", *channels)
    for plan in ("jinhu", "guanyun"):
        office.hire("招商局", "测试员01", plan=plan)
    opened(office).chase("2026-11-19 15:07")
    assert sorted((row.channel, row.plan_id) for row in office.letters()) == [
        ("app", "jinhu"),
        ("other-app", "guanyun"),
    ]


def test_who_heads_one_unit_and_reports_for_another_reads_both_in_one_message(begin: Begin) -> None:
    office = begin(weekly(rung("only", "15:07", '"liaison", "head"')))
    office.hire("财政局", "测试员02")
    office.hire("财政局", "测试员01", "head", account="liaison-测试员01")
    opened(office).chase("2026-11-20 15:07")
    both, other = sorted(office.letters(), key=lambda row: row.account)
    assert {link.audience for link in links(office, both)} == {"liaison", "head"}
    assert "招商局" in both.content.text and "财政局" in both.content.text
    assert (both.audience, both.unit_id) == ("liaison", None)
    assert {link.audience for link in links(office, other)} == {"liaison"}


def test_a_message_with_a_summary_has_it_below_what_the_editor_owes(begin: Begin) -> None:
    office = begin(weekly(rung("only", "15:07", '"liaison", "editors"')))
    office.hire("党群工作部", "编辑一", account="editor-编辑一")
    opened(office).chase("2026-11-20 15:07")
    (row,) = [row for row in office.letters() if row.account == "editor-编辑一"]
    reminder, summary = row.content.text.split("\n\n")
    assert reminder.startswith("【报送提醒】") and summary.startswith("【未报汇总】")
    assert "1. 招商局\n2. 党群工作部" in summary


def test_an_editor_who_is_the_last_to_owe_reads_the_summary_too(begin: Begin) -> None:
    """A summary says more than the reminder: how many have delivered, who is excused, who cannot be reached."""
    office = begin(weekly(rung("only", "15:07", '"liaison", "editors"')))
    office.hire("党群工作部", "编辑一", account="editor-编辑一")
    opened(office).send("2026-11-17 10:00", "招商局")
    office.chase("2026-11-20 15:07")
    (row,) = [row for row in office.letters() if row.account == "editor-编辑一"]
    assert "【报送提醒】" in row.content.text and "【未报汇总】" in row.content.text


LATE = weekly(rung("late", "22:07")) + PHOTOS + rung("later", "22:20")


def test_a_reminder_that_quiet_hours_hold_is_taken_up_into_the_next_one(begin: Begin) -> None:
    office = opened(begin(LATE))
    office.chase("2026-11-20 22:07", "2026-11-20 22:20")
    (old,) = private(office, "cancelled")
    (new,) = private(office)
    assert old.error == MERGED
    assert sorted(line[3:] for line in spoken_of(new)) == ["每周信息", "每周图片"]
    assert {link.rung for link in links(office, new)} == {"late", "later"}
    assert at("2026-11-21 08:01") <= new.due_at <= at("2026-11-21 08:05")


def test_two_rungs_of_one_duty_in_one_night_are_one_message(begin: Begin) -> None:
    office = opened(begin(weekly(rung("late", "22:07"), rung("later", "22:20"))))
    office.chase("2026-11-20 22:07", "2026-11-20 22:20")
    (new,) = private(office)
    assert len(private(office, "cancelled")) == 1
    assert [link.rung for link in links(office, new)] == ["later"]
    assert "项报送任务" not in new.content.text


def test_three_evenings_rungs_end_in_one_message(begin: Begin) -> None:
    third = '\n[[duties]]\nid = "cases"\ntitle = "每周案例"\nperiod = "week"\n' + rung("last", "23:11")
    office = opened(begin(LATE + third))
    office.chase("2026-11-20 22:07", "2026-11-20 22:20", "2026-11-20 23:11")
    (new,) = private(office)
    assert sorted(line[3:] for line in spoken_of(new)) == ["每周信息", "每周图片", "每周案例"]
    assert len(private(office, "cancelled")) == 2


def test_what_was_delivered_meanwhile_is_not_taken_up(begin: Begin) -> None:
    office = begin(LATE.replace('title = "每周图片"', 'title = "每周图片"\nkinds = ["图片"]'))
    opened(office).chase("2026-11-20 22:07")
    office.send("2026-11-20 22:10", "招商局")
    office.chase("2026-11-20 22:20")
    (new,) = private(office)
    assert "每周图片" in new.content.text and "每周信息" not in new.content.text


def test_a_reminder_whose_time_has_come_is_left_alone(begin: Begin) -> None:
    """It may be on its way: two messages are better than none."""
    office = opened(begin(weekly(rung("first", "15:07")) + PHOTOS + rung("second", "15:20")))
    office.chase("2026-11-20 15:07", "2026-11-20 15:20")
    assert [row.rung for row in private(office)] == ["first", "second"]


def test_a_reminder_that_was_tried_already_is_left_alone(begin: Begin) -> None:
    office = opened(begin(LATE))
    office.chase("2026-11-20 22:07")
    office.store.write(lambda connection: connection.execute(update(outbox_table).values(tries=1)))
    office.chase("2026-11-20 22:20")
    assert [row.rung for row in private(office)] == ["late", "later"]


def test_what_waits_for_one_person_is_not_taken_up_by_the_message_to_another(begin: Begin) -> None:
    office = begin(weekly(rung("late", "22:07")) + PHOTOS + 'units = ["财政局"]\n' + rung("later", "22:20"))
    office.hire("财政局", "测试员02")
    opened(office).chase("2026-11-20 22:07", "2026-11-20 22:20")
    assert sorted((row.account, len(links(office, row))) for row in private(office)) == [
        ("liaison-测试员01", 1),
        ("liaison-测试员02", 2),
    ]


def test_a_summary_that_waits_is_not_shortened_by_what_its_reader_owes(begin: Begin) -> None:
    """The editor reports for a unit too: the summary still counts it among those that have not delivered."""
    third = weekly(rung("night", "22:07", '"editors"'), rung("later", "22:20"))
    office = begin(third)
    office.hire("党群工作部", "编辑一", account="editor-编辑一")
    opened(office).chase("2026-11-20 22:07", "2026-11-20 22:20")
    texts = [row.content.text for row in office.letters() if row.account == "editor-编辑一" and row.state == "due"]
    assert "应报2个单位，已报0个，还有2个未报。\n1. 招商局\n2. 党群工作部" in "\n\n".join(texts)


def test_the_group_is_posted_to_for_each_duty(begin: Begin) -> None:
    office = opened(begin())
    office.chase("2026-11-20 16:07")
    posts = [(row.content.title, row.account, row.rung) for row in office.letters()]
    assert sorted(posts) == [("每周信息", "", "group"), ("每周图片", "", "group")]


QUIET = "\n[tone]\nquiet_from = 21:00:00\nquiet_to = 08:00:00\n"
NEVER_QUIET = "\n[tone]\nquiet_from = 03:00:00\nquiet_to = 03:01:00\n"


def test_quiet_hours_of_either_plan_hold_the_message_about_both(begin: Begin) -> None:
    text = weekly(rung("night", "22:07"))
    office = begin(text + QUIET, weekly(rung("night", "22:07"), text=OTHER) + NEVER_QUIET)
    office.hire("招商局", "测试员01", plan="guanyun")
    opened(office).chase("2026-11-20 22:07")
    told = [row for row in private(office) if "开发区宣传工作方案" in row.content.text or row.plan_id == "jinhu"]
    assert told and all(row.due_at >= at("2026-11-21 08:00") for row in told)


def test_what_quiet_hours_hold_does_not_leave_with_a_later_message_of_a_plan_without_them(begin: Begin) -> None:
    second = weekly(rung("night", "22:20"), text=OTHER) + NEVER_QUIET
    office = begin(weekly(rung("night", "22:07")) + QUIET, second)
    office.hire("招商局", "测试员01", plan="guanyun")
    opened(office).chase("2026-11-20 22:07", "2026-11-20 22:20")
    early = [row for row in private(office) if row.due_at < at("2026-11-21 08:00")]
    assert not [row for row in early if "开发区宣传工作方案" in row.content.text]
    assert {link.obligation_id for row in private(office) for link in links(office, row)} == {
        link.obligation_id for row in office.letters() for link in links(office, row)
    }
