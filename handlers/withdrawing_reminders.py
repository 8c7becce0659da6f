"""Nobody is chased who has delivered: what fulfils an obligation takes back the reminders that have not left yet."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection

from models.chase_facts import parts_of
from models.chases import links_of, unsent_about
from models.obligations import lock_obligations
from models.outbox import OutboxRow, cancel, rewrite
from reports.chase_text import as_they_leave, letter_content

REASON = "已经报送，不再提醒"


def settle(connection: Connection, obligation_ids: Sequence[int], now: datetime) -> None:
    """Cancels or rewords the unsent reminders about these obligations by what is still owed.

    What is owed is read after the lock is taken, so that two who deliver at once do not both see one still missing.
    """
    if not obligation_ids:
        return
    lock_obligations(connection, obligation_ids)
    for letter in unsent_about(connection, obligation_ids):
        _reconsider(connection, letter, now)


def _reconsider(connection: Connection, letter: OutboxRow, now: datetime) -> None:
    """A letter about one unit goes; one that speaks of several is worded anew without those who delivered."""
    parts = parts_of(connection, links_of(connection, [letter.key]), now)
    if parts:
        rewrite(connection, letter.id, letter_content(as_they_leave(parts, max(now, letter.due_at))))
    else:
        cancel(connection, [letter.id], REASON)
