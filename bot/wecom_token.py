"""The access token of a WeCom application: kept, fetched by one thread at a time, and never in a loop.

Repeated wrong secrets ban the caller's address for an hour (错误码 45009, note 5 of document/path/90313), so a refusal
is remembered and answered from memory for a while.
"""

import threading
from collections.abc import Callable
from datetime import datetime, timedelta

from bot.platform import Clock, SendError

_REFUSAL_HOLDS = timedelta(minutes=10)
_LONGEST_MARGIN = 120


class AccessToken:
    """One token for all threads of the process.

    `fetch` asks the platform: → the token and its life in seconds; it raises SendError. No error of it is ambiguous
    for the caller, since without a token nothing was sent.
    """

    def __init__(self, fetch: Callable[[], tuple[str, int]], clock: Clock) -> None:
        self._fetch = fetch
        self._clock = clock
        self._lock = threading.Lock()
        self._token = ""
        self._valid_until: datetime | None = None
        self._refusal: SendError | None = None
        self._refused_until: datetime | None = None
        self._failed_at: datetime | None = None

    def current(self) -> str:
        """The token, fetched if there is none or it is about to end. SendError if it cannot be had."""
        asked_at = self._clock()
        with self._lock:
            if self._token and self._valid_until and asked_at < self._valid_until:
                return self._token
            return self._renew(asked_at)

    def renewed(self) -> str:
        """A token fetched just now, whatever is kept: it shows that the platform answers. SendError as `current`."""
        asked_at = self._clock()
        with self._lock:
            return self._renew(asked_at)

    def replace(self, refused: str) -> str:
        """A token instead of one that the platform no longer takes; another thread may have fetched it already."""
        asked_at = self._clock()
        with self._lock:
            if self._token and self._token != refused:
                return self._token
            return self._renew(asked_at)

    def distrust(self, error: SendError) -> None:
        """A fresh token was refused as well: nothing more is tried before the error's wait is over."""
        with self._lock:
            self._token = ""
            self._remember(error)

    def _renew(self, asked_at: datetime) -> str:
        self._token = ""
        if self._refusal and (self._still_refused() or self._failed_while_waiting(asked_at)):
            raise unsent(self._refusal)
        try:
            token, seconds = self._fetch()
        except SendError as error:
            self._remember(error)
            raise unsent(error) from None
        self._refusal = None
        self._token = token
        self._valid_until = self._clock() + timedelta(seconds=seconds - min(_LONGEST_MARGIN, seconds // 10))
        return token

    def _still_refused(self) -> bool:
        return self._refused_until is not None and self._clock() < self._refused_until

    def _failed_while_waiting(self, asked_at: datetime) -> bool:
        """Whether another thread failed while this one stood in the queue: its answer holds for all of them."""
        return self._failed_at is not None and self._failed_at > asked_at

    def _remember(self, error: SendError) -> None:
        now = self._clock()
        hold = _REFUSAL_HOLDS if error.policy == "stop_channel" else timedelta(seconds=error.wait)
        self._refusal, self._failed_at, self._refused_until = error, now, now + hold


def unsent(error: SendError) -> SendError:
    """The same error of a call that came before the sending: the message cannot have taken effect."""
    return SendError(str(error), error.policy, code=error.code, wait=error.wait, tell=error.tell)
