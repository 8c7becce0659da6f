"""The way of a message, in one order: size → signature → time window → decrypt → parse → own message → duplicate →
who → may they → which command → run → store answer → commit → reply.

The first five steps are the platform's `receive`; who, may they, which command and run are the router's. One
transaction holds the inbox row, the effect, the stored answer and the outbox rows, so that what was answered is stored.
"""

import logging
import traceback
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TypeVar

from sqlalchemy import Connection

from bot.platform import BODY_LIMIT, Clock, Platform, Received, Refused, Request, Response
from handlers.context import Incoming, Reply
from handlers.router import apology, respond
from models.inbox import InboxRow, mark_done, mark_failed, message_of, take_in
from models.outbox import Content, Letter, post
from models.store import Store

log = logging.getLogger(__name__)

T = TypeVar("T")


@dataclass(frozen=True)
class Outcome:
    """What became of one message: its inbox id, the reply (None where it needs none), whether that is an apology."""

    inbox_id: int
    reply: Reply | None
    failed: bool = False


class Pipeline:
    """Takes callbacks for every configured channel. Safe to use from any thread."""

    def __init__(self, store: Store, platforms: Mapping[str, Platform], clock: Clock) -> None:
        self._store = store
        self._platforms = platforms
        self._clock = clock

    def callback(self, channel: str, request: Request) -> Response:
        """Answers one HTTP request to `/callback/<channel>`; never raises.

        503 where not even the failure could be stored: nothing is acknowledged, and the platform sends it again.
        """
        platform = self._platforms.get(channel)
        if platform is None:
            return Response(404)
        if len(request.body) > BODY_LIMIT:
            return Response(413)
        try:
            if request.method == "GET":
                return platform.handshake(request)
            now = self._clock()
            return self._respond(platform, platform.receive(request, now), now)
        except NotImplementedError:
            return Response(405)
        except Refused as refusal:
            log.warning("channel %s refused a callback with %s: %s", channel, refusal.status, refusal.reason)
            return Response(refusal.status)
        except Exception as error:
            log.error("channel %s: a callback could not be answered: %s", channel, whereabouts(error))
            return Response(503)

    def converse(self, incoming: Incoming, raw: str) -> Reply | None:
        """Takes a message that comes from the program's own page or command line: same way, no HTTP. → the reply."""
        return self._handle(incoming, raw, self._clock(), lambda connection, outcome: outcome.reply)

    def _respond(self, platform: Platform, received: Received, now: datetime) -> Response:
        incoming = received.incoming
        if incoming is None:
            return platform.answer(received, None, now).response

        def finish(connection: Connection, outcome: Outcome) -> Response:
            answer = platform.answer(received, outcome.reply, now)
            post_rest(connection, incoming, outcome, answer.rest, now)
            return answer.response

        return self._handle(incoming, received.raw, now, finish)

    def _handle(self, incoming: Incoming, raw: str, now: datetime, finish: Callable[[Connection, Outcome], T]) -> T:
        """Takes a message in and finishes with it, in one transaction.

        Where that raises, nothing of it stays: the message is kept as failed, and finished with the apology.
        """
        try:
            return self._store.write(lambda connection: finish(connection, process(connection, incoming, raw, now)))
        except Exception as error:
            log.error("channel %s: a message could not be handled: %s", incoming.channel, whereabouts(error))
            told = traceback.format_exc()
        return self._store.write(lambda connection: finish(connection, fail(connection, incoming, raw, now, told)))

    def keep_failed(self, incoming: Incoming, raw: str, now: datetime, error: str) -> Reply | None:
        """Stores a message that our own code failed on, with the traceback. → the apology with its number."""
        return self._store.write(lambda connection: fail(connection, incoming, raw, now, error)).reply


def whereabouts(error: Exception) -> str:
    """An error as a log may show it: its class and where it came from, since its text may quote the message."""
    return f"{type(error).__name__}\n{''.join(traceback.format_tb(error.__traceback__))}"


def process(connection: Connection, incoming: Incoming, raw: str, now: datetime) -> Outcome:
    """Takes one message in, within the caller's transaction: stores, understands, acts, stores the answer.

    The same message again gives the stored answer and has no second effect.
    """
    if incoming.sent_at > now:
        # The platform's clock is ahead of ours: what has come is not in the future, or a job would not see it yet.
        incoming = replace(incoming, sent_at=now)
    row = take_in(connection, incoming.channel, incoming.key, incoming.account, raw, incoming.sent_at, now)
    if row is None:
        return _known(connection, incoming)
    reply = respond(connection, incoming, now)
    mark_done(connection, row, _kept(incoming, reply))
    return Outcome(row, reply)


def _kept(incoming: Incoming, reply: Reply | None) -> dict[str, object] | None:
    """What the inbox keeps of an answer: a large sheet goes by the outbox, only a console has nowhere else to show."""
    if reply is None:
        return None
    return (reply if incoming.family == "console" else replace(reply, sheet=None)).as_json()


def fail(connection: Connection, incoming: Incoming, raw: str, now: datetime, error: str) -> Outcome:
    """Keeps a message as failed with what is needed to try it again; one that is known keeps its answer."""
    row = take_in(connection, incoming.channel, incoming.key, incoming.account, raw, incoming.sent_at, now)
    if row is None:
        return _known(connection, incoming)
    sorry = apology(row)
    mark_failed(connection, row, sorry.as_json(), error, incoming.as_json())
    return Outcome(row, sorry, failed=True)


def _known(connection: Connection, incoming: Incoming) -> Outcome:
    known = message_of(connection, incoming.channel, incoming.key)
    if known is None:
        return Outcome(0, None)
    answer = Content.from_json(known.answer) if known.answer is not None else None
    return Outcome(known.id, answer, known.state == "failed")


def retry(connection: Connection, message: InboxRow, now: datetime) -> Reply | None:
    """Runs a failed message once more, in the caller's transaction; what it answers goes out through the outbox.

    ValueError if the message did not fail.
    """
    if message.state != "failed" or message.incoming is None:
        raise ValueError("only a failed message can be tried again")
    incoming = Incoming.from_json(message.incoming)
    reply = respond(connection, incoming, now)
    mark_done(connection, message.id, _kept(incoming, reply))
    if reply:
        post_rest(connection, incoming, Outcome(message.id, reply), (reply,), now)
    return reply


def post_rest(
    connection: Connection, incoming: Incoming, outcome: Outcome, rest: tuple[Content, ...], now: datetime
) -> None:
    """Writes what did not fit the HTTP answer to the outbox, to the asker alone, once for each message.

    Whom the platform does not name cannot be written to.
    """
    if not rest or not incoming.account:
        return
    what = "apology" if outcome.failed else "reply"
    post(
        connection,
        [
            Letter(
                key=f"{what}:{outcome.inbox_id}:{part}",
                channel=incoming.channel,
                account=incoming.account,
                content=content,
                due_at=now,
                job="reply",
                audience="asker",
            )
            for part, content in enumerate(rest, 1)
        ],
        now,
    )
