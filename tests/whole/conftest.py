"""An office for the tests of the whole program: the 金湖 plan, twelve units, both platforms as strict local copies."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import Connection, make_url

from bot.config import Channel, ConsoleChannel, DingtalkWebhookChannel, WecomWebhookChannel
from commands.preparing import prepare
from manage import open_office
from models.roster import RosterRow, import_roster
from tests.fakes.dingtalk import FakeDingtalk
from tests.fakes.dingtalk import channel_config as ding_config
from tests.fakes.dingtalk_api import ACCESS_TOKEN, SIGN_SECRET
from tests.fakes.wecom import KEY, FakeWecom, channel_config
from tests.whole.program import Program

UNITS = tuple(f"测试单位{number:02d}" for number in range(1, 13))


def roster() -> list[RosterRow]:
    """A liaison for each unit, with an account on either platform, and an editor."""
    liaisons = [
        RosterRow(unit, f"测试员{n:02d}", "liaison", wecom=f"user{n:02d}", dingtalk=f"staff{n:02d}")
        for n, unit in enumerate(UNITS, 1)
    ]
    return [*liaisons, RosterRow("党群工作部", "测试员90", "editor", wecom="editor")]


def found_office(program: Program) -> None:
    """Makes the office's database: tables, plan, channels, roster."""
    office = open_office(program.write_config())
    try:
        prepare(office)
        now = office.clock()

        def work(connection: Connection) -> None:
            import_roster(connection, "jinhu", roster(), now)

        office.store.write(work)
        with office.store.engine.connect() as connection:
            if office.store.is_sqlite:
                connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    finally:
        office.store.close()


def new_program(founded: Path, folder: Path, *channels: Channel) -> Program:
    """An office on a SQLite file of its own."""
    shutil.copyfile(founded, folder / "office.db")
    return Program(folder, f"sqlite:///{folder}/office.db", channels)


@pytest.fixture(scope="session")
def founded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The SQLite file of an office that has never run."""
    folder = tmp_path_factory.mktemp("founded")
    found_office(Program(folder, f"sqlite:///{folder}/office.db", (channel_config(name="app"),)))
    return folder / "office.db"


@pytest.fixture(scope="module")
def wecom() -> Iterator[FakeWecom]:
    """WeCom on this machine."""
    with FakeWecom() as fake:
        yield fake


@pytest.fixture(scope="module")
def dingtalk() -> Iterator[FakeDingtalk]:
    """DingTalk on this machine."""
    with FakeDingtalk() as fake:
        yield fake


def every_channel(wecom_base: str = "http://127.0.0.1:9", dingtalk_base: str = "http://127.0.0.1:9") -> list[Channel]:
    """A channel of every kind: `app`, `ding`, `group`, `ding-group`, `console`."""
    wecom_group = {"name": "group", "platform": "wecom-webhook", "plan": "jinhu", "key": KEY, "api_base": wecom_base}
    ding_group = {"name": "ding-group", "platform": "dingtalk-webhook", "plan": "jinhu", "oapi_base": dingtalk_base}
    secrets = {"access_token": ACCESS_TOKEN, "secret": SIGN_SECRET}
    return [
        channel_config(name="app", api_base=wecom_base),
        ding_config(name="ding", api_base=dingtalk_base, oapi_base=dingtalk_base),
        WecomWebhookChannel.model_validate(wecom_group),
        DingtalkWebhookChannel.model_validate(ding_group | secrets),
        ConsoleChannel(name="console", platform="console", plan="jinhu"),
    ]


@pytest.fixture(scope="module")
def own_postgres(postgres_server: str, request: pytest.FixtureRequest) -> Iterator[str]:
    """The URL of an empty PostgreSQL database that no other test uses."""
    name = f"baosong_{request.module.__name__.rpartition('.')[2]}_{os.getpid()}"
    with psycopg.connect(postgres_server, autocommit=True) as connection:
        connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        connection.execute(f'CREATE DATABASE "{name}"')
        yield make_url(postgres_server).set(drivername="postgresql+psycopg", database=name).render_as_string(False)
        connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
