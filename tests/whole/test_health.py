"""What the machine says of itself: /healthz for whoever must be called, /metrics for curves."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest
from flask.testing import FlaskClient
from prometheus_client.parser import text_string_to_metric_families
from sqlalchemy import make_url

from commands.office import Office
from commands.preparing import prepare
from commands.serving import web_app
from manage import open_office
from models.channels import pause_channel
from tests.factories import at
from tests.whole.conftest import every_channel, new_program
from tests.whole.program import Program

NOW = at("2026-11-18 10:00")


class Health:
    """The two pages of an office, at an instant that the test sets."""

    def __init__(self, program: Program) -> None:
        self.now = NOW
        self.office: Office = open_office(program.write_config(), lambda: self.now)
        prepare(self.office)
        self._client: FlaskClient = web_app(self.office).test_client()

    def healthz(self) -> tuple[int, dict[str, str]]:
        """→ the status, and what is wrong: part → what is said of it."""
        answer = self._client.get("/healthz")
        body: dict[str, Any] = answer.get_json()
        assert body["ok"] is (answer.status_code == 200)
        return answer.status_code, {part["name"]: part["detail"] for part in body["parts"] if not part["ok"]}

    def metrics(self) -> dict[str, dict[tuple[str, ...], float]]:
        """Name → label values → figure, as a monitoring system reads them."""
        answer = self._client.get("/metrics")
        assert answer.status_code == 200
        families = text_string_to_metric_families(answer.get_data(as_text=True))
        return {f.name: {tuple(s.labels.values()): s.value for s in f.samples} for f in families}

    def pause(self, channel: str, failures: int, until: datetime) -> None:
        """Lets a channel be silent."""
        self.office.store.write(lambda connection: pause_channel(connection, channel, failures, until, "连不上平台"))


@contextmanager
def opened(program: Program) -> Iterator[Health]:
    health = Health(program)
    try:
        yield health
    finally:
        health.office.store.close()


@pytest.fixture
def health(founded: Path, tmp_path: Path) -> Iterator[Health]:
    """An office on SQLite with a channel of every kind."""
    with opened(new_program(founded, tmp_path, *every_channel())) as found:
        yield found


def test_an_office_in_order_is_well(health: Health) -> None:
    assert health.healthz() == (200, {})
    figures = health.metrics()
    assert figures["baosong_database_up"] == {(): 1}
    assert figures["baosong_inbox_messages"] == {("working",): 0, ("done",): 0, ("failed",): 0}
    assert figures["baosong_channel_paused"][("app",)] == 0


def test_a_channel_that_is_paused_for_long_is_named(health: Health) -> None:
    health.pause("app", 5, NOW + timedelta(minutes=2))
    health.pause("ding-group", 1, NOW + timedelta(minutes=30))
    status, wrong = health.healthz()
    assert status == 503 and set(wrong) == {"通道 app", "通道 ding-group"}
    assert "连不上平台" in wrong["通道 app"]
    assert health.metrics()["baosong_channel_paused"][("app",)] == 1


def test_a_short_pause_is_no_fault(health: Health) -> None:
    health.pause("app", 1, NOW + timedelta(seconds=20))
    assert health.healthz() == (200, {})


def test_a_pause_that_is_over_is_no_fault(health: Health) -> None:
    health.pause("app", 9, NOW + timedelta(minutes=30))
    health.now += timedelta(minutes=31)
    assert "通道 app" not in health.healthz()[1]


def test_jobs_that_nobody_runs_are_named(health: Health) -> None:
    health.now += timedelta(hours=1)
    status, wrong = health.healthz()
    assert status == 503 and "定时任务 chase" in wrong


def test_a_database_that_is_gone_is_named_and_comes_back(
    own_postgres: str, tmp_path: Path, postgres_server: str
) -> None:
    with opened(Program(tmp_path, own_postgres, tuple(every_channel()))) as health:
        assert health.healthz() == (200, {})
        name = make_url(own_postgres).database
        with psycopg.connect(postgres_server, autocommit=True) as connection:
            connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')
            status, wrong = health.healthz()
            assert status == 503 and set(wrong) == {"数据库"}
            assert health.metrics() == {"baosong_database_up": {(): 0}}
            connection.execute(f'CREATE DATABASE "{name}"')
        assert set(health.healthz()[1]) == {"数据库版本"}
        prepare(health.office)
        assert health.healthz() == (200, {})
