"""What must be done before the program serves: migrations, plans and channels into the database, periods open."""

from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection

from bot.config import ConfigError, check_plans
from bot.registry import records
from commands.office import CommandFailure, Office
from models.calendar_changes import sync_national
from models.calendar_file import CalendarYear, load_calendar_file
from models.channels import resume_channel, sync_channels
from models.plan_file import PlanError, PlanFile, load_plan_file
from models.plans import Synced, current_plans, sync_plan

ROOT = Path(__file__).parent.parent


def prepare(office: Office) -> None:
    """Brings the database up to date with program, plans and configuration. CommandFailure says what is wrong."""
    checked_plans(office)  # a fault in a file is said before anything is touched
    read_calendar(office)
    migrate_store(office)
    sync(office)


def migrate_store(office: Office) -> None:
    """Applies every migration that the database lacks."""
    from alembic import command
    from alembic.config import Config as AlembicConfig

    alembic = AlembicConfig()
    alembic.set_main_option("script_location", str(ROOT / "migrations"))
    with office.store.engine.connect() as connection:
        alembic.attributes["connection"] = connection
        command.upgrade(alembic, "head")


@dataclass(frozen=True)
class Outcome:
    """What a sync did: with each plan, and how many days of the national calendar are new, changed or taken back."""

    plans: list[Synced]
    calendar_days: int


def sync(office: Office) -> Outcome:
    """Plan files, calendar and channels → database; opens the periods that run."""
    from scheduler.opening import open_periods

    files, years = checked_plans(office), read_calendar(office)
    now = office.clock()

    def work(connection: Connection) -> Outcome:
        outcomes = [sync_plan(connection, file, now) for file in files]
        calendar_days = sync_national(connection, years, now)
        channels = records(office.config, office.platforms)
        sync_channels(connection, channels)
        for channel in channels:
            # What silenced it may just have been mended in the configuration.
            resume_channel(connection, channel.name)
        for plan in current_plans(connection, now):
            open_periods(connection, plan, now)
        return Outcome(outcomes, calendar_days)

    return office.store.write(work)


def checked_plans(office: Office) -> list[PlanFile]:
    """Every configured plan file. CommandFailure for a fault in one, or a channel that names a plan of none."""
    files = read_plans(office)
    check_channels(office, {file.plan.id for file in files})
    return files


def check_channels(office: Office, plan_ids: set[str]) -> None:
    """CommandFailure if a configured channel names a plan that is not among these."""
    try:
        check_plans(str(office.config_path or "（内置配置）"), office.config, plan_ids)
    except ConfigError as error:
        raise CommandFailure(str(error)) from None


def read_plans(office: Office) -> list[PlanFile]:
    """Every configured plan file. CommandFailure has one line per fault."""
    try:
        return [load_plan_file(path) for path in office.config.plans.files]
    except PlanError as error:
        raise CommandFailure(str(error)) from None


def read_calendar(office: Office) -> dict[int, CalendarYear]:
    """The years of the calendar file. CommandFailure has one line per fault; a file that nobody named may be absent."""
    plans = office.config.plans
    if "calendar" not in plans.model_fields_set and not plans.calendar.exists():
        return {}
    try:
        return load_calendar_file(plans.calendar)
    except PlanError as error:
        raise CommandFailure(str(error)) from None
