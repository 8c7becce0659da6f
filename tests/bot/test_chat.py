"""The chat page: a real channel whose messages come from a browser on this machine."""

import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import TypeVar

import pytest
from sqlalchemy import Connection

from bot.media import PICTURE_BYTES
from bot.workshop import XLSX_TYPE
from models.attachments import attachments_of, claim_attachment
from models.files import FileStore
from models.inbox import conversation_of, failed_messages, mark_done
from models.items import Item, item_by_number, items_with_status
from models.outbox import Content, newest_row_id
from models.store import Store
from tests.bot.chat_office import (
    HOME,
    NOW,
    SUBMISSION,
    Browser,
    FakeDemo,
    chat_app,
    deliver,
    furnish,
    new_key,
    photo,
    post_letter,
)
from tests.factories import at
from tests.fakes.platform import Clock
from tests.fakes.workshop import CHART, SHEET, WORKSHOP

T = TypeVar("T")

PAGES = Path(__file__).parents[2] / "bot" / "pages"


@pytest.fixture
def clock() -> Clock:
    """Wednesday, 10:00."""
    return Clock(NOW)


@pytest.fixture
def browser(store: Store, tmp_path: Path, clock: Clock) -> Browser:
    """A browser that has opened the page of a small office."""
    furnish(store)
    return Browser(chat_app(store, tmp_path, clock))


@pytest.fixture
def demo(sqlite_store: Store, tmp_path: Path, clock: Clock) -> tuple[Browser, FakeDemo]:
    """A browser that has opened the page of a demo."""
    furnish(sqlite_store)
    fake = FakeDemo(clock)
    return Browser(chat_app(sqlite_store, tmp_path, clock, fake)), fake


def newest(store: Store) -> int:
    with store.read() as connection:
        return newest_row_id(connection)


def items(store: Store) -> list[Item]:
    """What was submitted."""
    with store.read() as connection:
        return items_with_status(connection, "jinhu", ("待审",), 100)


class BrokenOnce(Store):
    """A store whose next transaction fails when it has done everything but the commit."""

    def __init__(self, store: Store) -> None:
        super().__init__(store.engine)
        self.is_broken = False

    def write(self, work: Callable[[Connection], T]) -> T:
        """Fails once if it is broken."""

        def fail(connection: Connection) -> T:
            work(connection)
            raise RuntimeError("broken")

        is_broken, self.is_broken = self.is_broken, False
        return super().write(fail if is_broken else work)


# ---- the page


def test_the_page_runs_nothing_but_its_own_files(browser: Browser) -> None:
    page = browser.get("/chat")
    policy = page.headers["Content-Security-Policy"]

    assert "default-src 'none'" in policy
    assert "script-src 'self'" in policy
    assert "unsafe" not in policy
    assert not re.search(r"<style|\sstyle=|\son\w+=|<script(?![^>]*\ssrc=)|javascript:", page.text)


def test_the_bare_address_leads_to_the_page(browser: Browser) -> None:
    response = browser.get("/")
    assert (response.status_code, response.headers["Location"]) == (302, "/chat")


def test_the_scripts_set_every_text_as_text() -> None:
    for script in PAGES.glob("*.js"):
        assert not re.search(
            r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\b|new Function", script.read_text("utf-8")
        )


def test_every_control_of_the_page_says_what_it_is_for(browser: Browser) -> None:
    controls = re.findall(r"<(?:input|textarea)[^>]*>", browser.html)

    assert len(controls) == 3
    assert all("aria-label=" in control or "hidden" in control for control in controls)


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/chat/page/chat.js", "text/javascript"),
        ("/chat/page/chat.css", "text/css"),
        ("/favicon.ico", "image/svg+xml"),
    ],
)
def test_the_parts_of_the_page_are_served_with_their_types(browser: Browser, path: str, kind: str) -> None:
    answer = browser.get(path)

    assert (answer.status_code, answer.mimetype) == (200, kind)


@pytest.mark.parametrize("name", ["chat.html", "nothing.js", "..%2fchat.py", "%00"])
def test_nothing_else_of_the_folder_is_served(browser: Browser, name: str) -> None:
    assert browser.get(f"/chat/page/{name}").status_code == 404


