"""Importing a ledger: twice is once, changes are logged, publications are a multiset, numbers go on after it."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import event, select

from models.items import change_item, item_by_number, item_event_table, item_table
from models.ledger import LONGEST_TEXT, LedgerItem, LedgerPublication, LedgerRows, export_ledger
from models.ledger_import import LedgerReport, import_ledger
from models.members import member_table
from models.plans import next_number
from models.publications import known_names
from models.store import Store
from rules.plan import Plan
from tests.factories import at, make_item, make_member, make_plan
from tests.factories_tables import ledger_item, ledger_publication
from tests.observers import events_of

NOW = at("2026-11-20 10:00")


@pytest.fixture
def plan(store: Store) -> Plan:
    """The plan in the store, with two units and a liaison in the first."""
    plan = store.write(make_plan)
    store.write(lambda connection: make_member(connection, "招商局", "测试员02"))
    store.write(lambda connection: make_member(connection, "党群工作部", "测试员01"))
    return plan


def imported(
    store: Store, plan: Plan, items: Sequence[LedgerItem] = (), publications: Sequence[LedgerPublication] = ()
) -> LedgerReport:
    rows = LedgerRows(tuple(items), tuple(publications))
    return store.write(lambda connection: import_ledger(connection, plan, rows, NOW))


def exported(store: Store, plan: Plan) -> LedgerRows:
    with store.read() as connection:
        return export_ledger(connection, plan, None, None)


def column(store: Store, name: str) -> list[object]:
    """A column of the items by number."""
    with store.read() as connection:
        return list(connection.execute(select(item_table.c[name]).order_by(item_table.c.number)).scalars())


def outcomes(report: LedgerReport) -> list[tuple[str, tuple[str, ...]]]:
    return [(each.outcome, each.changes) for each in report.items]


def counts(report: LedgerReport) -> tuple[int, int, int, int]:
    return report.count("new"), report.count("changed"), report.count("same"), report.new_publications


def test_what_is_imported_is_exported(store: Store, plan: Plan) -> None:
    items = [ledger_item(1), ledger_item(2, status="草稿", board="", title=""), ledger_item(7, unit="党群工作部")]
    publications = [ledger_publication(1, link="x", placement="头版"), ledger_publication(None), ledger_publication(7)]
    report = imported(store, plan, items, publications)
    assert counts(report) == (3, 0, 0, 3)
    assert exported(store, plan) == LedgerRows(tuple(items), tuple(publications))


def test_the_same_import_again_changes_nothing(store: Store, plan: Plan) -> None:
    rows = [ledger_item(1), ledger_item(2)], [ledger_publication(1), ledger_publication(1), ledger_publication(None)]
    imported(store, plan, *rows)
    before = exported(store, plan)
    assert counts(imported(store, plan, *rows)) == (0, 0, 2, 0)
    assert exported(store, plan) == before
    with store.read() as connection:
        assert len(connection.execute(select(item_event_table.c.id)).all()) == 2


def test_a_changed_row_updates_the_item_and_logs_what_it_said_before(store: Store, plan: Plan) -> None:
    imported(store, plan, [ledger_item(1)])
    changed = ledger_item(1, "2026-11-17 08:00", title="新标题", status="撤回", unit="党群工作部", byline="测试员01")
    assert outcomes(imported(store, plan, [changed])) == [
        ("changed", ("unit", "byline", "title", "status", "sent_at")),
    ]
    assert exported(store, plan).items == (changed,)
    with store.read() as connection:
        item = item_by_number(connection, "jinhu", 1)
        assert item
        assert [(at_, action) for at_, action, _ in events_of(connection, item.id)] == [(NOW, "导入"), (NOW, "导入")]
        before = list(connection.execute(select(item_event_table.c.before).order_by(item_event_table.c.id)).scalars())
        name = connection.execute(select(member_table.c.name).where(member_table.c.id == item.member_id)).scalar()
    assert name == "测试员01"
    assert before == [
        None,
        {
            "unit": "招商局",
            "byline": "测试员02",
            "title": "开发区召开安全生产会议",
            "status": "采用",
            "sent_at": "2026-11-16T01:30:00+00:00",
        },
    ]


def test_a_change_leaves_alone_what_the_row_does_not_say_otherwise(store: Store, plan: Plan) -> None:
    number = store.write(
        lambda connection: make_item(connection, "招商局", at("2026-11-16 09:30:41"), title="一\r\n二")
    )
    with store.read() as connection:
        item = item_by_number(connection, "jinhu", number)
    assert item
    long = "长" * (LONGEST_TEXT + 1)
    store.write(lambda connection: change_item(connection, item.id, body=long, points={"要点": "x"}))
    row = exported(store, plan).items[0]
    assert outcomes(imported(store, plan, [row])) == [("same", ())]
    imported(store, plan, [replace(row, status="退回")])
    with store.read() as connection:
        found = item_by_number(connection, "jinhu", number)
    assert found
    assert (found.status, found.title, found.body, found.points) == ("退回", "一\r\n二", long, {"要点": "x"})
    assert found.sent_at == at("2026-11-16 09:30:41")


def test_an_item_counts_on_the_day_of_its_time_or_of_the_period_it_makes_up_for(store: Store, plan: Plan) -> None:
    made_up = ledger_item(2, made_up_for="2026-W45", counted_on=date(2026, 11, 2))
    imported(store, plan, [ledger_item(1, "2026-11-01 00:30"), made_up])
    assert column(store, "counted_on") == [date(2026, 11, 1), date(2026, 11, 2)]
    assert column(store, "made_up_for") == [None, "2026-W45"]
    assert outcomes(imported(store, plan, [ledger_item(2)])) == [("changed", ("made_up_for",))]
    assert (column(store, "counted_on")[1], column(store, "made_up_for")[1]) == (date(2026, 11, 16), None)


def test_a_draft_without_a_time_has_the_time_of_its_first_import(store: Store, plan: Plan) -> None:
    draft = ledger_item(1, None, status="草稿")
    imported(store, plan, [draft])
    assert (column(store, "sent_at"), column(store, "counted_on")) == ([NOW], [date(2026, 11, 20)])
    later = at("2026-12-01 08:00")
    report = store.write(lambda connection: import_ledger(connection, plan, LedgerRows((draft,)), later))
    assert (outcomes(report), column(store, "sent_at")) == ([("same", ())], [NOW])


def test_the_byline_is_linked_to_the_member_of_that_name_in_the_unit(store: Store, plan: Plan) -> None:
    head = store.write(lambda connection: make_member(connection, "招商局", "测试员20", "head"))
    liaison = store.write(lambda connection: make_member(connection, "招商局", "测试员20"))
    items = [ledger_item(1, byline="测试员20"), ledger_item(2, byline="测试员01"), ledger_item(3, byline="")]
    report = imported(store, plan, items)
    assert (column(store, "member_id"), report.unmatched) == ([liaison, None, None], (("招商局", "测试员01"),))
    assert head != liaison


def test_an_item_is_linked_when_its_sender_has_come_into_the_roster(store: Store, plan: Plan) -> None:
    imported(store, plan, [ledger_item(1, byline="测试员30")])
    member = store.write(lambda connection: make_member(connection, "招商局", "测试员30"))
    again = imported(store, plan, [ledger_item(1, byline="测试员30")])
    assert (outcomes(again), column(store, "member_id")) == ([("changed", ("member",))], [member])
    assert outcomes(imported(store, plan, [ledger_item(1, byline="测试员30")])) == [("same", ())]


def test_new_numbers_come_after_the_highest_one_imported(store: Store, plan: Plan) -> None:
    imported(store, plan, [ledger_item(41), ledger_item(7)])
    assert store.write(lambda connection: next_number(connection, "jinhu")) == 42


def test_an_equal_publication_is_added_only_as_often_as_the_file_has_it_more_often(store: Store, plan: Plan) -> None:
    one = ledger_publication(None)
    assert counts(imported(store, plan, [], [one]))[3] == 1
    report = imported(store, plan, [], [one, one, one])
    assert [is_new for _, is_new in report.publications] == [False, True, True]
    assert imported(store, plan, [], [one]).new_publications == 0
    assert exported(store, plan).publications == (one, one, one)


@pytest.mark.parametrize(
    "told",
    [{"outlet": "金湖发布"}, {"level": "county"}, {"column": "x"}, {"link": "x"}, {"title": "x"}, {"placement": "头版"}]
    + [{"form": "x"}, {"combined": "x"}, {"reprint": "x"}, {"via": "x"}, {"published_on": date(2026, 11, 17)}],
)
def test_a_publication_that_differs_in_any_cell_is_another_one(
    store: Store, plan: Plan, told: dict[str, object]
) -> None:
    imported(store, plan, [ledger_item(1)], [ledger_publication(1)])
    other = replace(ledger_publication(1), **told)  # type: ignore[arg-type]
    assert imported(store, plan, [], [other, replace(other, item_number=None)]).new_publications == 2


def test_a_publication_finds_an_item_that_the_store_had_before(store: Store, plan: Plan) -> None:
    imported(store, plan, [ledger_item(1)])
    imported(store, plan, [], [ledger_publication(1)])
    assert exported(store, plan).publications == (ledger_publication(1),)


def test_names_that_the_plan_does_not_have_are_remembered_with_the_level_of_their_first_row(
    store: Store, plan: Plan
) -> None:
    rows = [
        ledger_publication(None, outlet="某某网", level="province", column="新专栏"),
        ledger_publication(None, outlet="某某网", level="city", column="项目为王"),
        ledger_publication(None),
    ]
    report = imported(store, plan, [], rows)
    assert (report.outlets, report.columns) == (("某某网",), ("新专栏",))
    with store.read() as connection:
        assert known_names(connection, "jinhu", "outlet") == {"某某网": "province"}
        assert known_names(connection, "jinhu", "column") == {"新专栏": ""}


@pytest.mark.parametrize(
    "rows",
    [
        LedgerRows((ledger_item(1), ledger_item(2, unit="不在名单里"))),
        LedgerRows((ledger_item(1),), (ledger_publication(99),)),
    ],
)
def test_nothing_is_imported_when_one_row_cannot_be(store: Store, plan: Plan, rows: LedgerRows) -> None:
    with pytest.raises(LookupError):
        store.write(lambda connection: import_ledger(connection, plan, rows, NOW))
    assert exported(store, plan) == LedgerRows()
    assert store.write(lambda connection: next_number(connection, "jinhu")) == 1


def test_many_rows_need_few_statements(store: Store, plan: Plan) -> None:
    items = [ledger_item(number, title=f"第{number}条") for number in range(1, 1_501)]
    publications = [ledger_publication(number, title=f"第{number}条") for number in range(1, 1_501, 5)]
    sent_back = [replace(item, status="退回") for item in items]
    statements: list[object] = []

    def remember(*told: object) -> None:
        statements.append(told[2])

    event.listen(store.engine, "before_cursor_execute", remember)
    try:
        for rows in (items, items, sent_back):
            imported(store, plan, rows, publications)
    finally:
        event.remove(store.engine, "before_cursor_execute", remember)
    assert len(statements) < 60
    assert exported(store, plan) == LedgerRows(tuple(sent_back), tuple(publications))
