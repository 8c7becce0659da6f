"""Lapsing: what nobody went on with for a day becomes a draft (草稿), and its writer is told so. Nothing here sends."""

import logging
from datetime import datetime, timedelta

from sqlalchemy import Connection

from models.channels import private_routes
from models.conversations import LIFE, Untouched, untouched_conversations
from models.drafts import lapse_conversation, last_word_key
from models.outbox import Letter, post
from reports.draft_text import last_word
from rules.chasing import send_at
from rules.periods import office_date
from rules.plan import Plan

logger = logging.getLogger(__name__)

MARGIN = timedelta(minutes=2)
"""A message that came in the last second of the day is at work still: it is left alone."""


def lapsing(connection: Connection, plan: Plan, now: datetime) -> list[Untouched]:
    """Whose conversations in a plan have lapsed by `now`, the longest first."""
    return untouched_conversations(connection, plan.id, now - LIFE - MARGIN, office_date(now, plan.zone))


def lapse(connection: Connection, plan: Plan, whose: Untouched, now: datetime) -> int:
    """Ends one lapsed conversation and keeps what was typed in it, unless somebody goes on with it meanwhile.

    → how many letters were written: one to who has typed something and is in office, on the best of the person's ways.
    """
    ended = lapse_conversation(connection, plan, whose.member_id, now - LIFE - MARGIN, now)
    if ended is None or ended.number is None:
        return 0
    logger.info("lapse-drafts %s: draft %s kept", plan.id, ended.number)
    routes = private_routes(connection, [whose.member_id]).get(whose.member_id, []) if whose.in_office else []
    key = f"{last_word_key(plan.id, ended.number)}:{ended.began_at:%Y%m%dT%H%M%SZ}"
    letters = [
        Letter(
            key=key,
            channel=route.channel,
            account=route.account,
            content=last_word(ended.number, ended.began_at, plan.zone),
            due_at=send_at(now, plan.tone, plan.zone, key),
            job="lapse-drafts",
            plan_id=plan.id,
            audience="liaison",
            member_id=whose.member_id,
        )
        for route in routes[:1]
    ]
    return post(connection, letters, now)
