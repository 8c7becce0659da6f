"""The figures of an answer become a picture or a workbook here, when they are sent or looked at.

Drawing takes longer than any statement, so it never happens inside a transaction. How it is done is nothing the bot
knows: whoever puts the program together hands it in.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

from models.enclosures import Chart, Sheet

NAME_BYTES = 120
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

# What no file system or multipart form takes in a name, and what turns the direction of its letters round.
_NOT_IN_NAMES = re.compile(r'[\x00-\x1f\x7f"*/:<>?\\|\u200b-\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]+')


@dataclass(frozen=True)
class Workshop:
    """`draw` makes a PNG, `write` an xlsx workbook; the same figures give the same bytes."""

    draw: Callable[[Chart], bytes]
    write: Callable[[Sheet], bytes]


@dataclass(frozen=True)
class Workbook:
    """A workbook as it is sent. `name` is what people see, with its ending."""

    name: str
    content: bytes


def file_name(sheet: Sheet) -> str:
    """The name of a sheet's file, with `.xlsx`: at most 120 bytes of UTF-8 and nothing that a name cannot hold."""
    name = " ".join(_NOT_IN_NAMES.sub(" ", sheet.name).split()).strip(". ")
    room = NAME_BYTES - len(".xlsx")
    cut = name.encode()[:room].decode(errors="ignore").rstrip(". ")
    return f"{cut or '表格'}.xlsx"
