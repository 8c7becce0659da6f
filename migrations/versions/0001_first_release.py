"""first release"""

import sqlalchemy as sa
from alembic import op

from models.base import Id, Json, UtcDateTime

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "call",
        sa.Column("id", Id, nullable=False),
        sa.Column("channel", sa.String(length=64), nullable=False),
        sa.Column("account", sa.String(length=128), server_default="", nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("receivers", sa.Integer(), server_default="1", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_call")),
    )
    with op.batch_alter_table("call", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_call_channel_at"), ["channel", "at"], unique=False)

    op.create_table(
        "channel",
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("platform", sa.String(length=20), nullable=False),
        sa.Column("family", sa.String(length=20), nullable=False),
        sa.Column("private", sa.Boolean(), nullable=False),
        sa.Column("groups", sa.Boolean(), nullable=False),
        sa.Column("failures", sa.Integer(), server_default="0", nullable=False),
        sa.Column("paused_until", UtcDateTime(), nullable=True),
        sa.Column("paused_reason", sa.String(length=300), nullable=True),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_channel")),
    )
    op.create_table(
        "inbox",
        sa.Column("id", Id, nullable=False),
        sa.Column("channel", sa.String(length=64), nullable=False),
        sa.Column("message_key", sa.String(length=300), nullable=False),
        sa.Column("account", sa.String(length=128), nullable=False),
        sa.Column("received_at", UtcDateTime(), nullable=False),
        sa.Column("sent_at", UtcDateTime(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("incoming", Json(), nullable=True),
        sa.Column("answer", Json(), nullable=True),
        sa.Column("error", sa.Text(), nullable=True),
        sa.CheckConstraint("state IN ('working', 'done', 'failed')", name=op.f("ck_inbox_state")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_inbox")),
        sa.UniqueConstraint("channel", "message_key", name=op.f("uq_inbox_channel_message_key")),
    )
    with op.batch_alter_table("inbox", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_inbox_account_id"), ["account", "id"], unique=False)
        batch_op.create_index(
            "ix_inbox_failed",
            ["id"],
            unique=False,
            sqlite_where=sa.text("state = 'failed'"),
            postgresql_where=sa.text("state = 'failed'"),
        )

    op.create_table(
        "job_run",
        sa.Column("id", Id, nullable=False),
        sa.Column("job", sa.String(length=40), nullable=False),
        sa.Column("slot", sa.String(length=40), nullable=False),
        sa.Column("started_at", UtcDateTime(), nullable=False),
        sa.Column("finished_at", UtcDateTime(), nullable=True),
        sa.Column("error", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_job_run")),
        sa.UniqueConstraint("job", "slot", name=op.f("uq_job_run_job_slot")),
    )
    with op.batch_alter_table("job_run", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_job_run_started_at"), ["started_at"], unique=False)

    op.create_table(
        "plan",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("last_number", Id, server_default="0", nullable=False),
        sa.Column("synced_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan")),
    )
    op.create_table(
        "bind_request",
        sa.Column("id", Id, nullable=False),
        sa.Column("plan_id", sa.String(length=64), nullable=False),
        sa.Column("channel", sa.String(length=64), nullable=False),
        sa.Column("platform", sa.String(length=20), nullable=False),
        sa.Column("user_id", sa.String(length=128), nullable=False),
        sa.Column("nickname", sa.String(length=100), nullable=False),
        sa.Column("unit", sa.String(length=100), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("asked_at", UtcDateTime(), nullable=False),
        sa.Column("decided_at", UtcDateTime(), nullable=True),
        sa.Column("accepted", sa.Boolean(), nullable=True),
        sa.ForeignKeyConstraint(["plan_id"], ["plan.id"], name=op.f("fk_bind_request_plan_id_plan")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bind_request")),
    )
    with op.batch_alter_table("bind_request", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_bind_request_plan_id_decided_at"), ["plan_id", "decided_at"], unique=False)

    op.create_table(
        "channel_plan",
        sa.Column("channel", sa.String(length=64), nullable=False),
        sa.Column("plan_id", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["channel"], ["channel.name"], name=op.f("fk_channel_plan_channel_channel")),
        sa.ForeignKeyConstraint(["plan_id"], ["plan.id"], name=op.f("fk_channel_plan_plan_id_plan")),
        sa.PrimaryKeyConstraint("channel", "plan_id", name=op.f("pk_channel_plan")),
    )
    op.create_table(
        "known_name",
        sa.Column("id", Id, nullable=False),
        sa.Column("plan_id", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("level", sa.String(length=20), server_default="", nullable=False),
        sa.ForeignKeyConstraint(["plan_id"], ["plan.id"], name=op.f("fk_known_name_plan_id_plan")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_known_name")),
        sa.UniqueConstraint("plan_id", "kind", "name", name=op.f("uq_known_name_plan_id_kind_name")),
    )
    op.create_table(
        "plan_version",
        sa.Column("id", Id, nullable=False),
        sa.Column("plan_id", sa.String(length=64), nullable=False),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("effective_from", sa.Date(), nullable=False),
        sa.Column("synced_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["plan_id"], ["plan.id"], name=op.f("fk_plan_version_plan_id_plan")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan_version")),
    )
    with op.batch_alter_table("plan_version", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_plan_version_plan_id_effective_from"), ["plan_id", "effective_from"], unique=False
        )

    op.create_table(
        "unit",
        sa.Column("id", Id, nullable=False),
        sa.Column("plan_id", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("group_name", sa.String(length=100), server_default="", nullable=False),
        sa.Column("class_name", sa.String(length=100), server_default="", nullable=False),
        sa.Column("position", Id, server_default="0", nullable=False),
        sa.ForeignKeyConstraint(["plan_id"], ["plan.id"], name=op.f("fk_unit_plan_id_plan")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unit")),
        sa.UniqueConstraint("plan_id", "name", name=op.f("uq_unit_plan_id_name")),
    )
    op.create_table(
        "member",
        sa.Column("id", Id, nullable=False),
        sa.Column("plan_id", sa.String(length=64), nullable=False),
        sa.Column("unit_id", Id, nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("mobile", sa.String(length=40), server_default="", nullable=False),
        sa.Column("active_from", sa.Date(), nullable=True),
        sa.Column("active_until", sa.Date(), nullable=True),
        sa.Column("position", Id, server_default="0", nullable=False),
        sa.ForeignKeyConstraint(["plan_id"], ["plan.id"], name=op.f("fk_member_plan_id_plan")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_member_unit_id_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_member")),
        sa.UniqueConstraint("plan_id", "unit_id", "name", "role", name=op.f("uq_member_plan_id_unit_id_name_role")),
    )
    with op.batch_alter_table("member", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_member_unit_id_role"), ["unit_id", "role"], unique=False)

    op.create_table(
        "obligation",
        sa.Column("id", Id, nullable=False),
        sa.Column("plan_id", sa.String(length=64), nullable=False),
        sa.Column("duty", sa.String(length=64), nullable=False),
        sa.Column("unit_id", Id, nullable=False),
        sa.Column("period", sa.String(length=20), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("deadline", UtcDateTime(), nullable=True),
        sa.Column("class_name", sa.String(length=100), server_default="", nullable=False),
        sa.Column("required", sa.Integer(), nullable=False),
        sa.Column("excuse", sa.String(length=200), nullable=True),
        sa.Column("excuse_source", sa.String(length=200), nullable=True),
        sa.Column("opened_at", UtcDateTime(), nullable=False),
        sa.Column("chase_from", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["plan_id"], ["plan.id"], name=op.f("fk_obligation_plan_id_plan")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_obligation_unit_id_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_obligation")),
        sa.UniqueConstraint(
            "plan_id", "duty", "unit_id", "starts_on", name=op.f("uq_obligation_plan_id_duty_unit_id_starts_on")
        ),
    )
    with op.batch_alter_table("obligation", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_obligation_plan_id_duty_starts_on"), ["plan_id", "duty", "starts_on"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_obligation_unit_id_starts_on"), ["unit_id", "starts_on"], unique=False)

    op.create_table(
        "account",
        sa.Column("id", Id, nullable=False),
        sa.Column("member_id", Id, nullable=False),
        sa.Column("platform", sa.String(length=20), nullable=False),
        sa.Column("user_id", sa.String(length=128), nullable=False),
        sa.Column("last_heard_at", UtcDateTime(), nullable=True),
        sa.Column("chosen_at", UtcDateTime(), nullable=True),
        sa.Column("unreachable", sa.String(length=200), nullable=True),
        sa.Column("unreachable_since", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name=op.f("fk_account_member_id_member")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account")),
        sa.UniqueConstraint("member_id", "platform", "user_id", name=op.f("uq_account_member_id_platform_user_id")),
    )
    with op.batch_alter_table("account", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_account_user_id_platform"), ["user_id", "platform"], unique=False)

    op.create_table(
        "chase",
        sa.Column("id", Id, nullable=False),
        sa.Column("obligation_id", Id, nullable=False),
        sa.Column("rung", sa.String(length=40), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("outcome", sa.String(length=10), nullable=False),
        sa.ForeignKeyConstraint(["obligation_id"], ["obligation.id"], name=op.f("fk_chase_obligation_id_obligation")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_chase")),
        sa.UniqueConstraint("obligation_id", "rung", name=op.f("uq_chase_obligation_id_rung")),
    )
    op.create_table(
        "chase_letter",
        sa.Column("obligation_id", Id, nullable=False),
        sa.Column("outbox_key", sa.String(length=700), nullable=False),
        sa.ForeignKeyConstraint(
            ["obligation_id"], ["obligation.id"], name=op.f("fk_chase_letter_obligation_id_obligation")
        ),
        sa.PrimaryKeyConstraint("obligation_id", "outbox_key", name=op.f("pk_chase_letter")),
    )
    with op.batch_alter_table("chase_letter", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_chase_letter_outbox_key"), ["outbox_key"], unique=False)

    op.create_table(
        "conversation",
        sa.Column("member_id", Id, nullable=False),
        sa.Column("flow", sa.String(length=40), nullable=False),
        sa.Column("data", Json(), nullable=False),
        sa.Column("choices", Json(), nullable=False),
        sa.Column("updated_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name=op.f("fk_conversation_member_id_member")),
        sa.PrimaryKeyConstraint("member_id", name=op.f("pk_conversation")),
    )
    op.create_table(
        "item",
        sa.Column("id", Id, nullable=False),
        sa.Column("plan_id", sa.String(length=64), nullable=False),
        sa.Column("number", Id, nullable=False),
        sa.Column("unit_id", Id, nullable=False),
        sa.Column("member_id", Id, nullable=True),
        sa.Column("byline", sa.String(length=100), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("board", sa.String(length=100), nullable=False),
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("points", Json(), nullable=True),
        sa.Column("status", sa.String(length=10), nullable=False),
        sa.Column("sent_at", UtcDateTime(), nullable=False),
        sa.Column("counted_on", sa.Date(), nullable=False),
        sa.Column("made_up_for", sa.String(length=20), nullable=True),
        sa.CheckConstraint("status IN ('草稿', '待审', '采用', '退回', '撤回')", name=op.f("ck_item_status")),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name=op.f("fk_item_member_id_member")),
        sa.ForeignKeyConstraint(["plan_id"], ["plan.id"], name=op.f("fk_item_plan_id_plan")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_item_unit_id_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_item")),
        sa.UniqueConstraint("plan_id", "number", name=op.f("uq_item_plan_id_number")),
    )
    with op.batch_alter_table("item", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_item_member_id_number"), ["member_id", "number"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_item_plan_id_counted_on_status_unit_id"),
            ["plan_id", "counted_on", "status", "unit_id"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_item_plan_id_status_number"), ["plan_id", "status", "number"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_item_unit_id_counted_on_status"), ["unit_id", "counted_on", "status"], unique=False
        )

    op.create_table(
        "last_question",
        sa.Column("member_id", Id, nullable=False),
        sa.Column("query", Json(), nullable=False),
        sa.Column("asked_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name=op.f("fk_last_question_member_id_member")),
        sa.PrimaryKeyConstraint("member_id", name=op.f("pk_last_question")),
    )
    op.create_table(
        "outbox",
        sa.Column("id", Id, nullable=False),
        sa.Column("key", sa.String(length=700), nullable=False),
        sa.Column("plan_id", sa.String(length=64), nullable=True),
        sa.Column("job", sa.String(length=40), nullable=False),
        sa.Column("rung", sa.String(length=40), nullable=True),
        sa.Column("audience", sa.String(length=20), server_default="", nullable=False),
        sa.Column("channel", sa.String(length=64), nullable=False),
        sa.Column("account", sa.String(length=128), nullable=False),
        sa.Column("member_id", Id, nullable=True),
        sa.Column("unit_id", Id, nullable=True),
        sa.Column("content", Json(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("due_at", UtcDateTime(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("tries", sa.Integer(), server_default="0", nullable=False),
        sa.Column("parts_sent", sa.Integer(), server_default="0", nullable=False),
        sa.Column("claimed_at", UtcDateTime(), nullable=True),
        sa.Column("sent_at", UtcDateTime(), nullable=True),
        sa.Column("error", sa.String(length=500), nullable=True),
        sa.CheckConstraint("state IN ('due', 'sending', 'sent', 'failed', 'cancelled')", name=op.f("ck_outbox_state")),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name=op.f("fk_outbox_member_id_member")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_outbox_unit_id_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox")),
        sa.UniqueConstraint("key", name=op.f("uq_outbox_key")),
    )
    with op.batch_alter_table("outbox", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_outbox_channel_account_id"), ["channel", "account", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_outbox_state_due_at"), ["state", "due_at"], unique=False)

    op.create_table(
        "attachment",
        sa.Column("id", Id, nullable=False),
        sa.Column("plan_id", sa.String(length=64), nullable=False),
        sa.Column("item_id", Id, nullable=True),
        sa.Column("member_id", Id, nullable=False),
        sa.Column("channel", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("filename", sa.String(length=300), server_default="", nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("stored_as", sa.String(length=100), nullable=True),
        sa.Column("size", Id, nullable=True),
        sa.Column("tries", sa.Integer(), server_default="0", nullable=False),
        sa.Column("due_at", UtcDateTime(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("error", sa.String(length=300), nullable=True),
        sa.CheckConstraint(
            "state IN ('due', 'fetching', 'stored', 'refused', 'failed')", name=op.f("ck_attachment_state")
        ),
        sa.ForeignKeyConstraint(["item_id"], ["item.id"], name=op.f("fk_attachment_item_id_item")),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name=op.f("fk_attachment_member_id_member")),
        sa.ForeignKeyConstraint(["plan_id"], ["plan.id"], name=op.f("fk_attachment_plan_id_plan")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attachment")),
    )
    with op.batch_alter_table("attachment", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_attachment_item_id"), ["item_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_attachment_member_id_item_id"), ["member_id", "item_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_attachment_state_due_at"), ["state", "due_at"], unique=False)

    op.create_table(
        "item_event",
        sa.Column("id", Id, nullable=False),
        sa.Column("item_id", Id, nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("member_id", Id, nullable=True),
        sa.Column("action", sa.String(length=10), nullable=False),
        sa.Column("note", sa.Text(), server_default="", nullable=False),
        sa.Column("before", Json(), nullable=True),
        sa.ForeignKeyConstraint(["item_id"], ["item.id"], name=op.f("fk_item_event_item_id_item")),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name=op.f("fk_item_event_member_id_member")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_item_event")),
    )
    with op.batch_alter_table("item_event", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_item_event_item_id_id"), ["item_id", "id"], unique=False)

    op.create_table(
        "publication",
        sa.Column("id", Id, nullable=False),
        sa.Column("plan_id", sa.String(length=64), nullable=False),
        sa.Column("item_id", Id, nullable=True),
        sa.Column("outlet", sa.String(length=100), nullable=False),
        sa.Column("level", sa.String(length=20), nullable=False),
        sa.Column("published_on", sa.Date(), nullable=False),
        sa.Column("column", sa.String(length=100), server_default="", nullable=False),
        sa.Column("link", sa.Text(), server_default="", nullable=False),
        sa.Column("title", sa.String(length=300), server_default="", nullable=False),
        sa.Column("placement", sa.String(length=20), server_default="", nullable=False),
        sa.Column("form", sa.String(length=20), server_default="", nullable=False),
        sa.Column("combined", sa.String(length=20), server_default="", nullable=False),
        sa.Column("reprint", sa.String(length=20), server_default="", nullable=False),
        sa.Column("via", sa.String(length=20), server_default="", nullable=False),
        sa.ForeignKeyConstraint(["item_id"], ["item.id"], name=op.f("fk_publication_item_id_item")),
        sa.ForeignKeyConstraint(["plan_id"], ["plan.id"], name=op.f("fk_publication_plan_id_plan")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_publication")),
    )
    with op.batch_alter_table("publication", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_publication_item_id"), ["item_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_publication_plan_id_published_on_level"), ["plan_id", "published_on", "level"], unique=False
        )


def downgrade() -> None:
    with op.batch_alter_table("publication", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_publication_plan_id_published_on_level"))
        batch_op.drop_index(batch_op.f("ix_publication_item_id"))

    op.drop_table("publication")
    with op.batch_alter_table("item_event", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_item_event_item_id_id"))

    op.drop_table("item_event")
    with op.batch_alter_table("attachment", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_attachment_state_due_at"))
        batch_op.drop_index(batch_op.f("ix_attachment_member_id_item_id"))
        batch_op.drop_index(batch_op.f("ix_attachment_item_id"))

    op.drop_table("attachment")
    with op.batch_alter_table("outbox", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_outbox_state_due_at"))
        batch_op.drop_index(batch_op.f("ix_outbox_channel_account_id"))

    op.drop_table("outbox")
    op.drop_table("last_question")
    with op.batch_alter_table("item", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_item_unit_id_counted_on_status"))
        batch_op.drop_index(batch_op.f("ix_item_plan_id_status_number"))
        batch_op.drop_index(batch_op.f("ix_item_plan_id_counted_on_status_unit_id"))
        batch_op.drop_index(batch_op.f("ix_item_member_id_number"))

    op.drop_table("item")
    op.drop_table("conversation")
    with op.batch_alter_table("chase_letter", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_chase_letter_outbox_key"))

    op.drop_table("chase_letter")
    op.drop_table("chase")
    with op.batch_alter_table("account", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_account_user_id_platform"))

    op.drop_table("account")
    with op.batch_alter_table("obligation", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_obligation_unit_id_starts_on"))
        batch_op.drop_index(batch_op.f("ix_obligation_plan_id_duty_starts_on"))

    op.drop_table("obligation")
    with op.batch_alter_table("member", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_member_unit_id_role"))

    op.drop_table("member")
    op.drop_table("unit")
    with op.batch_alter_table("plan_version", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_plan_version_plan_id_effective_from"))

    op.drop_table("plan_version")
    op.drop_table("known_name")
    op.drop_table("channel_plan")
    with op.batch_alter_table("bind_request", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_bind_request_plan_id_decided_at"))

    op.drop_table("bind_request")
    op.drop_table("plan")
    with op.batch_alter_table("job_run", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_job_run_started_at"))

    op.drop_table("job_run")
    with op.batch_alter_table("inbox", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_inbox_failed", sqlite_where=sa.text("state = 'failed'"), postgresql_where=sa.text("state = 'failed'")
        )
        batch_op.drop_index(batch_op.f("ix_inbox_account_id"))

    op.drop_table("inbox")
    op.drop_table("channel")
    with op.batch_alter_table("call", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_call_channel_at"))

    op.drop_table("call")
