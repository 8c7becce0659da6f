"""A plan with many units for the benchmark of duties: a roster, thirteen weeks of obligations, items and rungs.

Everything is written in a few statements, with `unit` and `week` (0 runs, 12 is the oldest) as numbers: one unit in ten
owes in the running week, in rows of one to thirteen weeks; of the others one in eleven missed any earlier week.
"""

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import Connection, CursorResult, Date, String, TextClause, bindparam, text
from sqlalchemy.types import TypeEngine

from models.base import UtcDateTime
from models.channels import ChannelRecord, sync_channels
from models.plan_file import PlanFile, fingerprint, plan_from_text
from models.plans import current_plan, sync_plan
from rules.plan import Plan

PLAN_TEXT = """
id = "bench"
title = "测试方案"
start = 2026-01-01

[[boards]]
name = "安全生产管理"
aliases = ["安全生产"]
keywords = ["隐患"]
key_points = ["落实情况"]
highlights = ["管理亮点"]

[[duties]]
id = "weekly"
title = "每周信息"
period = "week"
required = 1
deadline_day = 5
deadline_time = 17:00:00
"""

MONDAY = date(2026, 11, 16)
"""The first day of the running week, an ordinary one; the twelve before it are over."""

WEEK = timedelta(days=7)
WEEKS = 13
RUNGS = ("day-before", "same-day", "group", "summary")
CLIMBED_WEEKS = 6
"""The weeks that the ladder still looks at, the running one included: rungs of older ones are never asked for."""

_TYPES: dict[str, TypeEngine[Any]] = {
    "rung": String(),
    **dict.fromkeys(("start", "end", "sent_on"), Date()),
    **dict.fromkeys(("deadline", "opened", "closed", "climbed", "sent", "now"), UtcDateTime()),
}

_MISSED = """
(unit % 10 = 0 AND :week <= (unit / 10) % 13 OR unit % 10 <> 0 AND :week > 0 AND (unit + :week) % 11 = 0)
"""

_UNITS = "WITH RECURSIVE numbers(unit) AS (SELECT 1 UNION ALL SELECT unit + 1 FROM numbers WHERE unit < :units) "
_ROSTER = (
    "INSERT INTO unit (id, plan_id, name, class_name, position) "
    + _UNITS
    + "SELECT unit, 'bench', '测试单位' || unit, CASE unit % 3 WHEN 0 THEN '镇街' ELSE '部门' END, unit FROM numbers",
    "INSERT INTO member (id, plan_id, unit_id, name, role) "
    "SELECT 2 * id - 1, 'bench', id, '测试员' || id, 'liaison' FROM unit",
    "INSERT INTO member (id, plan_id, unit_id, name, role) "
    "SELECT 2 * id, 'bench', id, '负责人' || id, 'head' FROM unit",
    "INSERT INTO account (member_id, platform, user_id) SELECT id, 'wecom', 'user' || id FROM member",
)
_OBLIGATIONS = f"""
INSERT INTO obligation (plan_id, duty, unit_id, period, starts_on, ends_on, deadline, class_name, required, opened_at,
  chase_from, kinds, closed_at, closed_delivered)
SELECT 'bench', 'weekly', unit, :period, :start, :end, :deadline, class_name, 1, :opened, :opened, '', :closed,
  CASE WHEN :week = 0 THEN NULL WHEN {_MISSED} THEN 0 ELSE 1 END
FROM (SELECT id AS unit, class_name FROM unit) AS units ORDER BY unit
"""
_ITEMS = f"""
INSERT INTO item (plan_id, number, unit_id, member_id, byline, kind, board, title, body, status, sent_at, counted_on)
SELECT 'bench', :week * 1000000 + unit, unit, 2 * unit - 1, '测试员' || unit, '信息', '安全生产管理', '开展隐患排查',
  '联合园区企业排查隐患26处，已整改24处，其余两处已明确时限。', '待审', :sent, :sent_on
FROM (SELECT id AS unit FROM unit) AS units WHERE NOT {_MISSED} ORDER BY unit
"""
_CLIMBED = """
INSERT INTO chase (obligation_id, rung, at, outcome)
SELECT id, :rung, :climbed, 'skipped' FROM obligation WHERE starts_on = :start ORDER BY id
"""


def build(connection: Connection, units: int) -> Plan:
    """Fills an empty database. On the Thursday of the running week its first rung was climbed, by all. → the plan."""
    first = instant(MONDAY - WEEKS * WEEK)
    sync_plan(connection, PlanFile(plan_from_text(PLAN_TEXT, "bench"), PLAN_TEXT, fingerprint(PLAN_TEXT)), first)
    sync_channels(connection, [ChannelRecord("app", "wecom", "wecom", True, False, ("bench",))])
    for statement in _ROSTER:
        run(connection, statement, {"units": units})
    for week in range(WEEKS - 1, -1, -1):
        values = _values(week)
        for statement in (_OBLIGATIONS, _ITEMS):
            run(connection, statement, values)
        for rung in _climbed(week):
            run(connection, _CLIMBED, {**values, "rung": rung})
    plan = current_plan(connection, "bench", instant(MONDAY))
    assert plan is not None
    return plan


def _climbed(week: int) -> Iterator[str]:
    if week < CLIMBED_WEEKS:
        yield from RUNGS if week else RUNGS[:1]


def _values(week: int) -> dict[str, object]:
    start = MONDAY - week * WEEK
    over = instant(start + WEEK)
    return {
        "week": week,
        "period": f"{start:%G-W%V}",
        "start": start,
        "end": start + WEEK,
        "deadline": instant(start + timedelta(days=4), 17),
        "opened": instant(start),
        "closed": over if week else None,
        "climbed": over if week else instant(start + timedelta(days=3), 15),
        "sent": instant(start + timedelta(days=2), 10),
        "sent_on": start + timedelta(days=2),
    }


def instant(day: date, hour: int = 0) -> datetime:
    """An hour of the office's clock, as UTC."""
    return datetime(day.year, day.month, day.day, hour, tzinfo=UTC) - timedelta(hours=8)


def run(connection: Connection, statement: str, values: Mapping[str, object]) -> CursorResult[Any]:
    """Runs a statement written by hand; `values` may have more than it names."""
    return connection.execute(_with_types(statement), dict(values))


@cache
def _with_types(statement: str) -> TextClause:
    named = set(re.findall(r"(?<!:):(\w+)", statement))
    return text(statement).bindparams(*(bindparam(name, type_=kind) for name, kind in _TYPES.items() if name in named))
