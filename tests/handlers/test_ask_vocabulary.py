"""The names and the days that questions may speak of."""

from dataclasses import replace
from datetime import date

from handlers.ask_vocabulary import MOST_UNITS, vocabulary_of
from models.members import members_with_role, units_of
from models.publications import remember_name
from questions.vocabulary import NamedDays, Vocabulary
from rules.plan import ROLE_NAMES, Plan
from tests.dialogue import Office
from tests.factories import make_member
from tests.handlers.answering import who

TODAY = date(2026, 11, 18)


def vocabulary(office: Office, account: str = "", plan: Plan | None = None) -> Vocabulary:
    with office.store.read() as connection:
        units = units_of(connection, "jinhu")
        people = members_with_role(connection, "jinhu", tuple(ROLE_NAMES), None)
        asker = who(office, account) if account else None
        return vocabulary_of(connection, plan or office.plan, units, people, asker.unit if asker else "", TODAY)


def test_every_name_of_plan_roster_and_ledger_is_known(office: Office) -> None:
    office.store.write(lambda connection: remember_name(connection, "jinhu", "outlet", "新华社", "central"))
    office.store.write(lambda connection: remember_name(connection, "jinhu", "column", "园区新观察"))
    known = vocabulary(office, "liaison-测试员01")
    assert [unit.name for unit in known.units][:2] == ["财政局", "应急管理局"]
    assert {(outlet.name, outlet.level) for outlet in known.outlets} >= {("新华社", "central"), ("淮安日报", "city")}
    assert {column.name for column in known.columns} == {"园区新观察", "项目为王"}
    assert known.boards[0].aliases == ("招商", "招引")
    assert (known.own_unit, known.kinds) == ("财政局", ("信息", "线索", "案例", "图片"))
    assert vocabulary(office).own_unit is None


def test_an_outlet_of_the_plan_keeps_its_level(office: Office) -> None:
    office.store.write(lambda connection: remember_name(connection, "jinhu", "outlet", "淮安日报", "county"))
    assert {(each.name, each.level) for each in vocabulary(office).outlets} >= {("淮安日报", "city")}


def test_people_are_known_by_name_also_those_who_left(office: Office) -> None:
    left = date(2025, 1, 1)
    office.store.write(lambda connection: make_member(connection, "财政局", "测试员07", active_until=left))
    office.store.write(lambda connection: make_member(connection, "财政局", "测试员01", "editor"))
    members = vocabulary(office).members
    assert "测试员07" in members and members.count("测试员01") == 1


def test_it_is_the_same_object_until_something_changes(office: Office) -> None:
    first = vocabulary(office)
    assert vocabulary(office) is first
    office.member("园区", "测试员08")
    assert vocabulary(office) is not first
    assert "园区" in {unit.name for unit in vocabulary(office).units}


def test_the_calendar_knows_plan_holidays_and_irregular_days(office: Office) -> None:
    calendar = vocabulary(office).calendar
    assert (calendar.plan_start, calendar.plan_end, calendar.last_bulletin) == (date(2024, 8, 20), None, None)
    assert NamedDays("国庆", date(2026, 10, 1), date(2026, 10, 8)) in calendar.holidays
    assert date(2026, 10, 1) in calendar.days_off and date(2026, 10, 10) in calendar.make_up_days
    assert calendar.is_workday(date(2026, 10, 10)) and not calendar.is_workday(date(2026, 10, 11))


def test_the_offices_own_days_stand_above_the_national_ones(office: Office) -> None:
    own = replace(office.plan, days_off=(date(2026, 10, 8),), working_days=(date(2026, 11, 21),))
    calendar = vocabulary(office, plan=own).calendar
    assert not calendar.is_workday(date(2026, 10, 8)) and calendar.is_workday(date(2026, 11, 21))
    assert NamedDays("国庆", date(2026, 10, 1), date(2026, 10, 9)) in calendar.holidays


def test_the_names_are_shared_by_all_who_ask_and_not_kept_for_all_of_them(office: Office) -> None:
    mine, theirs = vocabulary(office, "liaison-测试员01"), vocabulary(office, "liaison-测试员02")
    assert (mine.own_unit, theirs.own_unit) == ("财政局", "应急管理局")
    assert mine.units is theirs.units and mine.members is theirs.members and mine.calendar is theirs.calendar
    assert vocabulary(office, "liaison-测试员01") is mine
    with office.store.read() as connection:
        units, people = units_of(connection, "jinhu"), members_with_role(connection, "jinhu", tuple(ROLE_NAMES), None)
        for place in range(MOST_UNITS + 1):
            vocabulary_of(connection, office.plan, units, people, f"单位{place}", TODAY)
    assert vocabulary(office, "liaison-测试员01") is not mine
    assert vocabulary(office, "liaison-测试员01") == mine