def test_the_people_come_by_role_with_the_commands_that_work_as_they_stand(browser: Browser) -> None:
    told = browser.get("/chat/people").json

    assert told is not None
    assert [(one["unit"], one["name"], one["roles"]) for one in told["people"]] == [
        ("财政局", "测试员01", ["信息报送员"]),
        ("招商局", "测试员02", ["信息报送员"]),
        ("党群工作部", "测试员03", ["宣传办"]),
    ]
    mine = told["people"][0]["commands"]
    assert mine[:3] == ["帮助", "报送", "我的"] and {"草稿", "进度", "为什么催我"} <= set(mine)
    assert not {"撤回", "请假 11-23至11-27", "待审"} & set(mine)  # what needs more words, or another role
    assert {"待审", "未报"} <= set(told["people"][2]["commands"])
    assert told["plans"] == ["开发区宣传工作方案"]


def test_whoever_has_left_cannot_be_chosen(browser: Browser, store: Store, clock: Clock) -> None:
    from tests.factories import make_member

    left = at("2026-11-01 00:00").date()
    store.write(
        lambda connection: make_member(
            connection, "财政局", "测试员09", accounts=[("wecom", "cz09")], active_until=left
        )
    )

    assert "cz09" not in browser.get("/chat/people").text
    assert browser.say("cz09", "帮助").status_code == 400


# ---- messages


def test_a_submission_is_answered_with_a_receipt(browser: Browser, store: Store) -> None:
    assert browser.say("cz01", SUBMISSION).status_code == 200

    mine, answer = browser.conversation("cz01")
    assert (mine["from"], mine["text"]) == ("person", SUBMISSION)
    assert answer["from"] == "bot"
    assert "第1号" in answer["text"]
    assert [(item.unit, item.title) for item in items(store)] == [("财政局", "开展隐患排查")]


def test_a_message_that_is_sent_again_has_one_effect(browser: Browser, store: Store) -> None:
    key = new_key()
    for _ in range(3):
        assert browser.say("cz01", SUBMISSION, key).status_code == 200

    assert len(items(store)) == 1
    assert len(browser.conversation("cz01")) == 2


def test_a_button_is_the_command_that_it_stands_for(browser: Browser, store: Store) -> None:
    browser.say("cz01", "今天组织企业开展应急演练，全面排查安全隐患三十余处，督促整改到位，参加人员二百余人。")
    button = browser.conversation("cz01")[-1]["buttons"][0]
    browser.say("cz01", button["command"])

    assert len(items(store)) == 1


def test_conversations_of_two_persons_are_apart(browser: Browser) -> None:
    browser.say("cz01", "帮助")

    assert browser.conversation("zs02") == []


@pytest.mark.parametrize("key", ["", "1", "x" * 36, "A" * 36, "1" * 37, None, 7, ["1" * 36]])
def test_a_message_needs_a_key_of_its_own(browser: Browser, store: Store, key: object) -> None:
    answer = browser.post("/chat/messages", {"account": "cz01", "key": key, "text": SUBMISSION})

    assert answer.status_code == 400
    assert "刷新页面" in answer.text.encode().decode("unicode_escape")
    assert items(store) == []


@pytest.mark.parametrize("text", ["", "  \n ", None, 7, "长" * 10_001, "\x00\x07"])
def test_what_is_no_message_is_refused_with_a_reason(browser: Browser, text: object) -> None:
    answer = browser.post("/chat/messages", {"account": "cz01", "key": new_key(), "text": text})

    assert answer.status_code == 400
    assert answer.json is not None
    assert answer.json["error"].endswith("。")
    assert browser.conversation("cz01") == []


@pytest.mark.parametrize("body", [b"", b"{", b"[1]", b'"text"', b"\xff\xfe"])
def test_a_body_that_is_no_object_is_refused(browser: Browser, body: bytes) -> None:
    headers = browser.headers | {"Content-Type": "application/json"}

    assert browser.client.post("/chat/messages", base_url=HOME, headers=headers, data=body).status_code == 400


@pytest.mark.parametrize("account", ["nobody", "", None, 7, ["cz01"], "cz01\x00"])
def test_one_can_only_speak_as_somebody_of_the_roster(browser: Browser, account: object) -> None:
    answer = browser.post("/chat/messages", {"account": account, "key": new_key(), "text": "帮助"})

    assert answer.status_code == 400


