"""Disturbances of the platforms, for the tests of delivery: begun and ended by hand, for the channel under test."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import event

from bot.delivery import Delivery
from models.store import Store
from tests.fakes.dingtalk import FakeDingtalk
from tests.fakes.platform import Clock
from tests.fakes.wecom import FakeWecom
from tests.whole.delivering import APP, GROUP, NOW, WAYS, Office, Way, everything

FIVE_MINUTES = 300
FOR_EVER = 10**9

Test = Callable[..., None]


@contextmanager
def opened(store: Store, folder: Path) -> Iterator[Office]:
    """The office; at the end both platforms say whether a limit was broken."""
    # Nothing is killed here, and without waiting for the disk there is time for more disturbances.
    event.listen(store.engine, "connect", lambda connection, _: connection.execute("PRAGMA synchronous=OFF"))
    clock = Clock(NOW)
    with FakeWecom(clock) as wecom, FakeDingtalk(clock) as dingtalk:
        yield Office(store, folder, wecom, dingtalk, clock)


def every_way(test: Test) -> Test:
    """Runs a test for each channel."""
    run: Test = pytest.mark.parametrize("way", WAYS, ids=[way.channel for way in WAYS])(test)
    return run


def fail(office: Office, way: Way, kind: str, times: int = FOR_EVER, path: str = "") -> None:
    """The platform of a channel fails from now on."""
    fake = office.wecom if way in (APP, GROUP) else office.dingtalk
    fake.fail(times, kind, path)


def recover(office: Office) -> None:
    """Both platforms are well from now on."""
    office.wecom.recover()
    office.dingtalk.recover()


def play_until_the_longest_pause(office: Office, way: Way, delivery: Delivery) -> None:
    """The disturbance goes on until the channel is silent for as long as it ever is, and ends right then: the worst."""
    while office.pause(way).failures < 6:
        office.play(delivery, 10, step=10)
        assert office.clock() - NOW < timedelta(hours=1)


def assert_everything_arrived(office: Office, way: Way) -> None:
    """All is there and recorded as sent; nothing twice where repeats are known, else one repeat at most."""
    arrived = office.arrived(way)
    assert set(arrived) == everything(way)
    assert max(arrived.values()) <= (1 if way.knows_repeats else 2)
    assert set(office.states()) == {"sent"}
