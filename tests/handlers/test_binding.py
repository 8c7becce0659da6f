"""绑定: a stranger asks, an editor decides, nobody learns anything else."""

import pytest

from models.bindings import open_requests
from models.outbox import OutboxRow
from tests.dialogue import Office
from tests.factories import make_member, wecom_app

LIAISON, EDITOR = "liaison-测试员01", "editor-测试员04"
PASSED_ON = "绑定申请已提交，宣传办确认后会通知您。"


def letters(office: Office) -> list[OutboxRow]:
    return [row for row in office.outbox() if row.job == "bind"]


def request_number(office: Office) -> str:
    """The number under which the editor was told of the newest request to be bound."""
    text = next(row.content.text for row in reversed(letters(office)) if "绑定 同意 " in row.content.text)
    return text.split("绑定 同意 ")[1].split("，")[0]


def asks(office: Office, words: str = "绑定 财政局 测试员01", account: str = "newcomer") -> str:
    """Somebody asks to be bound. → the number of the request."""
    assert office.says(account, words) == PASSED_ON
    return request_number(office)


def open_numbers(office: Office) -> list[int]:
    with office.store.read() as connection:
        return [request.id for request in open_requests(connection, "jinhu")]


def test_binding_needs_an_editor_and_works_from_then_on(office: Office) -> None:
    number = asks(office)
    [letter] = office.outbox()
    assert letter.account == EDITOR and "newcomer" in letter.content.text
    assert "您还没有绑定身份" in office.says("newcomer", "我的")
    assert "已同意" in office.says(EDITOR, f"绑定 同意 {number}")
    assert "财政局" in office.says("newcomer", "我的")
    assert "已绑定" in [row for row in office.outbox() if row.account == "newcomer"][0].content.text


def test_the_editor_gets_buttons_that_are_the_commands(office: Office) -> None:
    number = asks(office)
    [letter] = letters(office)
    assert [button.command for button in letter.content.buttons] == [f"绑定 同意 {number}", f"绑定 拒绝 {number}"]
    assert "财政局 测试员01" in letter.content.text and letter.content.title == "绑定申请"


def test_binding_tells_a_stranger_nothing_about_the_roster(office: Office) -> None:
    known = office.says("newcomer", "绑定 财政局 测试员01")
    assert known == office.says("newcomer", "绑定 不存在的单位 没有的人")


@pytest.mark.parametrize("words", ["绑定", "绑定 财政局", "绑定 财政局 测试员 01", "綁定财政局 测试员01", "我要绑定"])
def test_an_incomplete_request_is_answered_with_how_to_ask(office: Office, words: str) -> None:
    assert office.says("newcomer", words).startswith("您还没有绑定身份。请发送：绑定 单位 姓名")
    assert office.outbox() == []


def test_the_same_request_again_tells_the_editor_once(office: Office) -> None:
    numbers = {asks(office) for _ in range(3)}
    assert len(numbers) == len(letters(office)) == 1


def test_another_name_replaces_the_open_request_without_a_message(office: Office) -> None:
    first = asks(office)
    second = asks(office, "绑定 财政局 测试员02")
    assert open_numbers(office) == [int(second)]
    assert {letter.account for letter in letters(office)} == {EDITOR}
    assert "没有这个待办的绑定申请" in office.says(EDITOR, f"绑定 同意 {first}")


def test_names_that_are_too_long_are_cut_to_what_is_stored(office: Office) -> None:
    assert office.says("newcomer", f"绑定 {'长' * 400} {'名' * 400}") == PASSED_ON


def test_every_plan_of_the_channel_hears_of_it(office: Office) -> None:
    from tests.factories import PLAN_TEXT, make_plan

    office.store.write(lambda connection: make_plan(connection, PLAN_TEXT.replace('"jinhu"', '"second"', 1)))
    office.plans = ("jinhu", "second")
    office.channels(wecom_app(plans=office.plans))
    office.store.write(
        lambda c: make_member(
            c, "宣传办", "测试员06", "editor", plan_id="second", accounts=[("wecom", "second-editor")]
        )
    )
    asks(office)
    assert sorted(letter.account for letter in letters(office)) == [EDITOR, "second-editor"]


