"""Rows for any table, made from what the table says of its columns."""

import re
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from sqlalchemy import Boolean, CheckConstraint, Column, Date, DateTime, Integer, Numeric, String, Table

from models.base import Json, UtcDateTime

Key = tuple[str, str]
_CHOICES = re.compile(r"(\w+) IN \(((?:'[^']*'(?:, )?)+)\)|(\w+)::text = ANY \(+ARRAY\[(.*?)\]")
_FIRST_DAY = date(2026, 11, 16)
_INSTANT = datetime(2026, 11, 16, 8, 7, 6, 543210, UTC)


def choices_of(checks: list[str]) -> dict[str, str]:
    """Column → one value that the table's CHECK constraints, as SQL texts, allow."""
    found = (_CHOICES.search(check) for check in checks)
    return {
        match[1] or match[3]: re.findall(r"'([^']*)'", match[2] or match[4])[0] for match in found if match is not None
    }


def checks_of(table: Table) -> list[str]:
    """The CHECK constraints of a table of ours as SQL texts."""
    return [str(each.sqltext) for each in table.constraints if isinstance(each, CheckConstraint)]


def sample_row(table: Table, number: int, choices: Mapping[str, str], bare: bool = False) -> dict[str, object]:
    """The `number`-th row of a table, from 1; it refers to the rows of the same number. `bare` leaves out what may be.

    Only `number` tells the rows of one table apart.
    """
    row: dict[str, object] = {}
    for column in table.columns:
        if bare and (column.nullable or column.server_default is not None) and not column.primary_key:
            continue
        row[column.name] = _value(column, number, choices)
    return row


def _value(column: Column[object], number: int, choices: Mapping[str, str]) -> object:
    if column.foreign_keys:
        (key,) = column.foreign_keys
        return _value(key.column, number, {})
    if column.name in choices:
        return choices[column.name]
    kind = next((kind for kind in _MAKERS if isinstance(column.type, kind)), None)
    if kind is None:
        raise TypeError(f"no sample for {column.table.name}.{column.name}: {column.type!r}")
    return _MAKERS[kind](column, number)


def _text(column: Column[object], number: int) -> str:
    longest = getattr(column.type, "length", None) or 100
    return f"{number}“{column.name}”的𠮷'\\ %s :x"[:longest]


def _instant(column: Column[object], number: int) -> datetime:
    instant = _INSTANT + timedelta(days=number)
    # A reflected column of SQLite knows of no zone.
    aware = isinstance(column.type, UtcDateTime) or getattr(column.type, "timezone", False)
    return instant if aware else instant.replace(tzinfo=None)


_MAKERS: dict[type, Callable[[Column[object], int], object]] = {
    Json: lambda column, number: {"字": [number, 1.5, None, True, {"a": "“引号”"}]},
    UtcDateTime: _instant,
    DateTime: _instant,
    Date: lambda column, number: _FIRST_DAY + timedelta(days=number),
    Boolean: lambda column, number: number % 2 == 1,
    Integer: lambda column, number: number,
    Numeric: lambda column, number: Decimal(number),
    String: _text,
}
