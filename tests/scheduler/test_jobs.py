"""The table of jobs, and when each of them fires."""

from datetime import datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduler.jobs import JOBS, Job, When, job_named
from tests.factories import at
from tests.rules.samples import moments

DAILY, WEEKLY = When(time(0, 7)), When(time(9, 37), once_a_week=True)


def test_the_schedule_names_every_job_by_what_it_does() -> None:
    assert {job.name: str(job.when) for job in JOBS} == {
        "open-periods": "每天 00:07",
        "hand-over": "每天 00:12",
        "chase": "每分钟",
        "post-progress": "每周首个工作日 09:37",
        "lapse-drafts": "每分钟",
        "warn-calendar": "每天 09:17",
        "watch-quota": "每天 08:37",
        "tidy": "每天 03:17",
    }
    assert len({job.name for job in JOBS}) == len(JOBS)
    assert all(job.summary for job in JOBS)
    assert job_named("sweep") is None


def test_periods_are_open_before_anybody_is_handed_over_or_chased() -> None:
    """What falls into one minute runs in the order of the table."""
    names = [job.name for job in JOBS]
    assert names.index("open-periods") < names.index("hand-over") < names.index("chase")


def ways(job: Job) -> int:
    """In how many ways a job may be run."""
    return sum(way is not None for way in (job.run, job.run_together, job.run_once))


def test_a_job_is_for_each_plan_for_all_plans_or_for_the_store() -> None:
    assert {job.name: ways(job) for job in JOBS} == {job.name: 1 for job in JOBS}
    assert [job.name for job in JOBS if job.run_together is not None] == ["chase"]


def test_no_job_runs_in_a_minute_in_which_everybody_s_jobs_do() -> None:
    assert not [job.name for job in JOBS if job.when.at is not None and job.when.at.minute in (0, 30)]


@pytest.mark.parametrize(
    ("when", "now", "latest"),
    [
        (When(), "2026-11-20 16:07", "2026-11-20 16:07"),
        (DAILY, "2026-11-20 00:07", "2026-11-20 00:07"),
        (DAILY, "2026-11-20 00:06", "2026-11-19 00:07"),
        (WEEKLY, "2026-11-16 09:37", "2026-11-16 09:37"),
        (WEEKLY, "2026-11-16 09:36", "2026-11-09 09:37"),
        (WEEKLY, "2026-11-22 23:59", "2026-11-16 09:37"),
        (WEEKLY, "2026-02-24 09:36", "2026-02-09 09:37"),  # a week off in between
        (WEEKLY, "2026-02-24 09:37", "2026-02-24 09:37"),
    ],
)
def test_the_latest_firing(when: When, now: str, latest: str) -> None:
    assert when.latest(at(now)) == at(latest)


@given(now=moments, when=st.sampled_from((When(), DAILY, WEEKLY)))
def test_the_latest_firing_is_its_own_latest_and_never_in_the_future(now: datetime, when: When) -> None:
    latest = when.latest(now)
    assert latest <= now
    assert when.latest(latest) == latest


def test_firings_between_two_instants() -> None:
    assert list(DAILY.firings(at("2026-11-18 00:07"), at("2026-11-20 00:07"))) == [
        at("2026-11-20 00:07"),
        at("2026-11-19 00:07"),
    ]
    assert list(WEEKLY.firings(at("2026-11-16 09:37"), at("2026-11-23 09:36"))) == []
