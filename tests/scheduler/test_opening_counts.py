"""What a duty counts: items, publications, statistics, updates; by kind, board and level."""

from datetime import date

import pytest
from sqlalchemy import Connection

from models.items import NewItem, item_by_number, store_item
from models.plans import next_number
from models.publications import Publication, store_publication
from models.store import Store
from rules.plan import Duty
from tests.factories import OFFICE, at, unit_id_of
from tests.scheduler.duties import begin, chased, duty, rows


def item(store: Store, unit: str, kind: str = "信息", board: str = "安全生产管理", day: str = "2026-11-17") -> int:
    """An item of a unit. → its number."""

    def work(connection: Connection) -> int:
        number = next_number(connection, "jinhu")
        sent_at = at(f"{day} 10:00")
        unit_id = unit_id_of(connection, unit)
        day_sent = sent_at.astimezone(OFFICE).date()
        told = NewItem("jinhu", number, unit_id, None, "测试员", kind, board, "标题", "正文", sent_at, day_sent)
        store_item(connection, told)
        return number

    return store.write(work)


def published(store: Store, number: int, level: str, day: date) -> None:
    """An item is published."""
    told = Publication("jinhu", number, "淮安日报", level, day)

    def work(connection: Connection) -> int:
        found = item_by_number(connection, "jinhu", number)
        assert found
        return store_publication(connection, told, found.id)

    store.write(work)


def test_publications_count_by_the_day_of_publication_and_by_level(store: Store) -> None:
    begin(store, duty('period = "month"\ncounts = "publications"\nlevels = ["city", "province"]\nrequired = 2'))
    number = item(store, "招商局", day="2026-10-28")
    for level, day in (
        ("county", date(2026, 11, 3)),
        ("city", date(2026, 10, 31)),
        ("city", date(2026, 11, 1)),
        ("city", date(2026, 12, 1)),
    ):
        published(store, number, level, day)
    assert rows(store) == {"招商局": (2, 1)}
    published(store, number, "province", date(2026, 11, 30))
    assert rows(store) == {"招商局": (2, 2)}


def test_a_publication_of_a_later_day_does_not_stop_a_chase_as_of_an_earlier_one(store: Store) -> None:
    begin(store, duty('period = "week"\ncounts = "publications"'))
    published(store, item(store, "招商局"), "city", date(2026, 11, 20))
    assert chased(store, at("2026-11-19 15:07")) == 1
    assert chased(store, at("2026-11-20 14:07")) == 0


def test_an_item_is_not_a_publication(store: Store) -> None:
    begin(store, duty('period = "week"\ncounts = "publications"'))
    item(store, "招商局")
    assert rows(store) == {"招商局": (1, 0)}


@pytest.mark.parametrize(("counts", "kind"), [("statistics", "统计"), ("project_updates", "项目进展")])
def test_statistics_and_project_updates_are_items_of_their_kind(store: Store, counts: str, kind: str) -> None:
    begin(store, duty(f'period = "month"\ncounts = "{counts}"\ndeadline_day = 25'))
    for other in ("信息", "统计", "项目进展"):
        if other != kind:
            item(store, "招商局", other)
    assert rows(store) == {"招商局": (1, 0)}
    item(store, "招商局", kind)
    assert rows(store) == {"招商局": (1, 1)}
    assert chased(store, at("2026-11-25 14:07")) == 0


def test_only_the_kinds_that_a_duty_names_count(store: Store) -> None:
    begin(store, duty('period = "week"\nkinds = ["案例", "图片"]\nrequired = 2'))
    for kind in ("信息", "案例", "线索", "图片"):
        item(store, "招商局", kind)
    assert rows(store) == {"招商局": (2, 2)}


def test_a_board_counts_by_its_whole_name(store: Store) -> None:
    begin(store, duty('period = "week"\nboards = ["安全"]'))
    item(store, "招商局", board="安全生产管理")
    assert rows(store) == {"招商局": (1, 0)}
    item(store, "招商局", board="安全")
    assert rows(store) == {"招商局": (1, 1)}


def test_boards_narrow_publications_too(store: Store) -> None:
    begin(store, duty('period = "month"\ncounts = "publications"\nboards = ["安全", "基础设施配套提升"]'))
    for board in ("安全生产管理", "安全", "基础设施配套提升"):
        published(store, item(store, "招商局", board=board), "city", date(2026, 11, 17))
    assert rows(store) == {"招商局": (1, 2)}


def test_the_plans_own_words_are_those_of_the_row() -> None:
    """What a duty counts by itself needs no kinds to be named."""
    assert Duty("a", "任务", counts="statistics").counted_kinds() == ("统计",)
    assert Duty("a", "任务", counts="project_updates").counted_kinds() == ("项目进展",)
    assert Duty("a", "任务", kinds=("案例",)).counted_kinds() == ("案例",)
