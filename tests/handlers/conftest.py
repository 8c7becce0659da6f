"""The office of most handler tests: three units, an editor, a leader."""

import pytest

from models.store import Store
from tests.dialogue import Office
from tests.handlers.answering import fill


@pytest.fixture
def office(store: Store) -> Office:
    """Wednesday morning, the week is open."""
    made = Office(store)
    made.member("财政局", "测试员01")
    made.member("应急管理局", "测试员02")
    made.member("招商局", "测试员03")
    made.member("党群工作部", "测试员04", "editor")
    made.member("办公室", "测试员05", "leader")
    made.open_week()
    return made


@pytest.fixture
def filled(office: Office) -> Office:
    """The same with a few items and publications (tests.handlers.answering)."""
    office.store.write(fill)
    return office
