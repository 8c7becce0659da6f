"""A year with its real calendar: the product reaches exactly whom the rules name, nobody else and nobody less."""

from datetime import date, datetime, time
from pathlib import Path

import pytest
from sqlalchemy import event

from models.store import Store
from tests.whole.year.differences import differences
from tests.whole.year.drive import Play
from tests.whole.year.oracle import Oracle
from tests.whole.year.world import World, make_world


def disagreements(store: Store, folder: Path, world: World) -> list[str]:
    """What the product does otherwise than the rules say, after all that happens in a world."""
    expected = Oracle(world.first_monday, world.needed).play(world.steps).reached
    assert len(expected) > len(world.classes) * 5, "a world in which nobody is reminded shows nothing"
    begin = datetime.combine(world.first_monday, time(0))
    played = Play(store, folder, begin, world.classes).play(world.steps)
    return differences(expected, played.reached()) + played.ill_timed() + played.doubled()


@pytest.fixture
def hasty_store(sqlite_store: Store) -> Store:
    """SQLite that waits for no disk."""
    event.listen(sqlite_store.engine, "connect", lambda raw, _: raw.execute("PRAGMA synchronous = OFF"))
    return sqlite_store


def test_a_year_of_sixty_units(hasty_store: Store, tmp_path: Path) -> None:
    world = make_world(2026, date(2025, 12, 29), weeks=53, units=60)
    assert disagreements(hasty_store, tmp_path, world) == []


def test_eight_weeks_around_the_spring_festival_on_postgresql(postgres_store: Store, tmp_path: Path) -> None:
    world = make_world(8, date(2026, 1, 26), weeks=8, units=15)
    assert disagreements(postgres_store, tmp_path, world) == []