def test_characters_that_no_database_keeps_are_left_out(browser: Browser, store: Store) -> None:
    browser.say("cz01", "报送 安全生产 开展\x00隐患\ud800排查\r\n正文\x07")

    assert [(item.title, item.body) for item in items(store)] == [("开展隐患排查", "正文")]
    assert browser.get("/chat/news?account=cz01%00").status_code == 200


def test_a_person_without_the_right_is_told_so(browser: Browser) -> None:
    browser.say("cz01", "待审")

    assert "没有权限" in browser.conversation("cz01")[-1]["text"]


# ---- photos and files


def test_a_photo_is_stored_and_belongs_to_what_was_just_sent(
    browser: Browser, store: Store, tmp_path: Path, clock: Clock
) -> None:
    browser.say("cz01", SUBMISSION)
    assert browser.drop("cz01", photo(), "现场.png").status_code == 200

    with store.read() as connection:
        item = item_by_number(connection, "jinhu", 1)
        assert item is not None
        (attachment,) = attachments_of(connection, item.id)
    assert (attachment.state, attachment.kind, attachment.filename) == ("stored", "picture", "现场.png")
    assert FileStore(tmp_path).read(attachment.stored_as or "") == photo()
    assert attachment.size == len(photo())
    assert "附到第1号" in browser.conversation("cz01")[-1]["text"]


def test_no_worker_is_asked_to_fetch_what_was_dropped_on_the_page(browser: Browser, store: Store, clock: Clock) -> None:
    browser.drop("cz01", photo())
    clock.tick(3600)

    found = store.write(lambda connection: claim_attachment(connection, ["console"], clock(), clock()))
    assert found is None


def test_a_dropped_photo_is_shown_in_the_conversation(browser: Browser) -> None:
    browser.drop("cz01", photo("JPEG"), "现场.jpg")

    mine = browser.conversation("cz01")[0]
    assert (mine["from"], mine["text"], mine["files"][0]["name"]) == ("person", "", "现场.jpg")
    shown = browser.get(mine["files"][0]["url"])
    assert (shown.status_code, shown.mimetype, shown.data) == (200, "image/jpeg", photo("JPEG"))
    assert shown.headers["X-Content-Type-Options"] == "nosniff"


def test_a_photo_that_is_sent_again_is_attached_once(browser: Browser, store: Store) -> None:
    browser.say("cz01", SUBMISSION)
    key = new_key()
    for _ in range(2):
        assert browser.drop("cz01", photo(), key=key).status_code == 200

    with store.read() as connection:
        item = item_by_number(connection, "jinhu", 1)
        assert item is not None
        assert len(attachments_of(connection, item.id)) == 1


def test_a_photo_of_more_than_a_megabyte_is_taken(browser: Browser) -> None:
    assert browser.drop("cz01", photo("PNG") + bytes(3 * 1024 * 1024)).status_code == 200


def test_a_photo_that_is_too_large_is_refused(browser: Browser) -> None:
    answer = browser.drop("cz01", photo() + bytes(PICTURE_BYTES))

    assert answer.status_code == 413
    assert answer.json == {"error": "文件超过 10 MB，请压缩后再发送。"}
    assert browser.conversation("cz01") == []


def test_a_body_that_is_too_large_is_refused_before_it_is_read(browser: Browser) -> None:
    answer = browser.drop("cz01", bytes(21 * 1024 * 1024), "a.pdf")

    assert answer.status_code == 413
    assert answer.json == {"error": "文件超过 20 MB，请压缩后再发送。"}


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"<html><script>alert(1)</script></html>", "a.jpg"),
        (b"MZ\x90\x00", "a.png"),
        (b"", "a.png"),
        (b"<svg/>", "a.svg"),
    ],
)
def test_what_is_no_photo_is_refused_whatever_it_calls_itself(
    browser: Browser, tmp_path: Path, content: bytes, name: str
) -> None:
    assert browser.drop("cz01", content, name).status_code == 415
    assert browser.conversation("cz01") == []
    assert [path for path in tmp_path.rglob("*") if path.suffix in (".jpg", ".png", ".svg")] == []


def test_a_photo_needs_a_key_and_somebody_of_the_roster(browser: Browser) -> None:
    assert browser.drop("cz01", photo(), key="1").status_code == 400
    assert browser.drop("nobody", photo()).status_code == 400
    nothing = browser.client.post("/chat/files", base_url=HOME, headers=browser.headers, data={"account": "cz01"})
    assert nothing.status_code == 400


