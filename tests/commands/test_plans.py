"""plans: sync, check, schema."""

import json
import tomllib
from pathlib import Path

from click.testing import CliRunner

from manage import main
from tests.commands.conftest import CommandLine
from tests.factories import PLAN_TEXT

SHIPPED = Path(__file__).parents[2] / "plans" / "jinhu.toml"


def test_a_plan_is_new_then_the_same_then_changed(new_office: CommandLine) -> None:
    new_office.ok("migrate")
    assert new_office.ok("plans", "sync") == "jinhu：新增，自 2024-08-20 起生效\n"
    assert new_office.ok("plans", "sync") == "jinhu：没有变化，自 2024-08-20 起生效\n"
    changed = PLAN_TEXT.replace('title = "开发区宣传工作方案"', 'title = "新方案"\neffective_from = 2026-12-01')
    (new_office.folder / "jinhu.toml").write_text(changed, encoding="utf-8")
    assert new_office.ok("plans", "sync") == "jinhu：已更新，自 2026-12-01 起生效\n"


def test_a_name_that_the_roster_does_not_know_is_remarked_by_sync_check_and_import(run: CommandLine) -> None:
    text = PLAN_TEXT.replace("required = 1", 'required = 1\nunits = ["财政局", "财务局"]\nclasses = ["平台"]')
    (run.folder / "jinhu.toml").write_text(text, encoding="utf-8")
    what = "写了不起作用；请核对写法，或补进花名册后重新导入"
    remarks = [
        f"方案 jinhu 的 duties[1].units[2]：花名册里没有单位“财务局”，{what}",
        f"方案 jinhu 的 duties[1].classes[1]：花名册里没有类别“平台”，{what}",
    ]
    assert run.ok("plans", "sync").splitlines()[1:] == [f"提示 {remark}" for remark in remarks]
    assert run.ok("roster", "import", "jinhu", run.folder / "roster.csv").splitlines()[-2:] == [
        f"提示 {remark}" for remark in remarks
    ]
    ticks = [line for line in run.ok("check").splitlines() if line.startswith("✓ 花名册")]
    assert ticks == [f"✓ 花名册：{' '.join(remark.split())}" for remark in remarks]


def test_a_plan_that_is_over_is_left_alone(run: CommandLine) -> None:
    text = PLAN_TEXT.replace("start = 2024-08-20", "start = 2024-08-20\nend = 2026-11-19")
    text = text.replace("required = 1", 'required = 1\nclasses = ["平台"]')
    (run.folder / "jinhu.toml").write_text(text, encoding="utf-8")
    assert "提示" not in run.ok("plans", "sync")


def test_a_plan_that_cannot_be_read_is_not_synced_and_the_fault_is_named(new_office: CommandLine) -> None:
    new_office.ok("migrate")
    path = new_office.folder / "jinhu.toml"
    path.write_text(PLAN_TEXT.replace("required = 1", "requried = 1"), encoding="utf-8")
    said = new_office.fails("plans", "sync")
    assert path.as_posix() in said and "requried" in said
    assert "还没有，请先运行 plans sync" in new_office.fails("roster", "export", "jinhu", new_office.folder / "r.csv")


def test_a_channel_for_a_plan_that_is_not_there_stops_the_sync(new_office: CommandLine) -> None:
    new_office.ok("migrate")
    text = new_office.config.read_text(encoding="utf-8").replace('plan = "jinhu"', 'plan = "guanyun"')
    new_office.config.write_text(text, encoding="utf-8")
    said = new_office.fails("plans", "sync")
    assert "channels.page" in said and "guanyun" in said


def test_the_plan_that_ships_is_in_order_and_summed_up() -> None:
    result = CliRunner().invoke(main, ["plans", "check", str(SHIPPED)])
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout.startswith(f"✓ {SHIPPED.as_posix()}：开发区宣传工作方案（jinhu），6 个板块、1 项报送任务")


