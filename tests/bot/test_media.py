"""Photos and files: fetched once, looked at, stored by content; refused and failed ones are told to the member."""

import threading
from datetime import datetime, timedelta
from pathlib import Path
from typing import NamedTuple

import pytest
from sqlalchemy import select

from bot.media import MediaFetcher
from bot.platform import Fetched, SendError
from handlers.context import Media
from models.attachments import attachment_table, note_attachment
from models.outbox import OutboxRow
from models.store import Store
from tests.bot.office import NOW, Office
from tests.fakes.platform import ROBOT, FakePlatform, Killed

JPG = b"\xff\xd8\xff\xe0" + bytes(100)
PDF = b"%PDF-1.7\n"
MEGABYTE = 1024 * 1024


class Found(NamedTuple):
    """What is stored of an attachment."""

    state: str
    stored_as: str | None
    size: int | None
    due_at: datetime
    error: str | None


class Desk(Office):
    """An office with one member, whose photos and files come in on `app`."""

    def __init__(self, store: Store, folder: Path) -> None:
        super().__init__(store, folder)
        self.app = FakePlatform()
        self.ding = FakePlatform("ding", "dingtalk", ROBOT)
        self.who = self.member("测试员01", ("wecom", "w1"), ("dingtalk", "d1"))

    def note(self, kind: str = "picture", filename: str = "", channel: str = "app", reference: str = "m1") -> int:
        """A photo or file came with a message. → its id."""
        now = self.clock()
        return self.store.write(
            lambda connection: note_attachment(
                connection, "jinhu", self.who, None, channel, kind, reference, filename, now
            )
        )

    def fetcher(self) -> MediaFetcher:
        """The worker's fetcher, as one process has it."""
        return MediaFetcher(self.store, self.files, {"app": self.app, "ding": self.ding}, self.clock)

    def attachment(self) -> Found:
        """What is stored of the only attachment."""
        table = attachment_table.c
        columns = (table.state, table.stored_as, table.size, table.due_at, table.error)
        with self.store.read() as connection:
            return Found(*connection.execute(select(*columns)).one())

    def letter(self) -> OutboxRow:
        """The only message to anybody."""
        [row] = self.rows()
        return row


@pytest.fixture
def desk(store: Store, tmp_path: Path) -> Desk:
    """A desk on each database."""
    return Desk(store, tmp_path / "files")


def test_a_photo_is_stored_under_its_content(desk: Desk) -> None:
    desk.note(reference="media-1", filename="现场.jpg")
    desk.app.media["media-1"] = Fetched(JPG, "image/jpeg")
    assert desk.fetcher().fetch_one() is True
    found = desk.attachment()
    assert (found.state, found.size, found.error) == ("stored", len(JPG), None)
    assert found.stored_as is not None and found.stored_as.endswith(".jpg")
    assert desk.files.read(found.stored_as) == JPG
    assert desk.app.fetched == [Media("picture", "media-1", "现场.jpg")]
    assert desk.fetcher().fetch_one() is False
    assert desk.rows() == []


def test_the_ending_follows_the_content_not_the_name(desk: Desk) -> None:
    desk.note("file", "周报.exe")
    desk.app.media["m1"] = Fetched(PDF, "application/octet-stream")
    desk.fetcher().fetch_one()
    found = desk.attachment()
    assert found.state == "stored"
    assert found.stored_as is not None and found.stored_as.endswith(".pdf")


def test_the_platforms_file_name_counts_where_the_message_had_none(desk: Desk) -> None:
    desk.note("file")
    desk.app.media["m1"] = Fetched(b"del *.*", "text/plain", "run.bat")
    desk.fetcher().fetch_one()
    assert desk.attachment().state == "refused"


@pytest.mark.parametrize(
    ("content", "limit"), [(JPG, 10 * MEGABYTE), (PDF, 20 * MEGABYTE), (b"unknown\x00", 20 * MEGABYTE)]
)
def test_what_is_too_large_is_refused_and_told(desk: Desk, content: bytes, limit: int) -> None:
    number = desk.note("file", "现场")
    desk.app.media["m1"] = Fetched(content.ljust(limit + 1, b"\0"), "")
    desk.fetcher().fetch_one()
    found = desk.attachment()
    assert (found.state, found.stored_as) == ("refused", None)
    letter = desk.letter()
    assert letter.content.text == f"您发来的文件“现场”没有保存：超过 {limit // MEGABYTE} MB，请压缩后重新发送。"
    assert (letter.key, letter.channel, letter.account) == (f"attachment:{number}", "app", "w1")
    assert (letter.member_id, letter.plan_id, letter.due_at) == (desk.who, "jinhu", NOW)


@pytest.mark.parametrize(("content", "limit"), [(JPG, 10 * MEGABYTE), (PDF, 20 * MEGABYTE)])
def test_what_is_just_not_too_large_is_stored(desk: Desk, content: bytes, limit: int) -> None:
    desk.note("file")
    desk.app.media["m1"] = Fetched(content.ljust(limit, b"\0"), "")
    desk.fetcher().fetch_one()
    assert (desk.attachment().state, desk.attachment().size) == ("stored", limit)


