"""jobs replay: what was sent on a day, to whom, and whether it arrived."""

import json

import pytest
from sqlalchemy import Connection, select

from commands.office import Office
from models.members import member_table
from models.outbox import Content, Letter, outbox_table, post
from tests.commands.conftest import CommandLine
from tests.factories import at

FRIDAY = at("2026-11-20 14:07")


@pytest.fixture
def sent(run: CommandLine, office: Office) -> CommandLine:
    """On Friday one reminder arrived, one did not, and one post was taken back; another day has one of its own."""

    def work(connection: Connection) -> None:
        rows = connection.execute(select(member_table.c.name, member_table.c.id))
        ids = {row.name: row.id for row in rows}
        letters = [
            Letter("a", "page", "cz-01", Content("【提醒】\n请报送"), FRIDAY, "chase", "jinhu", "same-day", "liaison"),
            Letter("b", "page", "zs-02", Content("【提醒】"), FRIDAY, "chase", "jinhu", "same-day", "liaison"),
            Letter("c", "page", "", Content("未报2个"), FRIDAY, "chase", "jinhu", "group", "group"),
            Letter("d", "page", "cz-01", Content("明天"), at("2026-11-21 09:00"), "decision", "jinhu"),
        ]
        post(connection, letters, FRIDAY)
        table = outbox_table.c
        states = {"a": ("sent", None), "b": ("failed", "不在可见范围"), "c": ("cancelled", "已经报送，不再提醒")}
        for key, (state, error) in states.items():
            sent_at = FRIDAY if state == "sent" else None
            change = outbox_table.update().where(table.key == key)
            connection.execute(change.values(state=state, error=error, sent_at=sent_at))
        for account, name in (("cz-01", "测试员01"), ("zs-02", "测试员02")):
            connection.execute(outbox_table.update().where(table.account == account).values(member_id=ids[name]))

    office.store.write(work)
    return run


def test_each_message_is_one_line_with_what_became_of_it(sent: CommandLine) -> None:
    lines = sent.ok("jobs", "replay", "jinhu", "--from", "2026-11-20").splitlines()
    assert [line.split("  ") for line in lines[:-1]] == [
        [
            "2026-11-20 14:07",
            "same-day",
            "财政局",
            "liaison",
            "page",
            "cz-01",
            "已送达 2026-11-20 14:07",
            "【提醒】",
        ],
        [
            "2026-11-20 14:07",
            "same-day",
            "招商局",
            "liaison",
            "page",
            "zs-02",
            "没有送达：不在可见范围",
            "【提醒】",
        ],
        ["2026-11-20 14:07", "group", "-", "group", "page", "群", "已收回：已经报送，不再提醒", "未报2个"],
    ]
    assert lines[-1] == "共 3 条"


def test_it_begins_today_and_goes_as_far_as_it_is_told(sent: CommandLine) -> None:
    assert sent.ok("jobs", "replay", "jinhu").endswith("共 3 条\n")
    assert sent.ok("jobs", "replay", "jinhu", "--to", "2026-11-21").endswith("共 4 条\n")
    assert sent.ok("jobs", "replay", "jinhu", "--from", "2026-11-23").endswith("共 0 条\n")


def test_as_json_it_is_one_object_a_line(sent: CommandLine) -> None:
    first, _, last = map(json.loads, sent.ok("jobs", "replay", "jinhu", "--json").splitlines())
    assert first == {
        "at": "2026-11-20T14:07:00+08:00",
        "job": "chase",
        "rung": "same-day",
        "unit": "财政局",
        "audience": "liaison",
        "accounts": ["cz-01"],
        "text": "【提醒】\n请报送",
        "state": "sent",
        "sent_at": "2026-11-20T14:07:00+08:00",
        "error": None,
    }
    assert (last["unit"], last["accounts"], last["state"], last["sent_at"]) == ("", [], "cancelled", None)


def test_an_unknown_plan_and_a_span_that_ends_before_it_begins_are_refused(sent: CommandLine) -> None:
    assert "没有方案 nowhere" in sent.fails("jobs", "replay", "nowhere")
    arguments = ("jobs", "replay", "jinhu", "--from", "2026-11-20", "--to", "2026-11-19")
    assert "不能早于 --from" in sent.fails(*arguments, code=2)
