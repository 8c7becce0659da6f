"""Photos and files that came with messages: fetched from the platform, looked at, stored under their content."""

import logging
import threading
from collections.abc import Mapping
from datetime import timedelta
from typing import cast

from sqlalchemy import Connection

from bot.file_types import PICTURES, ending_of
from bot.platform import Clock, Fetched, Platform, SendError
from handlers.context import Media, MediaKind
from models.attachments import Attachment, claim_attachment, mark_stored, mark_unfetched
from models.channels import private_routes
from models.files import FileStore
from models.outbox import Content, Letter, post
from models.store import Store

log = logging.getLogger(__name__)

IDLE_SECONDS = 1.0
FILE_BYTES = 20 * 1024 * 1024
PICTURE_BYTES = 10 * 1024 * 1024

# A download that has been running for longer has lost its process.
STALE = timedelta(minutes=5)
WAITS = (timedelta(seconds=30), timedelta(minutes=2), timedelta(minutes=10))

_NAMES = {"picture": "照片", "voice": "语音", "video": "视频", "file": "文件"}
_TYPES = "可以发送图片、语音、视频、PDF、Word、Excel、PPT、TXT 文档和 ZIP、RAR 压缩包"
_NO_FILES = "这个通道收不了文件，请改用其他通道发送"
_OUR_FAULT = "读取时程序出错，详情见日志"


class Refusal(Exception):
    """What was fetched is not kept; the text says to the member why, and what to do."""


class MediaFetcher:
    """Fetches what is due. Any number of processes may run one each on the same store; `clock` gives aware instants."""

    def __init__(self, store: Store, files: FileStore, platforms: Mapping[str, Platform], clock: Clock) -> None:
        self._store = store
        self._files = files
        self._platforms = platforms
        self._clock = clock

    def fetch_one(self) -> bool:
        """Fetches one photo or file that is due. → False if there was none."""
        now, channels = self._clock(), tuple(self._platforms)
        found = self._store.write(lambda connection: claim_attachment(connection, channels, now, now - STALE))
        if found is None:
            return False
        try:
            if found.tries > len(WAITS):
                # Its process died on it again and again.
                raise SendError(_OUR_FAULT, "give_up")
            platform = self._platforms[found.channel]
            fetched = platform.fetch(Media(cast(MediaKind, found.kind), found.reference, found.filename))
            self._keep(found, fetched)
        except Refusal as refusal:
            self._give_up(found, "refused", str(refusal))
        except SendError as error:
            log.warning("attachment %s: %s, code %s", found.id, error.policy, error.code or "none")
            self._try_later(found, error)
        except NotImplementedError:
            self._give_up(found, "failed", _NO_FILES)
        except Exception:
            log.exception("attachment %s: our own mistake", found.id)
            self._try_later(found, SendError(_OUR_FAULT, "retry"))
        return True

    def run(self, stop: threading.Event) -> None:
        """Fetches until `stop` is set; a download in hand is finished."""
        while not stop.is_set():
            if not self._fetch_one_safely():
                stop.wait(IDLE_SECONDS)

    def _fetch_one_safely(self) -> bool:
        try:
            return self.fetch_one()
        except Exception:
            log.exception("the attachments could not be looked at")
            return False

    def _keep(self, attachment: Attachment, fetched: Fetched) -> None:
        content = fetched.content
        ending = ending_of(content, attachment.filename or fetched.filename)
        limit = PICTURE_BYTES if ending in PICTURES else FILE_BYTES
        if len(content) > limit:
            raise Refusal(f"超过 {limit // 1024 // 1024} MB，请压缩后重新发送")
        if ending is None:
            raise Refusal(f"不是可以接收的类型，{_TYPES}")
        name = self._files.put(content, ending)
        self._store.write(lambda connection: mark_stored(connection, attachment.id, name, len(content)))

    def _try_later(self, attachment: Attachment, error: SendError) -> None:
        if error.policy == "give_up" or attachment.tries >= len(WAITS):
            self._give_up(attachment, "failed", f"没有取到，请重新发送一次（{error}）")
            return
        due_at = self._clock() + max(WAITS[attachment.tries], timedelta(seconds=error.wait))
        self._store.write(lambda connection: mark_unfetched(connection, attachment.id, "due", str(error)[:300], due_at))

    def _give_up(self, attachment: Attachment, state: str, reason: str) -> None:
        now = self._clock()
        name = f"“{attachment.filename}”" if attachment.filename else ""
        content = Content(f"您发来的{_NAMES.get(attachment.kind, '文件')}{name}没有保存：{reason}。")

        def work(connection: Connection) -> None:
            mark_unfetched(connection, attachment.id, state, reason[:300], now)
            ways = private_routes(connection, [attachment.member_id]).get(attachment.member_id, [])
            # Best where the file came from: there it can be sent again.
            ways.sort(key=lambda way: way.channel != attachment.channel)
            letters = [
                Letter(
                    key=f"attachment:{attachment.id}",
                    channel=way.channel,
                    account=way.account,
                    content=content,
                    due_at=now,
                    job="attachment",
                    plan_id=attachment.plan_id,
                    audience="asker",
                    member_id=attachment.member_id,
                )
                for way in ways[:1]
            ]
            post(connection, letters, now)

        self._store.write(work)