def test_a_program_is_refused_and_told(desk: Desk) -> None:
    desk.note("file", "工具.exe")
    desk.app.media["m1"] = Fetched(b"MZ\x90\x00", "application/pdf")
    desk.fetcher().fetch_one()
    assert desk.attachment().state == "refused"
    text = desk.letter().content.text
    assert text.startswith("您发来的文件“工具.exe”没有保存：不是可以接收的类型，可以发送图片、语音、视频、PDF")
    assert list(desk.files.directory.glob("*")) == []


def test_the_member_is_told_on_the_channel_that_the_file_came_by(desk: Desk) -> None:
    desk.note("voice", channel="ding")
    desk.ding.media["m1"] = SendError("文件已过期", "give_up")
    desk.fetcher().fetch_one()
    assert (desk.letter().channel, desk.letter().account) == ("ding", "d1")
    assert desk.letter().content.text.startswith("您发来的语音没有保存")


def test_a_failed_download_is_tried_again_after_half_a_minute_two_and_ten(desk: Desk) -> None:
    desk.note()
    desk.app.media["m1"] = SendError("企业微信没有回答", "retry", code="timeout")
    fetcher, waits = desk.fetcher(), []
    while fetcher.fetch_one() and desk.attachment().state == "due":
        wait = desk.attachment().due_at - desk.clock()
        waits.append(wait.total_seconds())
        desk.clock.tick(waits[-1] - 1)
        assert fetcher.fetch_one() is False
        desk.clock.tick(1)
    assert waits == [30, 120, 600]
    assert desk.attachment().state == "failed"
    assert desk.letter().content.text == "您发来的照片没有保存：没有取到，请重新发送一次（企业微信没有回答）。"


def test_a_download_that_works_the_second_time_is_stored_and_nobody_is_told(desk: Desk) -> None:
    desk.note()
    desk.app.media["m1"] = SendError("企业微信没有回答", "retry")
    fetcher = desk.fetcher()
    fetcher.fetch_one()
    assert desk.attachment().error == "企业微信没有回答"
    desk.app.media["m1"] = Fetched(JPG, "image/jpeg")
    desk.clock.tick(30)
    fetcher.fetch_one()
    assert (desk.attachment().state, desk.attachment().error) == ("stored", None)
    assert desk.rows() == []


def test_after_a_rate_error_the_full_window_is_waited(desk: Desk) -> None:
    desk.note()
    desk.app.media["m1"] = SendError("太快", "wait_window", wait=300)
    desk.fetcher().fetch_one()
    assert desk.attachment().due_at == NOW + timedelta(seconds=300)


def test_a_file_that_is_gone_is_given_up_at_once(desk: Desk) -> None:
    desk.note()
    desk.app.media["m1"] = SendError("文件已过期", "give_up", code="40007")
    desk.fetcher().fetch_one()
    assert desk.attachment().state == "failed"
    assert "（文件已过期）" in desk.letter().content.text


def test_a_channel_that_cannot_fetch_says_so_at_once(desk: Desk) -> None:
    desk.note()
    desk.app.media["m1"] = NotImplementedError()
    desk.fetcher().fetch_one()
    assert desk.attachment().state == "failed"
    assert desk.letter().content.text == "您发来的照片没有保存：这个通道收不了文件，请改用其他通道发送。"


def test_a_mistake_of_our_own_is_logged_and_tried_again(desk: Desk, caplog: pytest.LogCaptureFixture) -> None:
    desk.note()
    desk.app.media["m1"] = ZeroDivisionError()
    desk.fetcher().fetch_one()
    assert (desk.attachment().state, desk.attachment().due_at) == ("due", NOW + timedelta(seconds=30))
    assert "ZeroDivisionError" in caplog.text


def test_a_process_that_dies_on_a_download_leaves_it_to_another_for_a_few_times(desk: Desk) -> None:
    desk.note()
    desk.app.media["m1"] = Killed()
    for _ in range(4):
        with pytest.raises(Killed):
            desk.fetcher().fetch_one()
        desk.clock.tick(299)
        assert desk.fetcher().fetch_one() is False
        desk.clock.tick(1)
    assert desk.fetcher().fetch_one() is True
    assert desk.attachment().state == "failed"
    assert len(desk.app.fetched) == 4


def test_files_of_channels_that_another_process_serves_are_left_to_it(desk: Desk) -> None:
    desk.note(channel="other")
    assert desk.fetcher().fetch_one() is False


def test_processes_fetch_each_file_once(desk: Desk) -> None:
    for number in range(20):
        desk.note(reference=f"m{number}")
        desk.app.media[f"m{number}"] = Fetched(JPG + bytes([number]), "")
    failures: list[BaseException] = []

    def work() -> None:
        fetcher = desk.fetcher()
        try:
            while fetcher.fetch_one():
                pass
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=work) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert failures == []
    assert sorted(media.reference for media in desk.app.fetched) == sorted(desk.app.media)


def test_the_loop_fetches_until_it_is_stopped(desk: Desk) -> None:
    stop = threading.Event()

    class Last(FakePlatform):
        def fetch(self, media: Media) -> Fetched:
            stop.set()
            return Fetched(JPG, "")

    desk.app = Last()
    desk.note()
    desk.note(reference="m2")
    desk.fetcher().run(stop)
    with desk.store.read() as connection:
        states = connection.execute(select(attachment_table.c.state).order_by(attachment_table.c.id)).scalars().all()
    assert states == ["stored", "due"]
