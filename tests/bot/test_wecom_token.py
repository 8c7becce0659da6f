import itertools
import threading
from datetime import timedelta

import pytest

from bot.platform import SendError
from bot.wecom_token import AccessToken, unsent
from tests.bot.wecom_samples import NOW, HandClock


class Source:
    """Hands out numbered tokens, or the error that it is given."""

    def __init__(self, life: int = 7200) -> None:
        self.life = life
        self.calls = 0
        self.error: SendError | None = None

    def __call__(self) -> tuple[str, int]:
        self.calls += 1
        if self.error:
            raise self.error
        return f"token-{self.calls}", self.life


def test_a_token_is_renewed_two_minutes_before_its_end() -> None:
    clock, source = HandClock(), Source()
    token = AccessToken(source, clock)
    assert token.current() == "token-1"
    clock.pass_(seconds=7200 - 121)
    assert token.current() == "token-1"
    clock.pass_(seconds=1)
    assert token.current() == "token-2"


def test_a_short_life_is_used_for_nine_tenths() -> None:
    clock, source = HandClock(), Source(life=100)
    token = AccessToken(source, clock)
    token.current()
    clock.pass_(seconds=89)
    assert token.current() == "token-1"
    clock.pass_(seconds=1)
    assert token.current() == "token-2"


def test_a_refused_token_is_replaced_once_whoever_asks() -> None:
    source = Source()
    token = AccessToken(source, HandClock())
    old = token.current()
    assert [token.replace(old) for _ in range(3)] == ["token-2"] * 3
    assert token.current() == "token-2"
    assert source.calls == 2


@pytest.mark.parametrize(
    ("error", "hold"),
    [
        (SendError("不认", "stop_channel", code="40001"), timedelta(minutes=10)),
        (SendError("太频繁", "wait_window", code="45009", wait=60), timedelta(seconds=60)),
    ],
)
def test_a_refusal_is_answered_from_memory_for_a_while(error: SendError, hold: timedelta) -> None:
    clock, source = HandClock(), Source()
    source.error = error
    token = AccessToken(source, clock)
    for _ in range(5):
        with pytest.raises(SendError) as caught:
            token.current()
        assert (str(caught.value), caught.value.code, caught.value.wait) == (str(error), error.code, error.wait)
    assert source.calls == 1
    source.error = None
    clock.now = NOW + hold
    assert token.current() == "token-2"


def test_a_fault_of_the_line_is_tried_again_at_once_and_is_not_ambiguous() -> None:
    source = Source()
    source.error = SendError("断开", "retry", ambiguous=True)
    token = AccessToken(source, HandClock())
    for _ in range(2):
        with pytest.raises(SendError) as caught:
            token.current()
        assert (caught.value.policy, caught.value.ambiguous) == ("retry", False)
    assert source.calls == 2


def test_a_distrusted_token_is_not_used_before_the_wait_is_over() -> None:
    clock, source = HandClock(), Source()
    token = AccessToken(source, clock)
    token.current()
    token.distrust(SendError("不认", "wait_window", wait=60))
    with pytest.raises(SendError):
        token.current()
    clock.pass_(seconds=60)
    assert token.current() == "token-2"


def test_threads_that_waited_for_a_fetch_that_failed_do_not_each_try_it_again() -> None:
    """The first thread holds the lock until the others have asked; then its failure is theirs too."""
    everybody_asked = threading.Semaphore(0)
    moments = itertools.count()
    calls = []

    def clock_that_counts_askers() -> object:
        moment = NOW + timedelta(milliseconds=next(moments))
        everybody_asked.release()  # with the moment in hand: the failure comes after all of them
        return moment

    def fetch() -> tuple[str, int]:
        calls.append(1)
        for _ in range(4):
            assert everybody_asked.acquire(timeout=60)
        raise SendError("断开", "retry")

    token = AccessToken(fetch, clock_that_counts_askers)  # type: ignore[arg-type]
    errors: list[SendError] = []

    def ask() -> None:
        try:
            token.current()
        except SendError as error:
            errors.append(error)

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (len(errors), len(calls)) == (4, 1)


def test_an_error_before_the_sending_keeps_everything_but_its_doubt() -> None:
    error = unsent(SendError("断开", "wait_window", code="45009", wait=60, ambiguous=True, tell=True))
    assert (str(error), error.policy, error.code, error.wait, error.tell, error.ambiguous) == (
        "断开",
        "wait_window",
        "45009",
        60,
        True,
        False,
    )
