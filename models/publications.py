"""Publications (刊发): one item in one outlet on one date; an item may have many, a publication may lack an item."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import (
    Column,
    Connection,
    Date,
    ForeignKey,
    Index,
    String,
    Table,
    Text,
    UniqueConstraint,
    insert,
    select,
)

from models.base import Id, metadata
from models.conflicts import insert_or_ignore
from models.items import item_table

publication_table = Table(
    "publication",
    metadata,
    Column("id", Id, primary_key=True),
    Column("plan_id", ForeignKey("plan.id"), nullable=False),
    Column("item_id", ForeignKey("item.id")),
    Column("outlet", String(100), nullable=False),
    Column("level", String(20), nullable=False),
    Column("published_on", Date, nullable=False),
    Column("column", String(100), nullable=False, server_default=""),
    Column("link", Text, nullable=False, server_default=""),
    Column("title", String(300), nullable=False, server_default=""),
    Column("placement", String(20), nullable=False, server_default=""),
    Column("form", String(20), nullable=False, server_default=""),
    Column("combined", String(20), nullable=False, server_default=""),
    Column("reprint", String(20), nullable=False, server_default=""),
    Column("via", String(20), nullable=False, server_default=""),
    Index(None, "plan_id", "published_on", "level", "outlet", "column", "item_id"),
    Index(None, "item_id"),
)

# Outlets and columns that came with a ledger or a command and that the plan does not name.
known_name_table = Table(
    "known_name",
    metadata,
    Column("id", Id, primary_key=True),
    Column("plan_id", ForeignKey("plan.id"), nullable=False),
    Column("kind", String(10), nullable=False),
    Column("name", String(100), nullable=False),
    Column("level", String(20), nullable=False, server_default=""),
    UniqueConstraint("plan_id", "kind", "name"),
)


@dataclass(frozen=True)
class Publication:
    """One publication. Its item is named by number, None if it has none; dates are the office's."""

    plan_id: str
    item_number: int | None
    outlet: str
    level: str
    published_on: date
    column: str = ""
    link: str = ""
    title: str = ""
    placement: str = ""
    form: str = ""
    combined: str = ""
    reprint: str = ""
    via: str = ""


_OWN = ("outlet", "level", "published_on", "column", "link", "title", "placement", "form", "combined", "reprint", "via")


def store_publication(connection: Connection, publication: Publication, item_id: int | None) -> int:
    """Stores a publication for the item of this id, or for none. → its id."""
    values = {name: getattr(publication, name) for name in _OWN}
    key = connection.execute(
        insert(publication_table).values(plan_id=publication.plan_id, item_id=item_id, **values)
    ).inserted_primary_key
    assert key is not None
    return int(key[0])


def publications_of_item(connection: Connection, item_id: int) -> list[Publication]:
    """The publications of an item by date."""
    own = [publication_table.c[name] for name in _OWN]
    query = (
        select(publication_table.c.plan_id, item_table.c.number, *own)
        .join_from(publication_table, item_table)
        .where(publication_table.c.item_id == item_id)
        .order_by(publication_table.c.published_on, publication_table.c.id)
    )
    return [Publication(*row) for row in connection.execute(query)]


def remember_name(connection: Connection, plan_id: str, kind: str, name: str, level: str = "") -> bool:
    """Remembers an outlet (`outlet`) or a column (`column`) that the plan does not name. → whether it is new."""
    row = {"plan_id": plan_id, "kind": kind, "name": name, "level": level}
    return insert_or_ignore(connection, known_name_table, [row]) == 1


def known_names(connection: Connection, plan_id: str, kind: str) -> dict[str, str]:
    """The remembered outlets or columns of a plan: name → level ("" for columns)."""
    query = select(known_name_table.c.name, known_name_table.c.level).where(
        known_name_table.c.plan_id == plan_id, known_name_table.c.kind == kind
    )
    return {row.name: row.level for row in connection.execute(query)}
