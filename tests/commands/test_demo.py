"""The demo: a made-up office on a throw-away database, and a clock that can be put forward."""

import shutil
import socket
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.chat import CannotMove
from commands.demo import PLAN_FILE, PLAN_ID, compose_demo, demo, prepare_demo
from commands.demo_data import EXAMPLES, UNITS, history, roster, start_of_demo
from commands.demo_week import DemoWeek, SettableClock
from commands.office import Office
from handlers.context import Incoming
from models.chat import chat_people
from models.items import item_by_number
from models.misses import misses_before
from models.obligations import obligations_in
from models.outbox import OutboxRow, arrived
from models.plan_file import load_plan_file
from rules.workdays import Workdays
from tests.factories import OFFICE, at
from tests.fakes.platform import Clock
from tests.models.weeks import obligations_starting_between

DAY = timedelta(days=1)
NOW = at("2026-11-18 10:00")
MONDAY = date(2026, 11, 16)
PLAN = load_plan_file(PLAN_FILE).plan


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a demo's database as it is before anybody has come."""
    folder = tmp_path_factory.mktemp("demo")
    office = compose_demo(folder, 8000, SettableClock(NOW, Clock(NOW)))
    prepare_demo(office)
    office.store.close()
    return folder


@pytest.fixture
def clock() -> SettableClock:
    """The demo's clock on a real one that stands."""
    return SettableClock(NOW, Clock(NOW))


@pytest.fixture
def office(prepared: Path, tmp_path: Path, clock: SettableClock) -> Iterator[Office]:
    """The office of a demo that has just begun."""
    shutil.copytree(prepared, tmp_path / "demo")
    made = compose_demo(tmp_path / "demo", 8000, clock)
    yield made
    made.store.close()


@pytest.fixture
def week(office: Office, clock: SettableClock) -> DemoWeek:
    """Its week."""
    return DemoWeek(office, clock)


def got(office: Office, account: str) -> list[OutboxRow]:
    """What has arrived for an account, "" for the group."""
    with office.store.read() as connection:
        return arrived(connection, "console", account)


def account_of(office: Office, unit: str, role: str = "liaison") -> str:
    """The account of a unit's member."""
    with office.store.read() as connection:
        people = chat_people(connection, PLAN_ID, MONDAY)
    return next(person.account for person in people if (person.unit, person.role) == (unit, role))


def say(office: Office, account: str, text: str) -> str:
    """One message. → the answer."""
    now = office.clock()
    incoming = Incoming("console", "console", (PLAN_ID,), f"test:{account}:{text}", account, text, now)
    answer = office.pipeline.converse(incoming, text)
    assert answer is not None
    return answer.text


# ---- when it begins


@pytest.mark.parametrize(
    ("today", "start"),
    [
        ("2026-11-18 09:00", "2026-11-18 10:00"),
        ("2026-11-22 23:00", "2026-11-18 10:00"),
        # National day: the week has none of its working days, the next one a make-up Saturday.
        ("2026-10-02 09:00", "2026-10-14 10:00"),
        ("2026-02-18 09:00", "2026-02-04 10:00"),
    ],
)
def test_it_begins_on_the_wednesday_of_an_ordinary_week_nearby(today: str, start: str) -> None:
    assert start_of_demo(at(today), PLAN) == at(start)


@settings(deadline=None)
@given(st.datetimes(datetime(2024, 9, 1), datetime(2028, 12, 31), timezones=st.just(UTC)))
def test_the_week_of_the_demo_has_five_working_days_and_two_days_off(now: datetime) -> None:
    start = start_of_demo(now, PLAN).astimezone(OFFICE)
    monday = start.date() - 2 * DAY

    assert (start.weekday(), f"{start:%H:%M}") == (2, "10:00")
    assert [Workdays().is_working(monday + n * DAY) for n in range(8)] == [True] * 5 + [False] * 2 + [True]
    assert abs(start - now) < timedelta(weeks=5)


# ---- who and what is there


