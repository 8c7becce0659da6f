"""What the tests of wording share: obligations without a database."""

from dataclasses import replace

from models.chase_facts import ChaseFacts
from models.obligations import Obligation
from models.plan_file import plan_from_text
from rules.periods import period_of
from tests.factories import PLAN_TEXT, at

PLAN = plan_from_text(PLAN_TEXT, "test")
DUTY = PLAN.duties[0]
DEADLINE = at("2026-11-20 17:00")
WEEK = period_of("week", DEADLINE.date(), PLAN)


def owes(unit: str = "招商局", unit_id: int = 1, delivered: int = 0, required: int = 1) -> Obligation:
    """An obligation of the week of 20 November 2026."""
    return Obligation(
        id=unit_id,
        plan_id="jinhu",
        duty="weekly",
        unit_id=unit_id,
        unit=unit,
        period=WEEK.key,
        starts_on=WEEK.start,
        ends_on=WEEK.end,
        deadline=DEADLINE,
        required=required,
        excuse=None,
        opened_at=at("2026-11-16 00:07"),
        chase_from=at("2026-11-16 00:07"),
        delivered=delivered,
    )


def excused(unit: str, reason: str, unit_id: int = 9) -> Obligation:
    """An obligation of which the unit is excused."""
    return replace(owes(unit, unit_id), excuse=reason)


def facts(now: str, *owed: Obligation, **changes: object) -> ChaseFacts:
    """The facts of that week with twelve units, each owed for the first time unless told otherwise."""
    known = ChaseFacts(
        plan=PLAN,
        duty=DUTY,
        period=WEEK,
        deadline=DEADLINE,
        owed=owed,
        expected=12,
        misses={row.unit_id: 1 for row in owed},
        now=at(now),
    )
    return replace(known, **changes)  # type: ignore[arg-type]
