"""say: one message through the real pipeline."""

import json
from pathlib import Path

from commands.office import Office
from commands.say import lines_of
from models.channels import group_channels, plans_of, private_routes
from models.inbox import conversation_of
from models.items import item_by_number
from models.members import members_with_role
from models.outbox import Button, Content
from tests.commands.conftest import CONFIG, NOW, CommandLine, write_office
from tests.factories import at
from tests.fakes.workshop import CHART, SHEET

WEEK = "2026-11-20T10:00"
ITEM = "报送 安全生产管理 消防演练\n开发区开展消防应急演练，排查隐患12处。"


def say(run: CommandLine, text: str, account: str = "cz-01", *options: str) -> str:
    return run.ok("say", text, "--plan", "jinhu", "--as", account, *options)


def test_the_reply_is_printed_and_below_it_its_buttons_numbered(run: CommandLine) -> None:
    answer = json.loads(say(run, "报送", "cz-01", "--json"))
    names = [button["label"] for button in answer["buttons"]]
    assert names == ["重特大项目招引", "安全生产管理", "基础设施配套提升"]
    numbered = [f"{number}. {name}" for number, name in enumerate(names, 1)]
    assert say(run, "报送") == "\n".join([answer["text"], *numbered]) + "\n"


def test_a_button_that_types_something_else_than_it_says_shows_what(run: CommandLine) -> None:
    say(run, ITEM, "cz-01", "--at", WEEK)
    assert "通过1号（通过 1）" in say(run, "待审", "dq-03", "--at", WEEK)


def test_a_button_is_chosen_by_its_number_in_the_next_message(run: CommandLine) -> None:
    say(run, "报送")
    assert "重特大项目招引" in say(run, "1")


def test_an_item_is_stored_at_the_time_that_was_named(run: CommandLine, office: Office) -> None:
    assert "第1号" in say(run, ITEM, "CZ-01", "--at", WEEK)
    with office.store.read() as connection:
        item = item_by_number(connection, "jinhu", 1)
        (kept,) = conversation_of(connection, "page", "cz-01")
    assert item is not None and (item.sent_at, item.unit) == (at("2026-11-20 10:00"), "财政局")
    assert kept.received_at == kept.sent_at == at("2026-11-20 10:00")


def test_the_same_words_twice_are_two_messages(run: CommandLine) -> None:
    say(run, ITEM, "cz-01", "--at", WEEK)
    assert "第2号" in say(run, ITEM, "cz-01", "--at", WEEK)


def test_an_account_of_any_platform_speaks(run: CommandLine) -> None:
    assert "招商局" in say(run, "绑定", "zs-02")


def test_a_stranger_learns_only_how_to_ask(run: CommandLine) -> None:
    told = say(run, "进度", "nobody")
    assert "绑定" in told and "财政局" not in told.replace("绑定 财政局", "")


def test_as_json_there_is_one_object(run: CommandLine) -> None:
    told = json.loads(say(run, "报送", "cz-01", "--json"))
    assert set(told) == {"text", "title", "picture", "buttons"}
    assert told["text"] and set(told["buttons"][0]) == {"label", "command"}


def test_a_chart_and_a_sheet_are_a_line_each() -> None:
    answer = Content("共19条", chart=CHART, sheet=SHEET, buttons=(Button("我的", "我的"),))
    assert lines_of(answer) == ["共19条", "[图] 各单位采用量", "[表] 采用明细.xlsx", "1. 我的"]


def test_without_plan_or_account_it_is_wrong_usage(run: CommandLine) -> None:
    run.fails("say", "帮助", "--as", "cz-01", code=2)
    run.fails("say", "帮助", "--plan", "jinhu", code=2)


def test_a_plan_that_is_not_there_is_a_failure(run: CommandLine) -> None:
    assert "没有方案 guanyun" in run.fails("say", "帮助", "--plan", "guanyun", "--as", "cz-01")


def test_a_channel_of_a_plan_that_is_not_there_is_a_failure(run: CommandLine) -> None:
    text = run.config.read_text(encoding="utf-8")
    run.config.write_text(text.replace('plan = "jinhu"', 'plans = ["jinhu", "guanyun"]'), encoding="utf-8")
    said = run.fails("say", "帮助", "--plan", "jinhu", "--as", "cz-01")
    assert "channels.page 的方案 guanyun 不在 plans.files 里" in said


def without_console(folder: Path) -> CommandLine:
    """An office with an application only, none of whose accounts is DingTalk's."""
    app = """name = "app"
platform = "wecom"
corp_id = "ww1"
agent_id = 1
secret = "s"
token = "t"
aes_key = "jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C"
api_base = "http://127.0.0.1:1"
"""
    config = CONFIG.replace('name = "page"\nplatform = "console"\n', app)
    run = CommandLine(write_office(folder, config))
    run.ok("migrate")
    run.ok("plans", "sync")
    run.ok("roster", "import", "jinhu", run.folder / "roster.csv")
    return run


def test_without_a_console_channel_one_is_made_that_no_reminder_ever_takes(tmp_path: Path) -> None:
    from manage import open_office

    run = without_console(tmp_path)
    assert "招商局" in say(run, "绑定", "zs-02")
    office = open_office(run.config)
    with office.store.read() as connection:
        assert plans_of(connection, "console") == ["jinhu"]
        people = members_with_role(connection, "jinhu", ("liaison",), NOW.date())
        routes = private_routes(connection, [person.member_id for person in people])
        ways = {way.channel for found in routes.values() for way in found}
        assert ways == {"app"}
        assert group_channels(connection, "jinhu") == []
    office.store.close()


def test_the_made_channel_gives_way_to_the_configured_ones_with_the_next_sync(tmp_path: Path) -> None:
    from manage import open_office

    run = without_console(tmp_path)
    say(run, "帮助")
    run.ok("plans", "sync")
    office = open_office(run.config)
    with office.store.read() as connection:
        assert (plans_of(connection, "console"), plans_of(connection, "app")) == ([], ["jinhu"])
    office.store.close()