def test_the_roster_has_twelve_units_with_a_liaison_each_and_the_offices_people() -> None:
    rows = roster(MONDAY)
    roles = [row.role for row in rows]

    assert [row.unit for row in rows if row.role == "liaison"] == list(UNITS)
    assert len(set(UNITS)) == 12
    assert [roles.count(role) for role in ("head", "editor", "reviewer", "leader")] == [4, 1, 1, 2]
    assert {row.unit for row in rows} == set(UNITS)
    assert all(row.name.startswith("测试员") and not row.mobile for row in rows)
    assert len({row.wecom for row in rows}) == len(rows)


def test_the_history_speaks_of_units_boards_and_outlets_that_there_are() -> None:
    rows = history(PLAN, NOW)

    assert {item.unit for item in rows.items} == set(UNITS)
    assert {item.board for item in rows.items} == {board.name for board in PLAN.boards}
    assert {item.status for item in rows.items} == {"采用", "待审", "退回", "撤回"}
    assert {publication.level for publication in rows.publications} == {"county", "city"}
    assert len({item.title for item in rows.items}) == len(rows.items) > 45
    assert all(len(item.title) >= 8 and len(item.body) >= 12 for item in rows.items)


@settings(deadline=None)
@given(st.datetimes(datetime(2024, 9, 20), datetime(2028, 12, 31), timezones=st.just(UTC)))
def test_nothing_of_the_history_is_from_the_future_or_from_a_day_off(now: datetime) -> None:
    rows = history(PLAN, now)
    times = [item.sent_at for item in rows.items if item.sent_at is not None]

    assert times == sorted(times)
    assert all(moment < now and Workdays().is_working(moment.astimezone(OFFICE).date()) for moment in times)
    assert [item.number for item in rows.items] == list(range(1, len(times) + 1))
    assert all(publication.published_on <= now.astimezone(OFFICE).date() for publication in rows.publications)


def test_what_was_owed_before_is_there_and_some_units_missed_some_weeks(office: Office) -> None:
    with office.store.read() as connection:
        past = obligations_starting_between(connection, PLAN_ID, MONDAY - 28 * DAY, MONDAY)
        running = obligations_in(connection, PLAN_ID, "weekly", MONDAY)
        units = {row.unit: row.unit_id for row in running}
        misses = misses_before(connection, PLAN_ID, "weekly", list(units.values()), MONDAY, NOW, NOW.date())

    assert (len(past), len(running)) == (48, 12)
    assert {unit for unit, unit_id in units.items() if misses[unit_id]} == {"综合执法局"}
    assert misses[units["综合执法局"]] == 2
    assert len({row.unit for row in past if row.missing}) == 4
    assert sum(1 for row in running if row.delivered) == 5


def test_new_items_are_numbered_after_the_history(office: Office) -> None:
    with office.store.read() as connection:
        assert item_by_number(connection, PLAN_ID, 51) is not None
        assert item_by_number(connection, PLAN_ID, 52) is None

    assert "第52号" in say(office, account_of(office, "财政局"), EXAMPLES[0])


def test_every_example_is_taken_as_a_submission(office: Office) -> None:
    account = account_of(office, "财政局")

    assert "编号第52号" in say(office, account, EXAMPLES[0])
    assert "是否作为信息报送" in say(office, account, EXAMPLES[1])
    assert "编号第53号" in say(office, account, "确认")
    assert "编号第54号" in say(office, account, EXAMPLES[2])