def test_checking_names_file_key_and_fault_and_goes_on_with_the_next_file(tmp_path: Path) -> None:
    wrong, right = tmp_path / "wrong.toml", tmp_path / "right.toml"
    text = PLAN_TEXT.replace("deadline_day = 5", "deadline_day = 9")
    wrong.write_text(text, encoding="utf-8")
    right.write_text(PLAN_TEXT, encoding="utf-8")
    result = CliRunner().invoke(main, ["plans", "check", str(wrong), str(right), str(tmp_path / "none.toml")])
    assert result.exit_code == 1
    assert result.stdout.splitlines() == [f"✓ {right.as_posix()}：开发区宣传工作方案（jinhu），" + SUMMARY]
    first, second = result.stderr.splitlines()
    assert first.startswith(f"{wrong.as_posix()}: duties[1].deadline_day: ")
    assert second.startswith(f"{(tmp_path / 'none.toml').as_posix()}: 找不到这个文件")


SUMMARY = "3 个板块、1 项报送任务、2 个目标、2 家媒体"


def test_checking_nothing_is_wrong_usage() -> None:
    assert CliRunner().invoke(main, ["plans", "check"]).exit_code == 2


def test_the_schema_names_every_key_of_the_plan_that_ships() -> None:
    schema = json.loads(CliRunner().invoke(main, ["plans", "schema"]).stdout)
    assert schema["$schema"].startswith("https://json-schema.org/")
    assert set(tomllib.loads(SHIPPED.read_text(encoding="utf-8"))) <= set(schema["properties"])


CALENDAR = """
[2027]
days_off = ["2027-01-01/2027-01-03"]
working_days = [2027-01-09]
"""


def with_calendar_file(run: CommandLine, text: str) -> Path:
    """Names a calendar file in the configuration and writes it. → the file."""
    path = run.folder / "calendar.toml"
    path.write_text(text, encoding="utf-8")
    config = run.config.read_text(encoding="utf-8")
    named = config.replace("[plans]", f'[plans]\ncalendar = "{path.as_posix()}"')
    run.config.write_text(named if "calendar =" not in config else config, encoding="utf-8")
    return path


def test_the_calendar_file_is_synced_and_its_changes_are_counted(run: CommandLine) -> None:
    path = with_calendar_file(run, CALENDAR)
    plan = "jinhu：没有变化，自 2024-08-20 起生效\n"
    assert run.ok("plans", "sync") == f"{plan}日历：{path.as_posix()} 有 4 天变化，已更新\n"
    assert run.ok("plans", "sync") == plan
    with_calendar_file(run, "")
    assert run.ok("plans", "sync") == f"{plan}日历：{path.as_posix()} 有 4 天变化，已更新\n"


def test_a_fault_in_the_calendar_file_stops_the_sync(run: CommandLine) -> None:
    path = with_calendar_file(run, CALENDAR.replace("2027-01-09", "2028-01-09"))
    said = run.fails("plans", "sync")
    assert said == f"{path.as_posix()}: 2027.working_days[1]: 2028-01-09 不在 2027 年，请写到 [2028] 一段\n"


def test_a_calendar_file_that_is_named_and_not_there_stops_the_sync(run: CommandLine) -> None:
    with_calendar_file(run, CALENDAR).unlink()
    assert "找不到这个文件" in run.fails("plans", "sync")


def test_a_calendar_file_is_checked_and_summed_up(tmp_path: Path) -> None:
    path = tmp_path / "calendar.toml"
    path.write_text(CALENDAR, encoding="utf-8")
    result = CliRunner().invoke(main, ["plans", "check", str(path), str(SHIPPED.parent / "calendar.toml")])
    assert (result.exit_code, result.stderr) == (0, "")
    first, second = result.stdout.splitlines()
    assert first == f"✓ {path.as_posix()}：日历，2027 年放假 3 天、上班 1 天"
    assert second.endswith("：日历，还没有写年份")
