"""A small office for tests: a plan, its units, the people in them and the channels that serve it."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, insert, select

from models.channels import ChannelRecord, sync_channels
from models.items import NewItem, store_item
from models.members import account_table, member_table, unit_table
from models.plan_file import PlanFile, fingerprint, plan_from_text
from models.plans import current_plan, next_number, sync_plan
from rules.plan import Plan, Role

OFFICE = ZoneInfo("Asia/Shanghai")

PLAN_TEXT = """
id = "jinhu"
title = "开发区宣传工作方案"
start = 2024-08-20

[[boards]]
name = "重特大项目招引"
aliases = ["招商", "招引"]
keywords = ["签约", "招商", "项目", "投资"]
key_points = ["项目背景", "项目进展"]
highlights = ["独特性"]

[[boards]]
name = "安全生产管理"
aliases = ["安全生产", "安全"]
keywords = ["隐患", "排查", "安全", "应急演练"]
key_points = ["落实情况", "隐患排查及整改"]
highlights = ["管理亮点"]

[[boards]]
name = "基础设施配套提升"
aliases = ["基础设施"]
keywords = ["道路", "管网", "厂房", "封顶"]
key_points = ["项目进展", "投入"]

[[duties]]
id = "weekly"
title = "每周信息"
period = "week"
required = 1
deadline_day = 5
deadline_time = 17:00:00

[[outlets]]
name = "金湖发布"
level = "county"

[[outlets]]
name = "淮安日报"
level = "city"

[[columns]]
name = "项目为王"

[[targets]]
id = "county"
title = "县级媒体"
period = "month"
needed = 1
levels = ["county"]

[[targets]]
id = "city"
title = "市级媒体"
period = "quarter"
needed = 1
levels = ["city"]
"""


def at(text: str) -> datetime:
    """An instant from the office's clock: `at("2026-11-20 16:07")`, as UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=OFFICE).astimezone(UTC)


def plan_file(text: str = PLAN_TEXT) -> PlanFile:
    """A plan file as the reader gives it."""
    return PlanFile(plan_from_text(text, "test"), text, fingerprint(text))


def make_plan(connection: Connection, text: str = PLAN_TEXT, now: datetime | None = None) -> Plan:
    """Stores a plan. → the plan."""
    now = now or at("2026-09-01 08:00")
    synced = sync_plan(connection, plan_file(text), now)
    plan = current_plan(connection, synced.plan_id, now)
    assert plan is not None
    return plan


def make_member(
    connection: Connection,
    unit: str,
    name: str,
    role: Role = "liaison",
    *,
    accounts: Sequence[tuple[str, str]] | None = None,
    plan_id: str = "jinhu",
    active_from: date | None = None,
    active_until: date | None = None,
) -> int:
    """Stores a member and, if it is new, the unit. `accounts` as (platform, user id). → the member's id.

    Without accounts the member has the WeCom account `role-name` in lower case.
    """
    unit_id = connection.execute(
        select(unit_table.c.id).where(unit_table.c.plan_id == plan_id, unit_table.c.name == unit)
    ).scalar()
    if unit_id is None:
        key = connection.execute(insert(unit_table).values(plan_id=plan_id, name=unit)).inserted_primary_key
        assert key is not None
        unit_id = key[0]
    values = {"plan_id": plan_id, "unit_id": unit_id, "name": name, "role": role}
    dates = {"active_from": active_from, "active_until": active_until}
    key = connection.execute(insert(member_table).values(**values, **dates)).inserted_primary_key
    assert key is not None
    for platform, user_id in accounts if accounts is not None else [("wecom", f"{role}-{name}".lower())]:
        connection.execute(insert(account_table).values(member_id=key[0], platform=platform, user_id=user_id))
    return int(key[0])


def unit_id_of(connection: Connection, name: str, plan_id: str = "jinhu") -> int:
    """The id of a unit."""
    query = select(unit_table.c.id).where(unit_table.c.plan_id == plan_id, unit_table.c.name == name)
    return int(connection.execute(query).scalar_one())


def make_item(
    connection: Connection,
    unit: str,
    sent_at: datetime,
    *,
    title: str = "开发区召开安全生产会议",
    status: str = "待审",
    board: str = "安全生产管理",
    member_id: int | None = None,
    plan_id: str = "jinhu",
) -> int:
    """Stores an item of a unit. → its number."""
    number = next_number(connection, plan_id)
    store_item(
        connection,
        NewItem(
            plan_id=plan_id,
            number=number,
            unit_id=unit_id_of(connection, unit, plan_id),
            member_id=member_id,
            byline="测试员01",
            kind="信息",
            board=board,
            title=title,
            body=title,
            sent_at=sent_at,
            counted_on=sent_at.astimezone(OFFICE).date(),
            status=status,
        ),
    )
    return number


def wecom_app(name: str = "app", plans: Sequence[str] = ("jinhu",)) -> ChannelRecord:
    """A WeCom application as the store knows it."""
    return ChannelRecord(name, "wecom", "wecom", True, False, tuple(plans))


def group_webhook(name: str = "group", plans: Sequence[str] = ("jinhu",)) -> ChannelRecord:
    """A WeCom group webhook as the store knows it."""
    return ChannelRecord(name, "wecom-webhook", "wecom", False, True, tuple(plans))


def make_channels(connection: Connection, *channels: ChannelRecord) -> None:
    """Stores the channels; by default an application and a group."""
    sync_channels(connection, channels or (wecom_app(), group_webhook()))
