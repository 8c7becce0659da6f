"""Times on the command line: ISO 8601, on the office's clock where no offset is given."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import click

# Plans name their own zone; a command line has one before it knows the plan (design, section 3).
OFFICE = ZoneInfo("Asia/Shanghai")


def parse_time(text: str) -> datetime:
    """An instant in UTC from ISO 8601; without an offset Asia/Shanghai, a bare date is its midnight. ValueError."""
    try:
        found = datetime.fromisoformat(text.strip())
        return (found if found.tzinfo else found.replace(tzinfo=OFFICE)).astimezone(UTC)
    except OverflowError:  # the year 1 or 9999, moved over the end of the calendar
        raise ValueError("out of range") from None


def office_time(instant: datetime) -> str:
    """`2026-11-20 16:07` on the office's clock."""
    return f"{instant.astimezone(OFFICE):%Y-%m-%d %H:%M}"


class _Time(click.ParamType[datetime]):
    """`2026-11-20T16:07` → an aware instant in UTC."""

    name = "TIME"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        if isinstance(value, datetime):
            return value
        try:
            return parse_time(str(value))
        except ValueError:
            self.fail(f"「{value}」不是时间，请写成 2026-11-20T16:07（北京时间）或 2026-11-20T08:07Z", param, ctx)


class _Day(click.ParamType[date]):
    """`2026-11-20` → a date of the office's clock."""

    name = "DATE"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> date:
        if isinstance(value, date):
            return value
        try:
            return parse_time(str(value)).astimezone(OFFICE).date()
        except ValueError:
            self.fail(f"「{value}」不是日期，请写成 2026-11-20", param, ctx)


TIME = _Time()
DAY = _Day()
