"""The command line on an office of its own: a configuration file, a plan file, a SQLite database."""

import shutil
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

from commands import COMMANDS
from commands.office import Office
from manage import open_office
from tests.factories import PLAN_TEXT, at
from tests.fakes.platform import Clock

NOW = at("2026-11-20 16:07")

# As in manage.py, but the office is handed in with the clock of the test.
MAIN = click.Group("manage.py", commands={str(command.name): command for command in COMMANDS})

CONFIG = """
[database]
url = "sqlite:///{folder}/baosong.db"

[files]
directory = "{folder}/files"

[plans]
files = ["{folder}/jinhu.toml"]

[[channels]]
name = "page"
platform = "console"
plan = "jinhu"
"""

ROSTER = """单位,单位组,类别,姓名,角色,手机号,企业微信账号,钉钉账号,生效日期,停用日期
财政局,部门组,,测试员01,信息报送员,13800000000,cz-01,,2026-10-01,
招商局,部门组,,测试员02,信息报送员,,,zs-02,2026-10-01,
党群工作部,,,测试员03,宣传办,,dq-03,,,
办公室,,,测试员04,领导,,bgs-04,,,
"""


class CommandLine:
    """Runs `manage.py` with `--config` of one office and a clock that stands, as a pipe would: no terminal."""

    def __init__(self, config: Path, now: datetime = NOW) -> None:
        self.config = config
        self.folder = config.parent
        self.clock = Clock(now)

    def __call__(self, *arguments: str | Path) -> Result:
        """The result, whatever it is."""
        words = [*map(str, arguments), "--config", str(self.config)]
        composition = {"open_office": lambda path: open_office(path, self.clock)}
        return CliRunner().invoke(MAIN, words, obj=composition, catch_exceptions=False)

    def ok(self, *arguments: str | Path) -> str:
        """What a command that must succeed prints."""
        result = self(*arguments)
        assert (result.exit_code, result.stderr) == (0, "")
        return result.stdout

    def fails(self, *arguments: str | Path, code: int = 1) -> str:
        """What a command that must fail says on stderr: one line where it explains a failure."""
        result = self(*arguments)
        assert result.exit_code == code
        if code == 1:
            assert len(result.stderr.splitlines()) == 1
        return result.stderr


def write_office(folder: Path, config: str = CONFIG) -> Path:
    """Writes configuration and plan into a folder. → the configuration file."""
    (folder / "jinhu.toml").write_text(PLAN_TEXT, encoding="utf-8")
    (folder / "roster.csv").write_text(ROSTER, encoding="utf-8")
    path = folder / "config.toml"
    path.write_text(config.replace("{folder}", folder.as_posix()), encoding="utf-8")
    return path


@pytest.fixture(scope="session")
def prepared_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file that `migrate`, `plans sync` and `roster import` have gone over."""
    run = CommandLine(write_office(tmp_path_factory.mktemp("office")))
    run.ok("migrate")
    run.ok("plans", "sync")
    run.ok("roster", "import", "jinhu", run.folder / "roster.csv")
    return run.folder / "baosong.db"


@pytest.fixture
def office_config(tmp_path: Path) -> Path:
    """The configuration of an office whose database is not there yet."""
    return write_office(tmp_path)


@pytest.fixture
def new_office(office_config: Path) -> CommandLine:
    """The command line of an office whose database is not there yet."""
    return CommandLine(office_config)


@pytest.fixture
def run(office_config: Path, prepared_database: Path) -> CommandLine:
    """The command line of an office with its plan and its roster."""
    shutil.copyfile(prepared_database, office_config.parent / "baosong.db")
    return CommandLine(office_config)


@pytest.fixture
def clock() -> Clock:
    """Friday, 16:07."""
    return Clock(NOW)


@pytest.fixture
def office(run: CommandLine, clock: Clock) -> Iterator[Office]:
    """The same office, composed, with a clock that stands."""
    made = open_office(run.config, clock)
    yield made
    made.store.close()
