"""Items by their title, as the title is read: width, blanks, traditional characters and numerals make no difference."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Connection, Select, func, or_, select

from models.items import item_table
from models.many import one_of
from questions.normalise import normalise

DRAFT = "草稿"
LOOKED_AT = 5000
"""So many titles that may be meant are looked through one by one."""

MOST_SIGNS = 30
_UNSTORABLE = re.compile(r"[\x00\ud800-\udfff]")
_FIRST, _LAST = 0x4E00, 0x9FFF
_MADE_UP = frozenset("至板")
"""What stands in a title as it is read may have been nothing (三四月, 3至4月) or another sign (版块)."""

# A numeral before such a sign may have been written in Chinese, and any other sign in another width.
_SPELLED_ONE_WAY = re.compile(r"(?:[\u4e00-\u9fff]|\d(?!\d*[个半工小月季周星礼天年日号]))+")


class TitledItem(NamedTuple):
    """An item as it is found by title."""

    number: int
    unit_id: int
    title: str


@dataclass(frozen=True)
class Titled:
    """The newest items of a title, and how many have it; `is_whole` is False where there may be still more."""

    total: int
    items: tuple[TitledItem, ...]
    is_whole: bool = True


@dataclass(frozen=True)
class Sight:
    """Whose items may be found: those of `unit_ids`, None for all; drafts only of `drafts_of`, None for all."""

    unit_ids: Collection[int] | None = None
    drafts_of: Collection[int] | None = None


EVERYTHING = Sight()


def items_titled(connection: Connection, plan_id: str, title: str, limit: int, sight: Sight = EVERYTHING) -> Titled:
    """The items whose title reads as `title` does, else those whose title contains it; the newest first.

    `title` must be normalised (questions.normalise). At most `limit` items are given, whatever their total.
    """
    if not title or _UNSTORABLE.search(title):
        return Titled(0, ())
    seen = _seen(connection, plan_id, sight)
    if _SPELLED_ONE_WAY.fullmatch(title):
        exact = _counted(connection, [*seen, item_table.c.title == title], limit)
        if exact.total:
            return exact
    looked_at = _newest(connection, [*seen, _may_be(title)], LOOKED_AT + 1)
    found = _reading(title, looked_at)
    if len(looked_at) <= LOOKED_AT:
        return Titled(len(found), tuple(found[:limit]))
    as_written = _counted(connection, [*seen, _contains(connection, title)], limit)
    best = as_written if as_written.total > len(found) else Titled(len(found), tuple(found[:limit]))
    return Titled(best.total, best.items, is_whole=False)


def _reading(title: str, items: list[TitledItem]) -> list[TitledItem]:
    """Those whose title reads so, else those that have it in theirs."""
    read = [(item, normalise(item.title)) for item in items]
    return [item for item, plain in read if plain == title] or [item for item, plain in read if title in plain]


def _seen(connection: Connection, plan_id: str, sight: Sight) -> list[ColumnElement[bool]]:
    item = item_table.c
    conditions: list[ColumnElement[bool]] = [item.plan_id == plan_id]
    if sight.unit_ids is not None:
        conditions.append(one_of(connection, item.unit_id, sight.unit_ids))
    if sight.drafts_of is not None:
        conditions.append(or_(item.status != DRAFT, one_of(connection, item.unit_id, sight.drafts_of)))
    return conditions


def _may_be(title: str) -> ColumnElement[bool]:
    """A title has the signs that are written in one way only, in their order: blanks may stand between them."""
    plain = [sign for sign in title if _FIRST <= ord(sign) <= _LAST and sign not in _other_spellings()]
    return item_table.c.title.like(f"%{'%'.join(plain[:MOST_SIGNS])}%")


def _contains(connection: Connection, title: str) -> ColumnElement[bool]:
    """SQLite's LIKE knows no case by itself, and is three times as fast without being told."""
    called = item_table.c.title
    is_sqlite = connection.dialect.name == "sqlite"
    return called.contains(title, autoescape=True) if is_sqlite else called.icontains(title, autoescape=True)


def _newest(connection: Connection, conditions: list[ColumnElement[bool]], limit: int) -> list[TitledItem]:
    return [TitledItem(*row) for row in connection.execute(_query(conditions, limit))]


def _counted(connection: Connection, conditions: list[ColumnElement[bool]], limit: int) -> Titled:
    """The newest of them with the number of all, in one statement."""
    rows = connection.execute(_query(conditions, limit).add_columns(func.count().over())).all()
    return Titled(rows[0][3] if rows else 0, tuple(TitledItem(*row[:3]) for row in rows))


def _query(conditions: list[ColumnElement[bool]], limit: int) -> Select[Any]:
    """Those meant are found first, in the index of titles: for the order the databases would read all items instead."""
    item, own = item_table.c, item_table.alias("own").c
    found = select(item.id).where(*conditions)
    return select(own.number, own.unit_id, own.title).where(own.id.in_(found)).order_by(own.number.desc()).limit(limit)


@cache
def _other_spellings() -> frozenset[str]:
    """The characters that another one may be read as: those with a traditional form, and what is made up."""
    signs = [chr(place) for place in range(_FIRST, _LAST + 1)]
    read = normalise("|".join(signs)).split("|")
    return _MADE_UP.union(as_read for sign, as_read in zip(signs, read, strict=True) if as_read != sign)
