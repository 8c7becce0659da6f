"""The letters of a reminder by hand: they are worded for the time at which they leave, and bear what they speak of."""

from models.chases import links_of
from tests.dialogue import Office

EDITOR = "editor-测试员04"


def test_a_letter_tells_the_time_left_when_it_leaves(office: Office) -> None:
    office.clock("2026-11-18 22:10")
    office.says(EDITOR, "催报 财政局")
    office.says(EDITOR, "确认")
    [row] = [row for row in office.outbox() if row.job == "reminder"]
    minute = row.due_at.astimezone(office.plan.zone).minute
    assert f"还剩1天8小时{60 - minute}分" in row.content.text


def test_a_letter_bears_receiver_and_unit_and_is_tied_to_the_obligation(office: Office) -> None:
    office.says(EDITOR, "催报 财政局")
    office.says(EDITOR, "确认")
    [row] = [row for row in office.outbox() if row.job == "reminder"]
    with office.store.read() as connection:
        [link] = links_of(connection, [row.key])
    assert row.unit_id is not None and row.member_id is not None and row.audience == "liaison"
    assert (link.audience, link.rung) == ("liaison", "")
