"""Which wording of a reminder (催报) goes to whom: one for each audience, one letter for all that a person owes."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from models.chase_facts import ChaseFacts, Part
from models.outbox import Content
from reports.chase_merged import merged, tasks_of
from reports.chase_posts import editors_summary, group_post, leaders_summary
from reports.chase_private import to_deputy, to_head, to_liaison
from reports.chase_template import own_content
from rules.templates import PRIVATE

WORDINGS: Mapping[str, Callable[[ChaseFacts], Content]] = {
    "liaison": to_liaison,
    "deputy": to_deputy,
    "head": to_head,
    "group": group_post,
    "editors": editors_summary,
    "leaders": leaders_summary,
}


def content_for(audience: str, facts: ChaseFacts) -> Content:
    """The reminder for one of the audiences of `rules.plan`.

    Private ones speak of the first obligation owed; ValueError if there is none. The rung's own words replace ours,
    but not a summary, the news that everybody has delivered, and what a head is told instead of the liaison.
    """
    if audience in PRIVATE:
        if not facts.owed:
            raise ValueError("a private reminder needs an obligation")
        facts = replace(facts, owed=facts.owed[:1], deadline=facts.owed[0].deadline)
    text = facts.rung.text if facts.rung and facts.owed and not facts.instead else ""
    if text and audience not in ("editors", "leaders"):
        return own_content(audience, text, facts)
    return WORDINGS[audience](facts)


def letter_content(parts: Sequence[Part]) -> Content:
    """All that one receiver is told at one time; ValueError for no parts.

    What they owe themselves comes first, several things as one list, then summaries and posts one below the other.
    """
    tasks = tasks_of(parts)
    told = [merged(tasks)] if len(tasks) > 1 else [content_for(task.audience, task.facts) for task in tasks]
    told += [content_for(part.audience, part.facts) for part in parts if part.audience not in PRIVATE]
    if not told:
        raise ValueError("a letter needs something to say")
    return replace(told[0], text="\n\n".join(content.text for content in told))


def as_they_leave(parts: Sequence[Part], leaves: datetime) -> list[Part]:
    """Who is written to in private is told how much time is left when the letter leaves."""
    return [
        replace(part, facts=replace(part.facts, now=leaves)) if part.audience in PRIVATE else part for part in parts
    ]
