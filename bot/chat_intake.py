"""What a person sends from the chat page: looked at, made a message, and put on the way of every message."""

import logging
import re
import traceback
from collections.abc import Mapping
from dataclasses import replace

from sqlalchemy import Connection

from bot.chat_messages import raw_of
from bot.file_types import PICTURES, ending_of
from bot.media import FILE_BYTES, PICTURE_BYTES
from bot.pipeline import Pipeline, process, whereabouts
from bot.platform import Clock
from handlers.context import Incoming, Media, MediaKind
from models.chat import ChatPerson, chat_people, chat_plans, mark_uploads_stored
from models.files import FileStore
from models.store import Store

log = logging.getLogger(__name__)

TEXT_LIMIT = 10_000
_KEY = re.compile(r"[0-9a-f-]{36}")
# Control characters and halves of characters, which a browser can send and no database keeps.
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")


class Unacceptable(Exception):
    """What was sent is not taken: `status` goes out with the text, which says what to do."""

    def __init__(self, text: str, status: int = 400) -> None:
        super().__init__(text)
        self.status = status


def too_large(limit: int) -> Unacceptable:
    """A file of more than `limit` bytes."""
    return Unacceptable(f"文件超过 {limit // 1024 // 1024} MB，请压缩后再发送。", 413)


def printable(text: str) -> str:
    """A text as it can be stored and shown; lines end with \\n."""
    return _UNPRINTABLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


class Intake:
    """Takes messages for one console channel. Safe to use from any thread."""

    def __init__(
        self,
        store: Store,
        files: FileStore,
        pipeline: Pipeline,
        channel: str,
        plan_ids: tuple[str, ...],
        clock: Clock,
    ) -> None:
        self._store = store
        self._files = files
        self._pipeline = pipeline
        self._channel = channel
        self._plan_ids = plan_ids
        self._clock = clock

    def people(self) -> list[ChatPerson]:
        """Everybody in office whom one can speak as."""
        with self._store.read() as connection:
            plans = chat_plans(connection, self._plan_ids, self._clock())
            return [person for plan in plans for person in chat_people(connection, plan.id, plan.today)]

    def take_text(self, account: object, key: object, text: object) -> None:
        """One typed message, or the command of a button; the same key again has no second effect. Unacceptable."""
        text = printable(text) if isinstance(text, str) else ""
        if not text.strip():
            raise Unacceptable("请先输入内容再发送。")
        if len(text) > TEXT_LIMIT:
            raise Unacceptable(f"一次最多发送 {TEXT_LIMIT} 字，请分几次发送。")
        incoming = self._incoming(account, key, text)
        self._pipeline.converse(incoming, raw_of(incoming))

    def take_file(self, account: object, key: object, filename: str, content: bytes) -> None:
        """One photo or file, known by its bytes; stored, then a message like any other. Unacceptable."""
        ending = ending_of(content, filename)
        limit = PICTURE_BYTES if ending in PICTURES else FILE_BYTES
        if len(content) > limit:
            raise too_large(limit)
        if ending is None:
            raise Unacceptable("这种文件不能报送，请发送照片（JPG、PNG）或 PDF、Word、Excel 文件。", 415)
        incoming = self._incoming(account, key, "")
        media = Media(_kind_of(ending), self._files.put(content, ending), printable(filename)[-300:])
        self._take_upload(replace(incoming, media=(media,)), {media.reference: len(content)})

    def _incoming(self, account: object, key: object, text: str) -> Incoming:
        if not isinstance(key, str) or not _KEY.fullmatch(key):
            raise Unacceptable("消息编号不对，请刷新页面后重新发送。")
        if not isinstance(account, str) or account not in {person.account for person in self.people()}:
            raise Unacceptable("名单里没有这个人，请重新选择身份。")
        return Incoming(
            channel=self._channel,
            family="console",
            plans=self._plan_ids,
            key=key,
            account=account,
            text=text,
            sent_at=self._clock(),
        )

    def _take_upload(self, incoming: Incoming, sizes: Mapping[str, int]) -> None:
        """The way of every message, and in the same transaction the note that there is nothing left to fetch."""
        now, raw = incoming.sent_at, raw_of(incoming)

        def work(connection: Connection) -> None:
            process(connection, incoming, raw, now)
            mark_uploads_stored(connection, self._channel, sizes)

        try:
            self._store.write(work)
        except Exception as error:
            log.error("channel %s: a file could not be handled: %s", self._channel, whereabouts(error))
            self._pipeline.keep_failed(incoming, raw, now, traceback.format_exc())


def _kind_of(ending: str) -> MediaKind:
    if ending in PICTURES:
        return "picture"
    if ending in ("amr", "mp3", "wav", "m4a"):
        return "voice"
    return "video" if ending in ("mp4", "mov") else "file"
