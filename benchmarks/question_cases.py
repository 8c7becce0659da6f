"""What the benchmark of questions asks the database: every kind of question, ours beside SQL written by hand."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from sqlalchemy import Connection

from benchmarks.question_data import BOARDS, COLUMNS, OUTLETS, TODAY
from models.deliveries import deliveries
from models.filters import Counted, Filter, GroupKey
from models.records import item_state, records
from models.statistics import count_of, counts_in, figures_by, part_and_whole
from models.titles import items_titled
from questions.query import TimeRange

PLAN = "bench"
YEAR = (date(2026, 1, 1), date(2027, 1, 1))
OCTOBER = TimeRange(date(2026, 10, 1), date(2026, 11, 1))
OCTOBER_BEFORE = TimeRange(date(2025, 10, 1), date(2025, 11, 1))
WEEK = (date(2026, 11, 16), date(2026, 11, 23))
DAY = (TODAY - timedelta(days=1), TODAY)
UNIT = 7

Work = Callable[[Connection], object]


@dataclass(frozen=True)
class Case:
    """One question. `bare` gives as many rows or, where it gives one, the same figures.

    `bounded`: the question names what an index knows, so that no table and no index may be read from end to end.
    """

    name: str
    ours: Work
    bare: str
    values: Mapping[str, object] = field(default_factory=dict)
    bounded: bool = True


def _count(counted: Counted, filters: Filter) -> Work:
    return lambda connection: count_of(connection, PLAN, counted, filters)


def _by(counted: Counted, filters: Filter, key: GroupKey) -> Work:
    return lambda connection: figures_by(connection, PLAN, counted, filters, key)


def _list(counted: Counted, filters: Filter, limit: int | None = None) -> Work:
    return lambda connection: records(connection, PLAN, counted, filters, limit, newest_first=limit is not None)


def _missing(counted: Counted, filters: Filter) -> Work:
    return lambda connection: [each for each in deliveries(connection, PLAN, counted, filters) if each.missing]


_COUNTS = "i.status IN ('待审', '采用')"
_ITEMS = "FROM item i WHERE i.plan_id = 'bench'"
_OF_YEAR = "i.counted_on >= :start AND i.counted_on < :end"
_PRINTED = "FROM publication p WHERE p.plan_id = 'bench'"
_IN_YEAR = "p.published_on >= :start AND p.published_on < :end"
_OF_UNITS = "FROM publication p JOIN item i ON i.id = p.item_id WHERE p.plan_id = 'bench'"
_SPAN = {"start": YEAR[0], "end": YEAR[1]}
_SUM = f"SELECT count(*) {_ITEMS} AND {_OF_YEAR} AND {_COUNTS}"
_SUM_PRINTED = f"SELECT count(*) {_PRINTED} AND {_IN_YEAR}"
_COUNTED = (
    Case("items, all years", _count("items", Filter()), f"SELECT count(*) {_ITEMS} AND {_COUNTS}", bounded=False),
    Case("items of the year", _count("items", Filter(*YEAR)), _SUM, _SPAN),
    Case("… of one unit", _count("items", Filter(*YEAR, (UNIT,))), f"{_SUM} AND i.unit_id = {UNIT}", _SPAN),
    Case(
        "… of one board", _count("items", Filter(*YEAR, boards=(BOARDS[0],))), f"{_SUM} AND i.board = '安全生产'", _SPAN
    ),
    Case("… of one kind", _count("items", Filter(*YEAR, kinds=("案例",))), f"{_SUM} AND i.kind = '案例'", _SPAN),
    Case(
        "… of one person", _count("items", Filter(*YEAR, member_ids=(UNIT,))), f"{_SUM} AND i.member_id = {UNIT}", _SPAN
    ),
    Case(
        "… that were returned",
        _count("items", Filter(*YEAR, statuses=("退回",))),
        f"SELECT count(*) {_ITEMS} AND {_OF_YEAR} AND i.status = '退回'",
        _SPAN,
    ),
    Case("publications of the year", _count("publications", Filter(*YEAR)), _SUM_PRINTED, _SPAN),
    Case(
        "… at two levels",
        _count("publications", Filter(*YEAR, levels=("province", "central"))),
        f"{_SUM_PRINTED} AND p.level IN ('province', 'central')",
        _SPAN,
    ),
    Case(
        "… in one outlet",
        _count("publications", Filter(*YEAR, outlets=(OUTLETS[0],))),
        f"{_SUM_PRINTED} AND p.outlet = '松城日报'",
        _SPAN,
    ),
    Case(
        "… in one column",
        _count("publications", Filter(*YEAR, columns=(COLUMNS[0],))),
        f"{_SUM_PRINTED} AND p.\"column\" = '项目为王'",
        _SPAN,
    ),
    Case(
        "… of one unit",
        _count("publications", Filter(*YEAR, (UNIT,))),
        f"SELECT count(*) {_OF_UNITS} AND {_IN_YEAR} AND i.unit_id = {UNIT}",
        _SPAN,
    ),
    Case(
        "… of one board",
        _count("publications", Filter(*YEAR, boards=(BOARDS[0],))),
        f"SELECT count(*) {_OF_UNITS} AND {_IN_YEAR} AND i.board = '安全生产'",
        _SPAN,
    ),
)


def _grouped(key: GroupKey, name: str, source: str = "item i") -> Case:
    bare = f"SELECT {name}, count(*) FROM {source} WHERE i.plan_id = 'bench' AND {_OF_YEAR} AND {_COUNTS} GROUP BY 1"
    return Case(f"items of the year by {key}", _by("items", Filter(*YEAR), key), bare, _SPAN)


_MONTH = "substr(CAST(i.counted_on AS text), 1, 7)"
_ROSTER = "item i JOIN unit u ON u.id = i.unit_id"
_BY_NAME = (
    _grouped("unit", "u.name", _ROSTER),
    _grouped("group", "u.group_name", _ROSTER),
    _grouped("board", "i.board"),
    _grouped("month", _MONTH),
    _grouped("day", "i.counted_on"),
    Case(
        "publications of the year by outlet",
        _by("publications", Filter(*YEAR), "outlet"),
        f"SELECT p.outlet, count(*) {_PRINTED} AND {_IN_YEAR} GROUP BY p.outlet",
        _SPAN,
    ),
    Case(
        "publications of the year by unit",
        _by("publications", Filter(*YEAR), "unit"),
        "SELECT u.name, count(*) FROM publication p JOIN item i ON i.id = p.item_id JOIN unit u ON u.id = i.unit_id"
        f" WHERE p.plan_id = 'bench' AND {_IN_YEAR} GROUP BY u.name",
        _SPAN,
    ),
    Case(
        "one unit's items by month",
        _by("items", Filter(*YEAR, (UNIT,)), "month"),
        f"SELECT {_MONTH}, count(*) {_ITEMS} AND {_OF_YEAR} AND {_COUNTS} AND i.unit_id = {UNIT} GROUP BY 1",
        _SPAN,
    ),
)
_TWO_MONTHS = {"start": OCTOBER.start, "end": OCTOBER.end, "first": OCTOBER_BEFORE.start, "last": OCTOBER_BEFORE.end}
_BESIDE = (
    Case(
        "a month and that of last year",
        lambda connection: counts_in(connection, PLAN, "items", Filter(), [OCTOBER, OCTOBER_BEFORE]),
        f"SELECT (SELECT count(*) {_ITEMS} AND {_OF_YEAR} AND {_COUNTS}),"
        f" (SELECT count(*) {_ITEMS} AND i.counted_on >= :first AND i.counted_on < :last AND {_COUNTS})",
        _TWO_MONTHS,
    ),
    Case(
        "one unit's share of the year",
        lambda connection: part_and_whole(connection, PLAN, "items", Filter(*YEAR, (UNIT,)), Filter(*YEAR)),
        f"SELECT sum(CASE WHEN i.unit_id = {UNIT} THEN 1 ELSE 0 END), count(*) {_ITEMS} AND {_OF_YEAR} AND {_COUNTS}",
        _SPAN,
    ),
    Case(
        "the share of two levels",
        lambda connection: part_and_whole(
            connection, PLAN, "publications", Filter(*YEAR, levels=("province", "central")), Filter(*YEAR)
        ),
        "SELECT sum(CASE WHEN p.level IN ('province', 'central') THEN 1 ELSE 0 END), count(*)"
        f" {_PRINTED} AND {_IN_YEAR}",
        _SPAN,
    ),
)
_SHOWN = "i.number, i.counted_on, u.name, i.title, i.status, i.kind, i.board"
_OWED = "JOIN obligation o ON o.unit_id = u.id AND o.starts_on = :start AND o.duty = 'weekly'"
_LISTED = (
    Case(
        "the items of a day",
        _list("items", Filter(*DAY)),
        f"SELECT {_SHOWN} FROM {_ROSTER} WHERE i.plan_id = 'bench' AND {_OF_YEAR} AND {_COUNTS}"
        " ORDER BY i.sent_at, i.number",
        {"start": DAY[0], "end": DAY[1]},
    ),
    Case(
        "the ten newest of the year",
        _list("items", Filter(*YEAR), 10),
        f"SELECT {_SHOWN} FROM {_ROSTER} WHERE i.plan_id = 'bench' AND {_OF_YEAR} AND {_COUNTS}"
        " ORDER BY i.counted_on DESC, i.number DESC LIMIT 10",
        _SPAN,
    ),
    Case(
        "one unit's items of the year",
        _list("items", Filter(*YEAR, (UNIT,))),
        f"SELECT {_SHOWN} FROM {_ROSTER} WHERE i.unit_id = {UNIT} AND {_OF_YEAR} AND {_COUNTS} ORDER BY i.counted_on",
        _SPAN,
    ),
    Case(
        "the publications of a month",
        _list("publications", Filter(OCTOBER.start, OCTOBER.end)),
        "SELECT i.number, p.published_on, u.name, coalesce(nullif(p.title, ''), i.title), p.outlet, p.level, i.board"
        " FROM publication p LEFT JOIN item i ON i.id = p.item_id LEFT JOIN unit u ON u.id = i.unit_id"
        f" WHERE p.plan_id = 'bench' AND {_IN_YEAR} ORDER BY p.published_on, p.id",
        {"start": OCTOBER.start, "end": OCTOBER.end},
    ),
    Case(
        "who has not delivered this week",
        _missing("items", Filter(*WEEK)),
        f"SELECT u.name FROM unit u {_OWED} WHERE NOT EXISTS (SELECT 1 FROM item i WHERE i.unit_id = u.id"
        f" AND {_OF_YEAR} AND {_COUNTS}) ORDER BY u.position",
        {"start": WEEK[0], "end": WEEK[1]},
    ),
    Case(
        "who was not printed at the highest level",
        _missing("publications", Filter(*YEAR, levels=("central",))),
        "SELECT u.name FROM unit u WHERE u.id IN (SELECT o.unit_id FROM obligation o WHERE o.plan_id = 'bench'"
        " AND o.ends_on > :start AND o.starts_on < :end) AND u.id NOT IN (SELECT i.unit_id FROM publication p"
        f" JOIN item i ON i.id = p.item_id WHERE p.plan_id = 'bench' AND {_IN_YEAR} AND p.level = 'central')",
        _SPAN,
    ),
)
_FOUND = (
    Case(
        "one item by number",
        lambda connection: item_state(connection, PLAN, 4711),
        "SELECT i.number, u.name, i.status FROM item i JOIN unit u ON u.id = i.unit_id"
        " WHERE i.plan_id = 'bench' AND i.number = 4711",
    ),
    Case(
        "an item by its title",
        lambda connection: list(items_titled(connection, PLAN, "园区第4711次隐患排查见成效", 5).items),
        f"SELECT i.number, i.unit_id, i.title {_ITEMS} AND i.title = '园区第4711次隐患排查见成效'",
        bounded=False,
    ),
    Case(
        "an item by a part of its title",
        lambda connection: list(items_titled(connection, PLAN, "第4711次", 5).items),
        f"SELECT i.number, i.unit_id, i.title {_ITEMS} AND i.title LIKE '%第4711次%'",
        bounded=False,
    ),
)
CASES = (*_COUNTED, *_BY_NAME, *_BESIDE, *_LISTED, *_FOUND)
