"""What was typed and not confirmed: kept once, with all that was typed, whoever asks for it."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Connection

from models.attachments import attachments_of, note_attachment
from models.conversations import conversation_of_member, keep_conversation
from models.drafts import change_draft, keep_conversation_as_draft, lapse_conversation
from models.items import Item, drafts_of_units, item_by_number
from models.store import Store
from rules.plan import Plan
from tests.factories import at, make_item, make_member, make_plan, unit_id_of
from tests.models.observing import together
from tests.observers import events_of

NOW = at("2026-11-20 16:07")
LATER = NOW + timedelta(hours=25)


@pytest.fixture
def plan(store: Store) -> Plan:
    return store.write(make_plan)


@pytest.fixture
def member(store: Store, plan: Plan) -> int:
    return store.write(lambda connection: make_member(connection, "财政局", "测试员01"))


def hold(store: Store, member: int, flow: str, data: dict[str, Any]) -> None:
    """The member has said this, beginning an hour before."""
    began = NOW - timedelta(hours=1)
    store.write(lambda connection: keep_conversation(connection, member, flow, data, (), NOW, began))


def kept(store: Store, plan: Plan, member: int) -> int | None:
    return store.write(lambda connection: keep_conversation_as_draft(connection, plan, member, LATER))


def item(store: Store, number: int) -> Item:
    with store.read() as connection:
        found = item_by_number(connection, "jinhu", number)
    assert found is not None
    return found


def test_a_form_is_kept_with_its_answers_and_the_by_line(store: Store, plan: Plan, member: int) -> None:
    data = {"board": "安全生产管理", "title": "标题", "points": {"落实情况": "好"}, "step": 3}
    hold(store, member, "form", data)
    assert kept(store, plan, member) == 1
    draft = item(store, 1)
    assert (draft.status, draft.unit, draft.byline, draft.member_id) == ("草稿", "财政局", "测试员01", member)
    assert (draft.board, draft.title, draft.body) == ("安全生产管理", "标题", "落实情况：好")
    assert (draft.points, draft.sent_at, f"{draft.counted_on}") == ({"落实情况": "好"}, NOW, "2026-11-20")
    with store.read() as connection:
        assert conversation_of_member(connection, member).updated_at is None


@pytest.mark.parametrize(
    ("data", "title", "body"),
    [
        ({"title": "标题"}, "标题", "标题"),
        ({"text": "今天开展检查，发现隐患。"}, "今天开展检查，发现隐患", "今天开展检查，发现隐患。"),
        ({"points": {"落实情况": "覆盖企业38家。"}}, "覆盖企业38家", "落实情况：覆盖企业38家。"),
        ({"points": {"落实情况": "……"}}, "……", "落实情况：……"),
        ({"points": {"落实情况": " ", "亮点": "无人机"}}, "无人机", "亮点：无人机"),
        ({"title": "长" * 400, "text": "正文"}, "长" * 300, "正文"),
        ({"title": "标题", "text": "正文", "points": None, "then": "submit"}, "标题", "正文"),
    ],
)
def test_whatever_was_typed_is_kept(
    store: Store, plan: Plan, member: int, data: dict[str, Any], title: str, body: str
) -> None:
    hold(store, member, "unit", {"board": "", **data})
    assert kept(store, plan, member) == 1
    assert (item(store, 1).title, item(store, 1).body, item(store, 1).board) == (title, body, "")


@pytest.mark.parametrize(
    ("flow", "data"),
    [("", {}), ("remind", {"duty": "weekly"}), ("form", {"step": 0}), ("form", {"points": {}, "title": " "})],
)
def test_where_nothing_was_typed_nothing_is_kept(
    store: Store, plan: Plan, member: int, flow: str, data: dict[str, Any]
) -> None:
    hold(store, member, flow, data)
    assert kept(store, plan, member) is None
    with store.read() as connection:
        assert conversation_of_member(connection, member).updated_at is None
        assert item_by_number(connection, "jinhu", 1) is None


def test_it_is_for_the_unit_that_was_named(store: Store, plan: Plan, member: int) -> None:
    store.write(lambda connection: make_member(connection, "招商局", "测试员02"))
    with store.read() as connection:
        other = unit_id_of(connection, "招商局")
    hold(store, member, "form", {"title": "标题", "unit_id": other})
    kept(store, plan, member)
    assert (item(store, 1).unit, item(store, 1).byline) == ("招商局", "测试员01")


def test_photos_from_a_day_before_it_was_begun_go_with_it(store: Store, plan: Plan, member: int) -> None:
    def note(reference: str, hours: int) -> None:
        came = NOW - timedelta(hours=hours)
        store.write(lambda c: note_attachment(c, "jinhu", member, None, "app", "picture", reference, "", came))

    for reference, hours in (("old", 26), ("before", 25), ("meanwhile", 0)):
        note(reference, hours)
    hold(store, member, "form", {"title": "标题"})
    kept(store, plan, member)
    with store.read() as connection:
        found = attachments_of(connection, item(store, 1).id)
    assert [each.reference for each in found] == ["before", "meanwhile"]


def test_a_draft_that_was_taken_up_again_keeps_its_number(store: Store, plan: Plan, member: int) -> None:
    hold(store, member, "form", {"title": "标题"})
    kept(store, plan, member)
    hold(store, member, "form", {"title": "标题", "points": {"落实情况": "好"}, "number": 1})
    assert kept(store, plan, member) == 1
    assert item(store, 1).body == "落实情况：好"
    with store.read() as connection:
        assert [action for _, action, _ in events_of(connection, item(store, 1).id)] == ["修改"]


@pytest.mark.parametrize("status", ["待审", "撤回"])
def test_what_is_no_draft_any_more_is_left_alone(store: Store, plan: Plan, member: int, status: str) -> None:
    number = store.write(lambda connection: make_item(connection, "财政局", NOW, status=status))
    hold(store, member, "form", {"title": "标题", "number": number})
    assert kept(store, plan, member) == number + 1
    assert (item(store, number).status, item(store, number).title) == (status, "开发区召开安全生产会议")


def test_a_draft_is_changed_while_it_is_one(store: Store, plan: Plan, member: int) -> None:
    hold(store, member, "form", {"title": "标题"})
    kept(store, plan, member)

    def send_in(connection: Connection) -> int | None:
        return change_draft(connection, "jinhu", 1, "报送", member, LATER, status="待审", sent_at=LATER)

    assert store.write(send_in) == item(store, 1).id
    assert store.write(send_in) is None
    assert (item(store, 1).status, item(store, 1).sent_at) == ("待审", LATER)


def test_drafts_come_newest_first_and_only_of_these_units(store: Store, plan: Plan, member: int) -> None:
    for day, status in ((18, "草稿"), (20, "草稿"), (19, "待审"), (19, "草稿")):
        sent_at = at(f"2026-11-{day} 10:00")
        store.write(lambda c, s=status, t=sent_at: make_item(c, "财政局", t, status=s))  # type: ignore[misc]
    store.write(lambda connection: make_member(connection, "招商局", "测试员02"))
    with store.read() as connection:
        units = [unit_id_of(connection, name) for name in ("财政局", "招商局")]
        assert [draft.number for draft in drafts_of_units(connection, units[:1])] == [2, 4, 1]
        assert drafts_of_units(connection, units[1:]) == []


def test_many_at_once_keep_it_once(store: Store, neighbour: Store, plan: Plan, member: int) -> None:
    hold(store, member, "form", {"title": "标题"})
    numbers = together(6, lambda place: kept((store, neighbour)[place % 2], plan, member))
    assert sorted(numbers, key=str) == [1, None, None, None, None, None]


def test_a_conversation_lapses_only_if_nobody_went_on_with_it(store: Store, plan: Plan, member: int) -> None:
    hold(store, member, "form", {"title": "标题"})

    def lapse(connection: Connection, minutes: int) -> object:
        return lapse_conversation(connection, plan, member, NOW + timedelta(minutes=minutes), LATER)

    assert store.write(lambda connection: lapse(connection, -1)) is None
    lapsed = store.write(lambda connection: lapse(connection, 0))
    assert (getattr(lapsed, "number", None), getattr(lapsed, "began_at", None)) == (1, NOW - timedelta(hours=1))
    assert store.write(lambda connection: lapse(connection, 0)) is None