def test_a_document_is_attached_and_never_handed_out(browser: Browser, tmp_path: Path) -> None:
    browser.drop("cz01", b"%PDF-1.7 report", "报告.pdf")

    assert browser.conversation("cz01")[0]["files"] == [{"url": "", "name": "报告.pdf"}]
    name = FileStore(tmp_path).put(b"%PDF-1.7 report", "pdf")
    assert browser.get(f"/chat/file/{name}").status_code == 404


@pytest.mark.parametrize(
    "name", ["0" * 64 + ".png", "x.png", "..%2f..%2fetc%2fpasswd", "../chat.py", "0" * 64, "%00.png"]
)
def test_a_picture_that_is_not_stored_is_not_there(browser: Browser, name: str) -> None:
    assert browser.get(f"/chat/file/{name}").status_code == 404


def test_a_photo_that_our_own_code_fails_on_is_kept_as_failed(
    sqlite_store: Store, tmp_path: Path, clock: Clock
) -> None:
    furnish(sqlite_store)
    store = BrokenOnce(sqlite_store)
    browser = Browser(chat_app(store, tmp_path, clock))
    store.is_broken = True

    assert browser.drop("cz01", photo()).status_code == 200
    with store.read() as connection:
        (failed,) = failed_messages(connection)
    assert "RuntimeError" in (failed.error or "")
    assert "抱歉" in browser.conversation("cz01")[-1]["text"]


# ---- what arrives


def test_a_reminder_appears_in_the_persons_conversation(
    browser: Browser, store: Store, tmp_path: Path, clock: Clock
) -> None:
    post_letter(store, "cz01", "本周还差1条")
    assert browser.conversation("cz01") == []

    deliver(store, tmp_path, clock)

    (reminder,) = browser.conversation("cz01")
    assert (reminder["from"], reminder["own"], reminder["text"]) == ("bot", True, "本周还差1条")
    assert reminder["buttons"] == [{"label": "报送", "command": "报送"}]
    assert browser.conversation("zs02") == []
    assert browser.news()["arrived"] == {"cz01": 1}


def test_messages_stand_in_the_order_of_time(browser: Browser, store: Store, tmp_path: Path, clock: Clock) -> None:
    browser.say("cz01", "帮助")
    clock.tick(60)
    post_letter(store, "cz01", "本周还差1条")
    deliver(store, tmp_path, clock)
    clock.tick(60)
    browser.say("cz01", "我的")

    assert [message["from"] for message in browser.conversation("cz01")] == ["person", "bot", "bot", "person", "bot"]
    assert browser.conversation("cz01")[2]["own"] is True


def test_the_group_shows_posts_with_their_pictures(
    browser: Browser, store: Store, tmp_path: Path, clock: Clock
) -> None:
    picture = FileStore(tmp_path).put(photo(), "png")
    post_letter(store, "", "目标进度", "post-progress", picture)
    deliver(store, tmp_path, clock)

    (post,) = browser.news()["group"]["messages"]
    assert post["text"] == "目标进度"
    assert browser.get(post["files"][0]["url"]).data == photo()


def test_a_chart_is_shown_as_a_picture_and_a_sheet_is_there_to_be_downloaded(
    browser: Browser, store: Store, tmp_path: Path, clock: Clock
) -> None:
    post_letter(store, "cz01", "共19条", chart=CHART, sheet=SHEET)
    deliver(store, tmp_path, clock)
    (message,) = browser.conversation("cz01")
    picture, workbook = message["files"]
    assert (picture["name"], workbook["name"], workbook["download"]) == ("各单位采用量", "采用明细.xlsx", True)
    shown, got = browser.get(picture["url"]), browser.get(workbook["url"])
    assert (shown.mimetype, shown.data) == ("image/png", WORKSHOP.draw(CHART))
    assert (got.mimetype, got.data) == (XLSX_TYPE, WORKSHOP.write(SHEET))
    assert got.headers["Content-Disposition"].startswith("attachment; filename")
    assert "filename*=UTF-8''%E9%87%87%E7%94%A8%E6%98%8E%E7%BB%86.xlsx" in got.headers["Content-Disposition"]


