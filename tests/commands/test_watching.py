"""What the machine says of itself: red where somebody must look, figures for curves."""

from dataclasses import replace
from datetime import timedelta

import pytest
from prometheus_client.parser import text_string_to_metric_families
from sqlalchemy import Connection, text

from bot.web import Part
from commands.office import Office
from commands.watching import health_of, is_overdue, metrics_of
from handlers.context import Incoming
from models.channels import pause_channel
from models.jobs import LastRun, claim_run, finish_run
from models.outbox import Content, Letter, post
from models.store import Store, open_engine
from scheduler.jobs import JOBS, Job, job_named
from tests.commands.conftest import NOW, CommandLine
from tests.factories import at
from tests.fakes.platform import Clock

MINUTE = timedelta(minutes=1)


def parts(office: Office) -> dict[str, Part]:
    return {part.name: part for part in health_of(office)}


def reds(office: Office) -> list[str]:
    return [part.name for part in health_of(office) if not part.ok]


def run_all(office: Office) -> None:
    """Every job has run at this moment, and had nothing to do."""
    for job in JOBS:
        office.store.write(lambda connection, name=job.name: note_run(connection, name))  # type: ignore[misc]


def note_run(connection: Connection, job: str, error: str | None = None) -> None:
    claim_run(connection, job, "slot", NOW)
    finish_run(connection, job, "slot", NOW, error)


def figures(office: Office) -> dict[str, float]:
    return {
        "".join([sample.name, *(f":{value}" for value in sample.labels.values())]): sample.value
        for family in text_string_to_metric_families(metrics_of(office))
        for sample in family.samples
    }


def test_an_office_that_has_just_started_is_well(office: Office) -> None:
    assert reds(office) == []
    assert list(parts(office)) == [
        "数据库",
        "数据库版本",
        *(f"定时任务 {job.name}" for job in JOBS),
        "发送队列",
        "通道 page",
        "日历",
    ]


def test_a_job_that_nobody_runs_turns_red_after_ten_minutes(office: Office, clock: Clock) -> None:
    run_all(office)
    clock.tick(10 * 60)
    assert reds(office) == []
    clock.tick(60)
    assert reds(office) == [f"定时任务 {job.name}" for job in JOBS if job.when.at is None]
    assert "已经超时" in parts(office)["定时任务 chase"].detail


def test_a_daily_job_turns_red_when_its_time_has_passed(office: Office, clock: Clock) -> None:
    run_all(office)
    clock.now = at("2026-11-21 00:16")
    assert "定时任务 open-periods" not in reds(office)
    clock.now = at("2026-11-21 00:17")
    assert "定时任务 open-periods" in reds(office)


@pytest.mark.parametrize("job", JOBS, ids=lambda job: job.name)
def test_a_job_of_a_store_that_nobody_has_started_is_not_overdue(job: Job) -> None:
    assert not is_overdue(job, None, None, NOW)


def test_what_was_missed_before_the_last_start_is_not_held_against_it() -> None:
    chase = job_named("chase")
    assert chase is not None
    last = LastRun("chase", NOW - timedelta(days=2), NOW - timedelta(days=2), None)
    assert is_overdue(chase, last, NOW - timedelta(days=3), NOW)
    assert not is_overdue(chase, last, NOW - 5 * MINUTE, NOW)


def test_a_run_that_failed_is_told_without_turning_red(office: Office) -> None:
    office.store.write(lambda connection: note_run(connection, "tidy", "broken: TypeError: …"))
    part = parts(office)["定时任务 tidy"]
    assert part.ok and "有方案出错" in part.detail
    assert figures(office)["baosong_job_failed:tidy"] == 1


def test_a_message_that_waits_too_long_turns_the_queue_red(office: Office, clock: Clock) -> None:
    letter = Letter("k", "page", "cz-01", Content("请报送"), NOW, "chase", "jinhu")
    office.store.write(lambda connection: post(connection, [letter], NOW))
    assert parts(office)["发送队列"] == Part("发送队列", True, "最早一条应于 2026-11-20 16:07 发出")
    clock.tick(601)
    assert not parts(office)["发送队列"].ok


def test_a_message_that_is_due_later_is_no_backlog(office: Office) -> None:
    letter = Letter("k", "page", "cz-01", Content("请报送"), NOW + MINUTE, "chase", "jinhu")
    office.store.write(lambda connection: post(connection, [letter], NOW))
    assert parts(office)["发送队列"] == Part("发送队列", True)


@pytest.mark.parametrize(
    ("failures", "minutes", "ok"),
    [(0, 1, True), (1, 1, True), (3, 1, False), (1, 10, False), (3, -1, True)],
    ids=["rate window", "first failure", "failures in a row", "a fault that stays", "over"],
)
def test_a_channel_turns_red_when_it_stays_silent(office: Office, failures: int, minutes: int, ok: bool) -> None:
    until = NOW + minutes * MINUTE
    office.store.write(lambda connection: pause_channel(connection, "page", failures, until, "凭证不对"))
    part = parts(office)["通道 page"]
    assert part.ok is ok
    assert ("凭证不对" in part.detail) is (minutes > 0)


def test_the_calendar_is_told_and_never_red(office: Office, clock: Clock) -> None:
    run_all(office)
    clock.now = at("2199-06-01 09:00")
    assert parts(office)["日历"].ok and "chinesecalendar" in parts(office)["日历"].detail


def test_a_database_that_was_not_migrated_is_red_and_nothing_else_is_looked_at(office: Office) -> None:
    office.store.write(lambda connection: connection.execute(text("DELETE FROM alembic_version")))
    assert reds(office) == ["数据库版本"]
    assert len(health_of(office)) == 2


def test_a_database_that_is_away_is_red_and_no_error(office: Office) -> None:
    away = replace(office, store=Store(open_engine("postgresql+psycopg://a:pass-word@127.0.0.1:1/x")))
    (part,) = health_of(away)
    assert (part.name, part.ok) == ("数据库", False) and "pass-word" not in part.detail
    assert figures(away) == {"baosong_database_up": 0}


def test_the_figures_count_messages_by_state_and_say_how_old_things_are(office: Office, clock: Clock) -> None:
    run_all(office)
    letters = [Letter(f"k{n}", "page", f"u{n}", Content("请报送"), NOW, "chase", "jinhu") for n in range(3)]
    office.store.write(lambda connection: post(connection, letters, NOW))
    office.pipeline.converse(Incoming("page", "console", ("jinhu",), "m1", "cz-01", "帮助", NOW), "{}")
    clock.tick(90)
    office.store.write(lambda connection: pause_channel(connection, "page", 1, clock() + MINUTE, "忙"))
    found = figures(office)
    assert found["baosong_database_up"] == 1
    assert (found["baosong_outbox_messages:due"], found["baosong_outbox_messages:failed"]) == (3, 0)
    assert (found["baosong_inbox_messages:done"], found["baosong_inbox_messages:working"]) == (1, 0)
    assert found["baosong_outbox_oldest_due_seconds"] == 90
    assert found["baosong_job_age_seconds:chase"] == 90
    assert found["baosong_channel_paused:page"] == 1


def test_the_figures_hold_no_names_of_people(run: CommandLine, office: Office) -> None:
    run.ok("say", "帮助", "--plan", "jinhu", "--as", "cz-01")
    assert "cz-01" not in metrics_of(office)
