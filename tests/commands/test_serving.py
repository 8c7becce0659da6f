"""web and run: what they refuse before they serve."""

from tests.commands.conftest import CommandLine


def test_sqlite_takes_one_worker_and_says_so(run: CommandLine) -> None:
    said = run.fails("web", "--workers", "3", code=2)
    assert said == "SQLite 数据库只能用 1 个进程，请去掉 --workers，或改用 PostgreSQL\n"


def test_a_fault_in_the_configuration_is_said_before_the_database_is_made(new_office: CommandLine) -> None:
    text = new_office.config.read_text(encoding="utf-8")
    new_office.config.write_text(text.replace('plan = "jinhu"', 'plan = "guanyun"'), encoding="utf-8")
    assert "guanyun 不在 plans.files 里" in new_office.fails("run")
    database = new_office.folder / "baosong.db"
    assert not database.exists() or b"alembic_version" not in database.read_bytes()