# The decision


def test_the_open_requests_are_listed_until_they_are_decided(office: Office) -> None:
    assert office.says(EDITOR, "绑定") == "没有待确认的绑定申请。"
    number = asks(office)
    assert f"{number}. 财政局 测试员01，账号 newcomer" in office.says(EDITOR, "绑定")
    office.says(EDITOR, f"绑定 拒绝 {number}")
    assert office.says(EDITOR, "绑定") == "没有待确认的绑定申请。"


def test_a_refusal_is_told_and_binds_nobody(office: Office) -> None:
    number = asks(office)
    assert office.says(EDITOR, f"绑定 拒绝 {number}") == "已拒绝：财政局 测试员01，结果已通知对方。"
    [told] = [row for row in letters(office) if row.account == "newcomer"]
    assert (told.channel, told.content.text) == ("app", "绑定申请未通过，请与宣传办联系。")
    assert "您还没有绑定身份" in office.says("newcomer", "我的")


def test_a_request_for_somebody_who_is_not_in_the_roster_stays_open_until_the_roster_is_right(office: Office) -> None:
    number = asks(office, "绑定 财政局 测试员88")
    before = office.contents()
    said = office.says(EDITOR, f"绑定 同意 {number}")
    assert "花名册里没有在任的「财政局 测试员88」" in said and f"绑定 拒绝 {number}" in said
    assert office.contents() == before
    assert open_numbers(office) == [int(number)]
    office.member("财政局", "测试员88", accounts=[("dingtalk", "other")])
    assert "已同意" in office.says(EDITOR, f"绑定 同意 {number}")
    assert "财政局" in office.says("newcomer", "我的")


def test_whoever_has_left_cannot_be_bound(office: Office) -> None:
    day = office.now.date()
    office.store.write(lambda c: make_member(c, "财政局", "测试员77", accounts=[], active_until=day))
    number = asks(office, "绑定 财政局 测试员77")
    assert "没有在任的" in office.says(EDITOR, f"绑定 同意 {number}")


def test_a_person_with_two_roles_is_bound_to_both(office: Office) -> None:
    office.member("财政局", "测试员01", "head", accounts=[("dingtalk", "head")])
    number = asks(office)
    office.says(EDITOR, f"绑定 同意 {number}")
    assert "报送：" in office.says("newcomer", "帮助")
    office.says(EDITOR, "绑定")
    with office.store.read() as connection:
        from models.members import memberships_of

        roles = {p.role for p in memberships_of(connection, "wecom", "newcomer", ["jinhu"], office.now.date())}
    assert roles == {"liaison", "head"}


def test_a_request_is_decided_once(office: Office) -> None:
    number = asks(office)
    office.says(EDITOR, f"绑定 同意 {number}")
    before = office.contents()
    assert office.says(EDITOR, f"绑定 拒绝 {number}") == "没有这个待办的绑定申请。发送「绑定」查看待确认的申请。"
    assert office.contents() == before


@pytest.mark.parametrize("words", ["绑定 同意", "绑定 同意 99", "绑定 拒绝 一", "绑定 同意 0"])
def test_a_decision_about_nothing_says_where_to_look(office: Office, words: str) -> None:
    asks(office)
    assert "没有这个待办的绑定申请" in office.says(EDITOR, words)


def test_only_editors_decide(office: Office) -> None:
    number = asks(office)
    for account in (LIAISON, "leader-测试员05"):
        assert "您已绑定为" in office.says(account, f"绑定 同意 {number}")
    assert "您还没有绑定身份" in office.says("newcomer", "我的")


def test_whoever_is_bound_is_told_as_whom(office: Office) -> None:
    assert office.says(LIAISON, "绑定 招商局 测试员03") == "您已绑定为：财政局 测试员01。如需更改请联系宣传办。"
    assert office.outbox() == []
