"""Who goes on with a conversation: the name of a flow → what takes the next message."""

from collections.abc import Mapping

from handlers.appending import go_on_with_addition
from handlers.choosing_unit import go_on_with_unit
from handlers.context import EDITORS, LIAISONS, WRITERS, Handler
from handlers.drafting import go_on_with_draft
from handlers.form import go_on_with_form
from handlers.reminding import confirm_reminder
from rules.plan import Role

FLOWS: Mapping[str, Handler] = {
    "form": go_on_with_form,
    "draft": go_on_with_draft,
    "append": go_on_with_addition,
    "remind": confirm_reminder,
    "unit": go_on_with_unit,
}

# Who may go on: a right that is lost in the middle of a conversation is lost.
ROLES: Mapping[str, frozenset[Role]] = {
    "form": WRITERS,
    "draft": WRITERS,
    "append": LIAISONS,
    "remind": EDITORS,
    "unit": LIAISONS,
}

# No conversation, or one whose answer is a word or two: whatever is a command is meant as one.
COMMANDS_WIN = frozenset(("", "draft", "append", "remind", "unit"))
