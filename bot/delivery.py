"""The one loop that sends: claims what is due, makes the call outside every transaction, records what became of it."""

import logging
import threading
from collections.abc import Callable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import datetime

from bot.parcels import parcel_key, parts_of
from bot.pipeline import whereabouts
from bot.platform import Clock, Parcel, Platform, SendError
from bot.workshop import Workbook, Workshop, file_name
from models.calls import note_call
from models.delivery import STALE, Call, Terms, Waiting, claim_call, what_waits
from models.files import FileStore
from models.outbox import Content
from models.outcomes import put_right, record_failure, record_sent
from models.store import Store, Work
from models.troubles import Failure

log = logging.getLogger(__name__)

IDLE_SECONDS = 1.0

# Channels that may be slow at the same time without another one waiting for them.
WORKERS = 8

_NO_PRIVATE = "这个通道不能给个人发消息"
_NO_GROUP = "这个通道不能往群里发消息"
_NO_PICTURE = "要发的图片已经不在了，请重新生成"
_NO_CHART = "答复里的图没有画出来，原因见日志"
_NO_SHEET = "答复里的表格没有生成，原因见日志"
_NOT_BACK = "平台还没有恢复，恢复后自动补发"
_OUR_FAULT = "发送时程序出错，详情见日志"


class Delivery:
    """Sends what is due in the outbox. Any number of processes may run one each on the same store.

    `clock` gives aware instants. Channels of the outbox that are not among `platforms` are left to others.
    """

    def __init__(
        self, store: Store, files: FileStore, platforms: Mapping[str, Platform], clock: Clock, workshop: Workshop
    ) -> None:
        self._store = store
        self._files = files
        self._platforms = platforms
        self._clock = clock
        self._workshop = workshop
        # What became of a call and could not be recorded yet, by channel, with the time of its claim.
        self._unrecorded: dict[str, tuple[datetime, Work[int]]] = {}

    def deliver_once(self) -> int:
        """Sends everything that is due now and may be sent, channel by channel. → messages sent or given up."""
        never = threading.Event()
        return sum(self._work_off(channel, never) for channel in self._channels_with_work())

    def run(self, stop: threading.Event) -> None:
        """Sends until `stop` is set; then the calls in hand are finished. No channel waits for another one."""
        busy: dict[str, Future[int]] = {}
        with ThreadPoolExecutor(WORKERS, thread_name_prefix="delivery") as pool:
            while not stop.is_set():
                for channel in self._look():
                    if channel not in busy or busy[channel].done():
                        busy[channel] = pool.submit(self._work_off_safely, channel, stop)
                stop.wait(IDLE_SECONDS)

    def _look(self) -> list[str]:
        try:
            return self._channels_with_work()
        except Exception:
            log.exception("the outbox could not be looked at")
            return []

    def _work_off_safely(self, channel: str, stop: threading.Event) -> int:
        try:
            return self._work_off(channel, stop)
        except Exception:
            log.exception("channel %s: the round failed", channel)
            return 0

    def _channels_with_work(self) -> list[str]:
        now = self._clock()
        waiting = self._what_waits(now)
        if waiting.strays:
            righted = self._store.write(lambda connection: put_right(connection, now))
            log.warning("%s messages had lost their process or their channel", righted)
            waiting = self._what_waits(now)
        ready = {*waiting.channels, *self._unrecorded}
        return [channel for channel in self._platforms if channel in ready]

    def _what_waits(self, now: datetime) -> Waiting:
        with self._store.read() as connection:
            return what_waits(connection, now)

    def _work_off(self, channel: str, stop: threading.Event) -> int:
        """Makes one call after the other until nothing is left that may go now."""
        platform = self._platforms[channel]
        terms = _terms(platform)
        done = self._record(channel)
        while not stop.is_set():
            call = self._store.write(lambda connection: claim_call(connection, terms, self._clock()))
            if call is None:
                break
            self._unrecorded[channel] = call.claimed_at, self._make(platform, call)
            done += self._record(channel)
        return done

    def _record(self, channel: str) -> int:
        """Records the channel's last call. What the store did not take is kept while the messages are still ours."""
        if channel not in self._unrecorded:
            return 0
        claimed_at, outcome = self._unrecorded[channel]
        done = self._store.write(outcome) if self._clock() - claimed_at < STALE else 0
        del self._unrecorded[channel]
        return done

    def _make(self, platform: Platform, call: Call) -> Work[int]:
        """Makes the call. → what is to be recorded."""
        try:
            if call.unclear and call.failing and not call.terms.repeat_key:
                self._make_sure_it_works(platform)
            parts = parts_of(call.content, platform.capabilities)
            # It may have fewer than when its first was sent, if the limits are other ones since.
            sent = platform.send(self._parcel(platform, call, parts[min(call.part, len(parts) - 1)]))
        except SendError as error:
            log.warning("channel %s: %s, code %s", platform.channel, error.policy, error.code or "none")
            failure = Failure(error.policy, str(error), error.code, error.wait, error.ambiguous, error.tell)
        except Exception:
            log.exception("channel %s: our own mistake", platform.channel)
            failure = Failure("retry", _OUR_FAULT, "bug", ambiguous=True)
        else:
            more = call.part + 1 < len(parts)
            return lambda connection: record_sent(connection, call, sent.refused, sent.later, more, self._clock())
        return lambda connection: record_failure(connection, call, failure, self._clock())

    def _make_sure_it_works(self, platform: Platform) -> None:
        """The one repeat of a call that may have taken effect is not spent on a platform that is out of order."""
        now = self._clock()
        try:
            self._store.write(lambda connection: note_call(connection, platform.channel, "", now))
            works = all(line.ok for line in platform.check())
        except Exception:
            log.exception("channel %s could not be checked", platform.channel)
            works = False
        if not works:
            raise SendError(_NOT_BACK, "retry", code="check")

    def _parcel(self, platform: Platform, call: Call, part: Content) -> Parcel:
        if call.accounts and not platform.capabilities.private:
            raise SendError(_NO_PRIVATE, "give_up", code="private")
        if not call.accounts and not platform.capabilities.groups:
            raise SendError(_NO_GROUP, "give_up", code="group")
        key = parcel_key((row.key for row in call.rows), call.part)
        is_reply = all(row.job == "reply" for row in call.rows)
        return Parcel(call.accounts, part, key, self._picture(part), is_reply, self._workbook(part))

    def _picture(self, part: Content) -> bytes | None:
        chart = part.chart
        if chart is not None:
            return _made(lambda: self._workshop.draw(chart), _NO_CHART, "chart")
        try:
            return self._files.read(part.picture) if part.picture else None
        except (FileNotFoundError, ValueError):
            raise SendError(_NO_PICTURE, "give_up", code="picture") from None

    def _workbook(self, part: Content) -> Workbook | None:
        sheet = part.sheet
        if sheet is None:
            return None
        return Workbook(file_name(sheet), _made(lambda: self._workshop.write(sheet), _NO_SHEET, "sheet"))


def _made(make: Callable[[], bytes], failure: str, code: str) -> bytes:
    """What the workshop makes. SendError (give_up) where it cannot: the next try would end the same."""
    try:
        return make()
    except Exception as error:
        log.error("a %s could not be made: %s", code, whereabouts(error))
    raise SendError(failure, "give_up", code=code, tell=True)


def _terms(platform: Platform) -> Terms:
    flags = platform.capabilities
    return Terms(
        channel=platform.channel,
        family=platform.family,
        batch=flags.batch,
        per_minute=flags.per_minute,
        per_member_minute=flags.per_member_minute,
        repeat_key=flags.repeat_key,
    )
