"""check: one line for each thing, ✓ or ✗ and what to do, and nothing is sent."""

from dataclasses import replace
from pathlib import Path

from bot.platform import CheckLine
from commands.check import lines_of
from commands.office import Office
from commands.preparing import sync
from commands.revisions import newest_revision
from models.files import FileStore
from rules.workdays import library_until
from tests.commands.conftest import CONFIG, CommandLine, write_office
from tests.factories import PLAN_TEXT, at
from tests.fakes.platform import Clock

SECRETS = """
[[channels]]
name = "app"
platform = "wecom"
plan = "jinhu"
corp_id = "ww1"
agent_id = 1
secret = "the-secret"
token = "the-token"
aes_key = "jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C"
api_base = "http://127.0.0.1:1"

[[channels]]
name = "ding-group"
platform = "dingtalk-webhook"
plan = "jinhu"
access_token = "the-access-token"
secret = "the-sign-secret"
oapi_base = "http://127.0.0.1:1"
"""


def test_an_office_in_order_has_a_tick_on_every_line(run: CommandLine) -> None:
    lines = run.ok("check").splitlines()
    assert [line.split("：")[0] for line in lines] == [
        "✓ 配置",
        "✓ 方案 jinhu",
        "✓ 数据库",
        "✓ 数据库版本",
        "✓ 日历",
        "✓ 文件目录",
        "✓ 字体",
        "✓ 通道 page",
    ]
    assert f"✓ 数据库版本：{newest_revision()}" in lines


def test_nothing_is_written_but_what_shows_that_it_can_be(run: CommandLine) -> None:
    run.ok("check")
    assert list((run.folder / "files").iterdir()) == []


def test_a_configuration_that_cannot_be_read_is_a_line_with_a_cross(run: CommandLine) -> None:
    run.config.write_text("[server]\nprot = 8000\n", encoding="utf-8")
    result = run("check")
    assert result.exit_code == 1
    assert result.stdout == f"✗ 配置：{run.config}：server.prot 没有这个配置项，请检查拼写\n"
    assert result.stderr == "有 1 项不正常，请按 ✗ 后面的说明处理后再运行 check\n"


def test_a_database_that_is_not_there_says_to_migrate_and_is_not_made(new_office: CommandLine) -> None:
    result = new_office("check")
    assert result.exit_code == 1
    assert any(line.startswith("✗ 数据库：还没有") and "migrate" in line for line in result.stdout.splitlines())
    assert not (new_office.folder / "baosong.db").exists()


def test_a_database_without_tables_says_to_migrate(new_office: CommandLine) -> None:
    (new_office.folder / "baosong.db").touch()
    lines = new_office("check").stdout.splitlines()
    assert any(line.startswith("✗ 数据库版本：") and "migrate" in line for line in lines)


def test_a_database_that_is_not_running_is_a_cross_without_the_password(tmp_path: Path) -> None:
    url = "postgresql+psycopg://office:pass-word@127.0.0.1:1/office"
    run = CommandLine(write_office(tmp_path, CONFIG.replace("sqlite:///{folder}/baosong.db", url)))
    result = run("check")
    assert any(line.startswith("✗ 数据库：连不上 ") for line in result.stdout.splitlines())
    assert "pass-word" not in result.output


def test_every_fault_of_a_plan_has_its_line(run: CommandLine) -> None:
    path = run.folder / "jinhu.toml"
    path.write_text(PLAN_TEXT.replace("deadline_day = 5", "deadline_day = 9"), encoding="utf-8")
    lines = run("check").stdout.splitlines()
    assert any(line.startswith(f"✗ 方案：{path.as_posix()}: duties[1].deadline_day") for line in lines)
    assert any(line.startswith("✗ 通道的方案：") and "channels.page" in line for line in lines)


def test_a_folder_for_files_that_cannot_be_written_is_a_cross(office: Office, tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("", encoding="utf-8")
    found = {line.name: line for line in lines_of(replace(office, files=FileStore(tmp_path / "taken")))}
    assert not found["文件目录"].ok and "[files] directory" in found["文件目录"].remedy


def test_channels_that_do_not_answer_are_crosses_and_no_secret_is_shown(run: CommandLine) -> None:
    run.config.write_text(run.config.read_text(encoding="utf-8") + SECRETS, encoding="utf-8")
    result = run("check")
    assert result.exit_code == 1
    crosses = [line for line in result.stdout.splitlines() if line.startswith("✗")]
    assert len(crosses) == 2 and "app" in crosses[0] and "ding-group" in crosses[1]
    for secret in ("the-secret", "the-token", "jWmYm7qr5", "the-access-token", "the-sign-secret"):
        assert secret not in result.output


def test_the_calendar_is_a_tick_that_says_how_far_it_reaches(office: Office) -> None:
    def remark(now: str) -> CheckLine:
        lines = {line.name: line for line in lines_of(replace(office, clock=Clock(at(now))))}
        return lines["日历"]

    assert remark("2026-06-01 09:00") == CheckLine("日历", True, "")
    late = remark("2199-06-01 09:00")
    assert late.ok and "plans/calendar.toml" in late.remedy and "chinesecalendar" in late.remedy


def test_a_year_in_the_calendar_file_ends_the_warning_once_it_is_synced(office: Office, tmp_path: Path) -> None:
    year = library_until().year + 1
    path = tmp_path / "calendar.toml"
    path.write_text(f"[{year}]\ndays_off = [{year}-01-01]\n", encoding="utf-8")
    plans = office.config.plans.model_copy(update={"calendar": path})
    later = replace(
        office,
        clock=Clock(at(f"{year - 1}-12-20 09:00")),
        config=office.config.model_copy(update={"plans": plans}),
    )
    assert f"只到 {library_until()}" in calendar_line(later).remedy
    sync(later)
    assert calendar_line(later) == CheckLine("日历", True, "")


def test_a_fault_in_the_calendar_file_is_a_cross(office: Office, tmp_path: Path) -> None:
    path = tmp_path / "calendar.toml"
    path.write_text("[2027]", encoding="utf-8")
    plans = office.config.plans.model_copy(update={"calendar": path})
    found = calendar_line(replace(office, config=office.config.model_copy(update={"plans": plans})))
    assert not found.ok and found.remedy.startswith(f"{path.as_posix()}: 2027: 还没有写日期")


def calendar_line(office: Office) -> CheckLine:
    """What `check` says of the calendar."""
    (found,) = [line for line in lines_of(office) if line.name == "日历"]
    return found