def test_it_never_uses_a_database_that_the_environment_names(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BAOSONG_DATABASE_URL", "sqlite:////nonexistent/real.db")
    monkeypatch.setenv("BAOSONG_FILES_DIRECTORY", "/nonexistent/files")
    office = compose_demo(tmp_path, 8000, SettableClock(NOW))

    assert office.store.engine.url.database == str(tmp_path / "demo.db")
    assert office.files.directory == tmp_path / "files"


# ---- its clock


def test_the_clock_runs_on_from_where_it_was_put() -> None:
    real = Clock(at("2026-01-01 00:00"))
    clock = SettableClock(NOW, real)
    real.tick(90)
    assert clock() == NOW + timedelta(seconds=90)

    clock.put(at("2026-11-20 16:07"))
    real.tick(5)
    assert clock() == at("2026-11-20 16:07") + timedelta(seconds=5)


def test_the_instants_offered_are_those_at_which_something_goes_out(week: DemoWeek) -> None:
    assert [(moment.at, moment.label) for moment in week.moments()] == [
        (at("2026-11-19 15:07"), "私聊提醒"),
        (at("2026-11-20 14:07"), "私聊提醒"),
        (at("2026-11-20 16:07"), "群内通报"),
        (at("2026-11-23 09:07"), "未报汇总"),
        (at("2026-11-23 09:37"), "进度图"),
    ]


def test_friday_brings_reminders_to_those_who_owe_and_a_post_to_the_group(office: Office, week: DemoWeek) -> None:
    say(office, account_of(office, "财政局"), EXAMPLES[0])
    week.move(at("2026-11-20 16:07"))

    owing = {unit for unit in UNITS if got(office, account_of(office, unit))}
    assert owing == {"党群工作部", "规划建设局", "综合执法局", "社会事业局", "自然资源分局", "办公室"}
    assert [row.sent_at for row in got(office, account_of(office, "综合执法局"))] == [
        at("2026-11-19 15:07"),
        at("2026-11-20 14:07"),
    ]
    (post,) = got(office, "")
    assert post.sent_at == at("2026-11-20 16:07")
    assert "还有6个未报" in post.content.text
    (copy,) = got(office, account_of(office, "综合执法局", "head"))
    assert "连续" in copy.content.text
    assert got(office, account_of(office, "财政局", "head")) == []


def test_monday_brings_the_summary_and_the_picture(office: Office, week: DemoWeek) -> None:
    week.move(at("2026-11-23 09:37"))

    # The other one says that next year's days off are not known yet.
    (summary,) = [row for row in got(office, account_of(office, "党群工作部", "editor")) if row.job == "chase"]
    (to_leader,) = got(office, account_of(office, "办公室", "leader"))
    progress = got(office, "")[-1]
    assert "未报汇总" in summary.content.text
    assert "综合执法局" in to_leader.content.text
    assert office.files.read(progress.content.picture).startswith(b"\x89PNG")
    assert office.clock() == at("2026-11-23 09:37")


def test_going_in_small_steps_brings_the_same_as_one_leap(office: Office, week: DemoWeek) -> None:
    for moment in ("2026-11-19 15:00", "2026-11-19 15:07", "2026-11-20 14:08", "2026-11-20 16:07", "2026-11-20 18:00"):
        week.move(at(moment))

    assert len(got(office, account_of(office, "综合执法局"))) == 2
    assert len(got(office, "")) == 1


def test_what_falls_due_while_the_clock_runs_by_itself_goes_out(prepared: Path, tmp_path: Path) -> None:
    real = Clock(NOW)
    clock = SettableClock(at("2026-11-19 15:06"), real)
    shutil.copytree(prepared, tmp_path / "demo")
    office = compose_demo(tmp_path / "demo", 8000, clock)
    week = DemoWeek(office, clock)
    week.tick()
    assert got(office, account_of(office, "综合执法局")) == []

    real.tick(70)
    week.tick()
    assert len(got(office, account_of(office, "综合执法局"))) == 1
    office.store.close()


@pytest.mark.parametrize("to", ["2026-11-18 10:00", "2026-11-18 09:59", "2026-12-24 10:00"])
def test_the_clock_goes_forward_only_and_not_too_far(office: Office, week: DemoWeek, to: str) -> None:
    with pytest.raises(CannotMove, match="。$"):
        week.move(at(to))

    assert office.clock() == NOW


# ---- the command


def test_a_port_that_is_taken_is_named_with_a_remedy() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        result = CliRunner().invoke(demo, ["--port", str(port)])

    assert result.exit_code == 1
    assert str(port) in result.stderr
    assert "--port" in result.stderr
