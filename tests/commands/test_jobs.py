"""jobs: the table, a run as of another time, and a dry run that writes nothing."""

import sqlite3
from pathlib import Path

import pytest

from commands.office import Office
from models.outbox import rows_after
from models.plans import sync_plan
from scheduler.jobs import JOBS
from tests.commands.conftest import CONFIG, CommandLine, write_office
from tests.factories import at, plan_file

FRIDAY = "2026-11-20T16:07"
GROUP = """
[[channels]]
name = "group"
platform = "wecom-webhook"
plan = "jinhu"
key = "no-such-key"
api_base = "http://127.0.0.1:1"
"""


@pytest.fixture
def chasing(tmp_path: Path) -> CommandLine:
    """An office whose people have been in office since the Monday of week 47, 2026, with a group."""
    run = CommandLine(write_office(tmp_path, CONFIG + GROUP), at("2026-11-16 08:00"))
    text = (run.folder / "roster.csv").read_text(encoding="utf-8").replace("2026-10-01", "2026-11-16")
    (run.folder / "roster.csv").write_text(text, encoding="utf-8")
    run.ok("migrate")
    run.ok("plans", "sync")
    run.ok("roster", "import", "jinhu", run.folder / "roster.csv")
    return run


def dump(run: CommandLine) -> list[str]:
    """Everything that the database says."""
    connection = sqlite3.connect(run.folder / "baosong.db")
    try:
        return list(connection.iterdump())
    finally:
        connection.close()


def rows(printed: str) -> list[str]:
    """The lines of a dry run without the texts, which are indented."""
    return [line for line in printed.splitlines() if line and not line.startswith(" ")]


def test_a_dry_run_prints_each_text_once_and_whole_below_its_receivers(chasing: CommandLine) -> None:
    lines = chasing.ok("jobs", "run", "chase", "--at", "2026-11-20T14:07", "--dry-run").splitlines()
    texts = [line for line in lines if line.startswith("    ")]
    assert lines[2:-1] == texts and len(texts) > 2
    assert texts[0] == "    【报送提醒】每周信息" and "应报1条" in texts[1]


def test_a_dry_run_of_the_opening_counts_what_it_would_write(chasing: CommandLine) -> None:
    before = dump(chasing)
    printed = chasing.ok("jobs", "run", "open-periods", "--at", "2026-11-23T00:07", "--dry-run")
    assert printed == "会写入 2 条应报任务\n共 0 条，没有写入任何内容\n"
    assert dump(chasing) == before


def test_the_list_has_one_line_for_each_job_with_its_name_and_what_it_does(run: CommandLine) -> None:
    lines = run.ok("jobs", "list").splitlines()
    assert [line.split("  ")[0] for line in lines] == [job.name for job in JOBS]
    assert all(line.endswith(job.summary) and str(job.when) in line for line, job in zip(lines, JOBS, strict=True))
    assert all("还没有运行过" in line for line in lines)


def test_the_list_says_when_a_job_ran_last(run: CommandLine, office: Office) -> None:
    from scheduler.jobs import job_named
    from scheduler.running import run_latest

    tidy = job_named("tidy")
    assert tidy is not None
    run_latest(office.store, office.files, tidy, at("2026-11-20 03:17"))
    assert "tidy  每天 03:17  上次 2026-11-20 03:17  " in run.ok("jobs", "list")


def test_a_dry_run_says_who_would_get_what_and_writes_nothing(chasing: CommandLine) -> None:
    before = dump(chasing)
    lines = rows(chasing.ok("jobs", "run", "chase", "--at", "2026-11-20T14:07", "--dry-run"))
    assert dump(chasing) == before
    assert lines[-1] == "共 2 条，没有写入任何内容"
    told = [line.split("  ") for line in lines[:-1]]
    assert [row[:5] for row in told] == [
        ["2026-11-20 14:07", "page", "cz-01", "财政局", "same-day"],
        ["2026-11-20 14:07", "page", "zs-02", "招商局", "same-day"],
    ]
    assert all(row[5] and "\n" not in row[5] for row in told)


def test_a_dry_run_names_the_group_where_no_person_is_meant(chasing: CommandLine) -> None:
    lines = rows(chasing.ok("jobs", "run", "chase", "--plan", "jinhu", "--at", FRIDAY, "--dry-run"))
    assert [line.split("  ")[1:5] for line in lines[:-1]] == [
        ["group", "群", "-", "group"],
        ["page", "群", "-", "group"],
    ]


def test_a_dry_run_of_the_progress_post_leaves_no_picture_behind(chasing: CommandLine) -> None:
    lines = chasing.ok("jobs", "run", "post-progress", "--at", "2026-11-23T09:37", "--dry-run").splitlines()
    assert lines[-1] == "共 2 条，没有写入任何内容"
    assert not list((chasing.folder / "files").rglob("*.png"))


def test_a_summary_names_the_unit_of_whoever_gets_it(chasing: CommandLine) -> None:
    lines = rows(chasing.ok("jobs", "run", "chase", "--at", "2026-11-23T09:07", "--dry-run"))
    assert [line.split("  ")[1:5] for line in lines[:-1]] == [["page", "dq-03", "党群工作部", "summary"]]


def test_a_run_writes_what_the_dry_run_announced_and_only_once(chasing: CommandLine) -> None:
    assert chasing.ok("jobs", "run", "chase", "--at", FRIDAY) == "chase：已运行，写入 2 条\n"
    assert chasing.ok("jobs", "run", "chase", "--at", FRIDAY) == "chase：已运行，写入 0 条\n"
    assert chasing.ok("jobs", "run", "chase", "--at", FRIDAY, "--dry-run") == "共 0 条，没有写入任何内容\n"


def test_what_a_run_writes_is_due_at_its_own_time(run: CommandLine, office: Office) -> None:
    run.ok("jobs", "run", "post-progress", "--at", "2026-11-23T09:37")
    with office.store.read() as connection:
        rows = rows_after(connection, 0)
    assert [(row.job, row.due_at, row.state) for row in rows] == [("post-progress", at("2026-11-23 09:37"), "due")]


def test_a_job_that_is_not_there_is_wrong_usage_with_those_that_are(run: CommandLine) -> None:
    said = run.fails("jobs", "run", "chasing", code=2)
    assert f"没有定时任务 chasing，可以是 {'、'.join(job.name for job in JOBS)}" in said


def test_a_plan_that_is_not_there_is_a_failure(run: CommandLine) -> None:
    assert "没有方案 guanyun" in run.fails("jobs", "run", "chase", "--plan", "guanyun")


def test_a_plan_that_fails_is_named_in_one_line(run: CommandLine, office: Office) -> None:
    broken = plan_file('id = "broken"\ntitle = "坏的方案"\nstart = 2024-08-20\n')
    office.store.write(lambda connection: sync_plan(connection, broken, at("2026-11-20 08:00")))
    with sqlite3.connect(run.folder / "baosong.db") as connection:
        connection.execute("UPDATE plan_version SET text = 'no toml', fingerprint = 'x' WHERE plan_id = 'broken'")
    connection.close()
    said = run.fails("jobs", "run", "open-periods", "--at", FRIDAY).splitlines()[-1]
    assert said.startswith("open-periods 没有全部完成：broken: ")
