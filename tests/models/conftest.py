"""A second process beside the first."""

from collections.abc import Iterator

import pytest

from models.store import Store, open_engine


@pytest.fixture
def neighbour(store: Store) -> Iterator[Store]:
    """Another process's store on the database of `store`: it shares the file or the server and nothing else."""
    other = Store(open_engine(store.engine.url.render_as_string(hide_password=False)))
    yield other
    other.close()
