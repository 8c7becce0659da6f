"""失联: whom no message reaches, why, what to do, and which way is used instead."""

from collections.abc import Sequence
from datetime import date, timedelta

from sqlalchemy import Connection, select

from models.accounts import mark_unreachable
from models.channels import ChannelRecord
from models.members import member_table
from models.outbox import Content, Letter, outbox_table, post
from models.store import Store
from tests.dialogue import Office
from tests.factories import PLAN_TEXT, make_member, wecom_app

LIAISON, EDITOR = "liaison-测试员01", "editor-测试员04"
OUT_OF_RANGE = "不在应用可见范围"
DING = ChannelRecord("ding", "dingtalk", "dingtalk", True, False, ("jinhu",))
CONSOLE = ChannelRecord("page", "console", "console", True, True, ("jinhu",))


def refuse(office: Office, reason: str = OUT_OF_RANGE, account: str = LIAISON) -> None:
    office.store.write(lambda c: mark_unreachable(c, "wecom", [account], reason, office.now))


def deliver(office: Office, name: str, count: int = 2) -> None:
    """So many messages were sent to the member of this name."""

    def work(connection: Connection) -> None:
        member = connection.execute(select(member_table.c.id).where(member_table.c.name == name)).scalar_one()
        post(
            connection,
            [
                Letter(f"k{name}{place}", "app", "a", Content("提醒"), office.now, "chase", "jinhu", member_id=member)
                for place in range(count)
            ],
            office.now,
        )
        connection.execute(outbox_table.update().values(state="sent", sent_at=office.now))

    office.store.write(work)


def lines(office: Office) -> Sequence[str]:
    return office.says(EDITOR, "失联").splitlines()


def test_nobody_is_unreachable_until_a_platform_says_so(office: Office) -> None:
    assert lines(office) == ["没有失联人员。"]
    refuse(office)
    assert lines(office) == [
        "失联1人：",
        "财政局 测试员01（企业微信）：不在应用可见范围，自11月18日（周三）起。"
        "请管理员在企业微信后台把此人加入应用可见范围；已离职的请更新花名册。",
    ]


def test_whoever_writes_can_be_reached_again(office: Office) -> None:
    refuse(office)
    office.says(LIAISON, "我的")
    assert lines(office) == ["没有失联人员。"]


def test_a_reason_that_says_itself_what_to_do_is_not_repeated(office: Office) -> None:
    refuse(office, "没有接口许可，请管理员在企业微信后台分配")
    assert lines(office)[1].endswith("没有接口许可，请管理员在企业微信后台分配，自11月18日（周三）起。")
    refuse(office, "平台限制了给此人发消息的频率")
    assert lines(office)[1].endswith("稍后自动重试，不用处理。")
    refuse(office, "别的原因")
    assert "请核对花名册里的账号" in lines(office)[1]


def test_another_platform_that_is_used_instead_is_named(office: Office) -> None:
    office.channels(wecom_app(), DING, CONSOLE)
    office.member("审计局", "测试员10", accounts=[("wecom", "w10"), ("dingtalk", "d10")])
    refuse(office, account="w10")
    assert lines(office)[1].endswith("已改由钉钉发送。")


def test_whoever_has_no_account_on_a_configured_channel_is_listed_too(office: Office) -> None:
    office.store.write(lambda c: make_member(c, "统计局", "测试员09", accounts=[]))
    office.member("审计局", "测试员10", accounts=[("dingtalk", "staff10")])
    assert lines(office) == [
        "失联2人：",
        "统计局 测试员09：没有可用的账号。请在花名册里补上账号。",
        "审计局 测试员10：没有可用的账号。请在花名册里补上账号。",
    ]


def test_a_console_beside_a_real_platform_is_no_way_to_a_person(office: Office) -> None:
    office.member("审计局", "测试员10", accounts=[("dingtalk", "staff10")])
    office.channels(wecom_app(), CONSOLE)
    assert "审计局 测试员10：没有可用的账号" in office.says(EDITOR, "失联")
    office.channels(CONSOLE)
    assert lines(office) == ["没有失联人员。"]


def test_who_got_messages_for_two_weeks_and_never_opened_the_bot_is_listed(office: Office) -> None:
    deliver(office, "测试员01", 1)
    assert lines(office) == ["没有失联人员。"]
    deliver(office, "测试员02")
    assert lines(office) == [
        "失联1人：",
        "应急管理局 测试员02：从未打开应用，已发2条消息没有回应。请本人打开应用，发一句“帮助”。",
    ]
    office.says("liaison-测试员02", "帮助")
    assert lines(office) == ["没有失联人员。"]


def test_who_has_just_come_into_office_has_time_to_open_the_bot(office: Office) -> None:
    today = date(2026, 11, 18)
    office.store.write(lambda c: make_member(c, "统计局", "测试员09", active_from=today - timedelta(days=13)))
    deliver(office, "测试员09")
    assert lines(office) == ["没有失联人员。"]
    office.clock("2026-11-19 10:00")
    assert "测试员09：从未打开应用" in lines(office)[1]


def test_liaisons_come_first_and_a_person_of_two_roles_once(office: Office) -> None:
    refuse(office, account="editor-测试员04")
    refuse(office, account="leader-测试员05")
    office.store.write(lambda c: make_member(c, "招商局", "测试员03", "head", accounts=[("wecom", "liaison-测试员03")]))
    refuse(office, account="liaison-测试员03")
    # The editor asks, and is thereby reachable again.
    assert [line.split("（")[0] for line in lines(office)[1:]] == ["招商局 测试员03", "办公室 测试员05"]


def test_where_the_plan_says_so_the_head_is_told_instead(store: Store) -> None:
    text = f"{PLAN_TEXT}\n[tone]\nhead_if_unreachable = true\n"
    office = Office(store, text=text)
    office.member("财政局", "测试员01")
    office.member("招商局", "测试员03")
    office.member("财政局", "测试员06", "head")
    office.member("党群工作部", "测试员04", "editor")
    refuse(office)
    refuse(office, account="liaison-测试员03")
    found = lines(office)[1:]
    assert found[0].endswith("催报改发单位负责人。") and "负责人" not in found[1]


def test_whoever_has_left_is_nobodys_worry(office: Office) -> None:
    left = office.now.date()
    office.store.write(lambda c: make_member(c, "统计局", "测试员09", accounts=[], active_until=left))
    assert lines(office) == ["没有失联人员。"]


def test_a_unit_whose_liaison_has_left_is_named(office: Office) -> None:
    office.open_week()
    leave = member_table.update().where(member_table.c.name == "测试员01").values(active_until=date(2026, 11, 18))
    office.store.write(lambda connection: connection.execute(leave))
    assert lines(office) == ["没有在任信息报送员的单位：财政局。请在花名册里补充后重新导入。"]