def test_the_chart_of_an_answer_is_shown_as_well(browser: Browser, store: Store) -> None:
    browser.say("cz01", "帮助")
    answer = Content("共19条", chart=CHART, sheet=SHEET).as_json()
    with store.read() as connection:
        (row,) = conversation_of(connection, "console", "cz01")
    store.write(lambda connection: mark_done(connection, row.id, answer))
    files = browser.conversation("cz01")[1]["files"]
    assert browser.get(files[0]["url"]).data == WORKSHOP.draw(CHART)
    assert browser.get(files[1]["url"]).data == WORKSHOP.write(SHEET)


def test_nobody_gets_the_chart_of_another_account_or_of_what_has_not_arrived(
    browser: Browser, store: Store, tmp_path: Path, clock: Clock
) -> None:
    post_letter(store, "cz01", "共19条", chart=CHART, sheet=SHEET)
    number = newest(store)
    assert browser.get(f"/chat/chart/s{number}?account=cz01").status_code == 404
    deliver(store, tmp_path, clock)
    assert browser.get(f"/chat/chart/s{number}?account=cz01").status_code == 200
    mine = "account=cz01"
    others = (f"s{number}?account=zs02", f"s{number}", f"s{number + 1}?{mine}", f"a{number}?{mine}", f"x1?{mine}", "s")
    for path in [f"/chat/{kind}/{message}" for kind in ("chart", "sheet") for message in others]:
        assert browser.get(path).status_code == 404


def test_a_message_without_a_chart_has_none(browser: Browser, store: Store, tmp_path: Path, clock: Clock) -> None:
    post_letter(store, "cz01", "请报送")
    deliver(store, tmp_path, clock)
    for kind in ("chart", "sheet"):
        assert browser.get(f"/chat/{kind}/s{newest(store)}?account=cz01").status_code == 404


def test_what_the_page_has_already_is_not_sent_again(browser: Browser) -> None:
    browser.say("cz01", "帮助")
    first = browser.news("cz01")
    versions = {"conversation": first["conversation"]["version"], "group": first["group"]["version"]}

    again = browser.news("cz01", **versions)
    assert (again["conversation"], again["group"]) == (None, None)
    browser.say("cz01", "我的")
    assert len(browser.news("cz01", **versions)["conversation"]["messages"]) == 4


# ---- the clock of a demo


def test_an_office_in_earnest_has_no_clock_to_move(browser: Browser) -> None:
    assert browser.post("/chat/clock", {"at": "2026-11-20T16:07"}).status_code in (404, 405)
    assert "clock-form" not in browser.html
    assert browser.news()["moments"] == []


def test_the_clock_goes_to_an_instant_or_to_a_time_of_the_offices_clock(demo: tuple[Browser, FakeDemo]) -> None:
    browser, fake = demo

    assert browser.post("/chat/clock", {"at": "2026-11-20T08:07:00+00:00"}).status_code == 200
    assert browser.post("/chat/clock", {"at": "2026-11-23T09:37"}).status_code == 200
    assert fake.moved == [at("2026-11-20 16:07"), at("2026-11-23 09:37")]
    assert browser.news()["now"] == at("2026-11-23 09:37").isoformat()


def test_the_clock_does_not_go_back(demo: tuple[Browser, FakeDemo]) -> None:
    browser, fake = demo
    answer = browser.post("/chat/clock", {"at": (NOW - timedelta(hours=1)).isoformat()})

    assert answer.status_code == 400
    assert answer.json == {"error": "演示时钟只能往后拨，请选择更晚的时间。"}
    assert fake.moved == []


@pytest.mark.parametrize("value", ["", "soon", None, 7, "2026-13-01T00:00", []])
def test_what_is_no_time_is_refused(demo: tuple[Browser, FakeDemo], value: object) -> None:
    browser, fake = demo

    assert browser.post("/chat/clock", {"at": value}).status_code == 400
    assert fake.moved == []


def test_the_demo_offers_instants_and_examples(demo: tuple[Browser, FakeDemo]) -> None:
    browser, _ = demo

    assert browser.news()["moments"] == [{"label": "群内通报", "at": at("2026-11-18 11:00").isoformat()}]
    people = browser.get("/chat/people").json
    assert people is not None
    assert people["examples"] == [SUBMISSION]
