"""Indexes that give what questions count without a look into the tables."""

from collections.abc import Mapping

from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

Indexes = Mapping[str, tuple[tuple[str, ...], ...]]
"""Table → the columns of each index."""

NEW: Indexes = {
    "item": (
        ("plan_id", "counted_on", "status", "unit_id", "board", "kind"),
        ("member_id", "counted_on", "status"),
        ("plan_id", "title"),
    ),
    "publication": (("plan_id", "published_on", "level", "outlet", "column", "item_id"),),
}
OLD: Indexes = {
    "item": (("plan_id", "counted_on", "status", "unit_id"), ("member_id", "number")),
    "publication": (("plan_id", "published_on", "level"),),
}


def upgrade() -> None:
    _replace(OLD, NEW)


def downgrade() -> None:
    _replace(NEW, OLD)


def _replace(old: Indexes, new: Indexes) -> None:
    for table in new:
        with op.batch_alter_table(table, schema=None) as batch_op:
            for columns in old[table]:
                batch_op.drop_index(batch_op.f(_name(table, columns)))
            for columns in new[table]:
                batch_op.create_index(batch_op.f(_name(table, columns)), list(columns), unique=False)


def _name(table: str, columns: tuple[str, ...]) -> str:
    return f"ix_{table}_{'_'.join(columns)}"
