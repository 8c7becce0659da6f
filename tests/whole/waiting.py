"""Waiting for something to come true, with a deadline in place of a fixed sleep."""

import time
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")

PAUSE_SECONDS = 0.02


def until(look: Callable[[], T | None], seconds: float, what: str) -> T:
    """Looks again and again until there is something (not None, not False), at most so many real seconds.

    → what was found. AssertionError, naming `what`, once the time is over.
    """
    end = time.monotonic() + seconds
    while True:
        found = look()
        if found:
            return found
        assert time.monotonic() < end, f"{what}: not within {seconds} seconds"
        time.sleep(PAUSE_SECONDS)
