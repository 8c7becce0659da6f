"""All tables in one place, for migrations and for tests that want to know that none was forgotten."""

from models import (
    attachments,
    bindings,
    calendar,
    calls,
    channels,
    chases,
    conversations,
    inbox,
    items,
    jobs,
    last_questions,
    leaves,
    members,
    obligations,
    outbox,
    plans,
    publications,
)
from models.base import metadata

TABLES = metadata.tables

__all__ = [
    "TABLES",
    "attachments",
    "bindings",
    "calendar",
    "calls",
    "channels",
    "chases",
    "conversations",
    "inbox",
    "items",
    "jobs",
    "last_questions",
    "leaves",
    "members",
    "metadata",
    "obligations",
    "outbox",
    "plans",
    "publications",
]
