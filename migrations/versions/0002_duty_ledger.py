"""The duty ledger: dated entries, closing, leave, deputies, the calendar; what began when."""

import sqlalchemy as sa
from alembic import op

from models.base import Id, UtcDateTime

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "calendar_day",
        sa.Column("id", Id, nullable=False),
        sa.Column("plan_id", sa.String(length=64), nullable=True),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("is_working", sa.Boolean(), nullable=True),
        sa.Column("completes_year", sa.Boolean(), nullable=False),
        sa.Column("source", sa.String(length=200), nullable=False),
        sa.Column("member_id", Id, nullable=True),
        sa.Column("noted_at", UtcDateTime(), nullable=False),
        sa.Column("revision", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name=op.f("fk_calendar_day_member_id_member")),
        sa.ForeignKeyConstraint(["plan_id"], ["plan.id"], name=op.f("fk_calendar_day_plan_id_plan")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calendar_day")),
    )
    with op.batch_alter_table("calendar_day", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_calendar_day_plan_id"), ["plan_id"], unique=False)

    op.create_table(
        "deputy",
        sa.Column("id", Id, nullable=False),
        sa.Column("unit_id", Id, nullable=False),
        sa.Column("member_id", Id, nullable=False),
        sa.Column("liaison_id", Id, nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("cancelled_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["liaison_id"], ["member.id"], name=op.f("fk_deputy_liaison_id_member")),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name=op.f("fk_deputy_member_id_member")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_deputy_unit_id_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deputy")),
    )
    with op.batch_alter_table("deputy", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_deputy_member_id"), ["member_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_deputy_unit_id"), ["unit_id"], unique=False)

    op.create_table(
        "leave",
        sa.Column("id", Id, nullable=False),
        sa.Column("member_id", Id, nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("noted_by", Id, nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("cancelled_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name=op.f("fk_leave_member_id_member")),
        sa.ForeignKeyConstraint(["noted_by"], ["member.id"], name=op.f("fk_leave_noted_by_member")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_leave")),
    )
    with op.batch_alter_table("leave", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_leave_member_id"), ["member_id"], unique=False)

    op.create_table(
        "obligation_entry",
        sa.Column("id", Id, nullable=False),
        sa.Column("obligation_id", Id, nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("amount", sa.Integer(), server_default="0", nullable=False),
        sa.Column("note", sa.String(length=200), server_default="", nullable=False),
        sa.Column("source", sa.String(length=200), server_default="", nullable=False),
        sa.Column("member_id", Id, nullable=True),
        sa.CheckConstraint("kind IN ('excuse', 'zero', 'banked', 'correction')", name=op.f("ck_obligation_entry_kind")),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name=op.f("fk_obligation_entry_member_id_member")),
        sa.ForeignKeyConstraint(
            ["obligation_id"], ["obligation.id"], name=op.f("fk_obligation_entry_obligation_id_obligation")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_obligation_entry")),
    )
    with op.batch_alter_table("obligation_entry", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_obligation_entry_obligation_id_kind_id"), ["obligation_id", "kind", "id"], unique=False
        )

    with op.batch_alter_table("attachment", schema=None) as batch_op:
        batch_op.add_column(sa.Column("released_at", UtcDateTime(), nullable=True))

    with op.batch_alter_table("channel", schema=None) as batch_op:
        batch_op.add_column(sa.Column("monthly_calls", sa.Integer(), server_default="0", nullable=False))

    with op.batch_alter_table("chase_letter", schema=None) as batch_op:
        batch_op.add_column(sa.Column("audience", sa.String(length=20), server_default="", nullable=False))
        batch_op.add_column(sa.Column("rung", sa.String(length=40), server_default="", nullable=False))
    # A message of the earlier release spoke of all its obligations as one audience and by one rung.
    for name in ("audience", "rung"):
        own = f"(SELECT outbox.{name} FROM outbox WHERE outbox.key = chase_letter.outbox_key)"
        op.execute(f"UPDATE chase_letter SET {name} = COALESCE({own}, '')")
    with op.batch_alter_table("chase_letter", recreate="auto") as batch_op:
        batch_op.drop_constraint("pk_chase_letter", type_="primary")
        batch_op.create_primary_key("pk_chase_letter", ["obligation_id", "outbox_key", "audience"])

    with op.batch_alter_table("conversation", schema=None) as batch_op:
        batch_op.add_column(sa.Column("began_at", UtcDateTime(), nullable=True))
    # An earlier release did not note the beginning: the last touch is the nearest thing known.
    op.execute("UPDATE conversation SET began_at = updated_at")
    with op.batch_alter_table("conversation", schema=None) as batch_op:
        batch_op.alter_column("began_at", existing_type=UtcDateTime(), nullable=False)

    with op.batch_alter_table("obligation", schema=None) as batch_op:
        batch_op.add_column(sa.Column("counts", sa.String(length=20), server_default="items", nullable=False))
        batch_op.add_column(sa.Column("kinds", sa.String(length=500), server_default="", nullable=False))
        batch_op.add_column(sa.Column("boards", sa.String(length=2000), server_default="", nullable=False))
        batch_op.add_column(sa.Column("levels", sa.String(length=100), server_default="", nullable=False))
        batch_op.add_column(sa.Column("closed_at", UtcDateTime(), nullable=True))
        batch_op.add_column(sa.Column("closed_delivered", sa.Integer(), nullable=True))
        batch_op.create_index(
            batch_op.f("ix_obligation_plan_id_ends_on_duty_starts_on"),
            ["plan_id", "ends_on", "duty", "starts_on"],
            unique=False,
        )


def downgrade() -> None:
    with op.batch_alter_table("obligation", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_obligation_plan_id_ends_on_duty_starts_on"))
        batch_op.drop_column("closed_delivered")
        batch_op.drop_column("closed_at")
        batch_op.drop_column("levels")
        batch_op.drop_column("boards")
        batch_op.drop_column("kinds")
        batch_op.drop_column("counts")

    with op.batch_alter_table("conversation", schema=None) as batch_op:
        batch_op.drop_column("began_at")

    # One message may speak of an obligation in two ways: the earlier release knows of one.
    op.execute(
        "DELETE FROM chase_letter WHERE EXISTS (SELECT 1 FROM chase_letter AS other WHERE"
        " other.obligation_id = chase_letter.obligation_id AND other.outbox_key = chase_letter.outbox_key"
        " AND other.audience < chase_letter.audience)"
    )
    with op.batch_alter_table("chase_letter", recreate="auto") as batch_op:
        batch_op.drop_constraint("pk_chase_letter", type_="primary")
        batch_op.create_primary_key("pk_chase_letter", ["obligation_id", "outbox_key"])
    with op.batch_alter_table("chase_letter", schema=None) as batch_op:
        batch_op.drop_column("rung")
        batch_op.drop_column("audience")

    with op.batch_alter_table("channel", schema=None) as batch_op:
        batch_op.drop_column("monthly_calls")

    with op.batch_alter_table("attachment", schema=None) as batch_op:
        batch_op.drop_column("released_at")

    with op.batch_alter_table("obligation_entry", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_obligation_entry_obligation_id_kind_id"))

    op.drop_table("obligation_entry")
    with op.batch_alter_table("leave", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_leave_member_id"))

    op.drop_table("leave")
    with op.batch_alter_table("deputy", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_deputy_unit_id"))
        batch_op.drop_index(batch_op.f("ix_deputy_member_id"))

    op.drop_table("deputy")
    with op.batch_alter_table("calendar_day", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_calendar_day_plan_id"))

    op.drop_table("calendar_day")
