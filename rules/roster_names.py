"""What a plan says of units, classes and groups: names that mean nothing unless the roster writes them the same way."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from rules.plan import Duty, Plan

RosterKey = Literal["units", "classes", "groups"]
KEYS: tuple[RosterKey, ...] = ("units", "classes", "groups")


@dataclass(frozen=True)
class RosterName:
    """A name in a plan and the key it stands at (entries are counted from 1: `duties[1].units[2]`)."""

    where: str
    key: RosterKey
    name: str


def roster_names(plan: Plan) -> Iterator[RosterName]:
    """Every name of a unit, a class or a group in a plan, in the order of the file."""
    yield from _names("groups", "groups", plan.groups)
    for number, duty in enumerate(plan.duties, 1):
        yield from _of_duty(f"duties[{number}]", duty)


def _of_duty(where: str, duty: Duty) -> Iterator[RosterName]:
    for key in KEYS:
        yield from _names(f"{where}.{key}", key, getattr(duty, key))
    for number, quota in enumerate(duty.quotas, 1):
        for key in KEYS:
            yield from _names(f"{where}.quotas[{number}].{key}", key, getattr(quota, key))
    for number, rung in enumerate(duty.ladder, 1):
        yield from _names(f"{where}.ladder[{number}].classes", "classes", rung.classes)


def _names(where: str, key: RosterKey, names: Sequence[str]) -> Iterator[RosterName]:
    return (RosterName(f"{where}[{place}]", key, name) for place, name in enumerate(names, 1))
