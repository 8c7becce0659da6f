"""Periods missed in a row: what an escalation goes by."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date, datetime

from sqlalchemy import Connection, select

from models.many import one_of
from models.obligations import as_of, delivered_count, obligation_table, standing_excuse

_own = obligation_table.c


def misses_before(
    connection: Connection,
    plan_id: str,
    duty: str,
    unit_ids: Collection[int],
    before: date,
    now: datetime,
    today: date,
    live: bool = False,
) -> dict[int, int]:
    """For each unit: how many periods in a row it missed right before the one that starts on `before`.

    As it stood at `now`, on the office's day `today`. Excused periods neither count nor break the row. One statement
    or two for the period before, for the one before that, then for two, four and so on, as long as some unit's row
    goes on.
    """
    misses = dict.fromkeys(unit_ids, 0)
    in_a_row = set(unit_ids)
    known = as_of(now, today, live)
    for stretch in _stretches(connection, plan_id, duty, before):
        found = _missed(connection, plan_id, duty, stretch, in_a_row, known)
        for starts_on in stretch:
            of_period = found.get(starts_on, {})
            in_a_row -= {unit_id for unit_id, missed in of_period.items() if not missed}
            for unit_id in in_a_row & of_period.keys():
                misses[unit_id] += 1
        if not in_a_row:
            break
    return misses


def _stretches(connection: Connection, plan_id: str, duty: str, before: date) -> Iterator[Sequence[date]]:
    """The earlier periods one, one, two, four … at a time: most rows are short, a long one costs a few statements."""
    done, size = 0, 1
    while size:
        earlier = (_own.plan_id == plan_id, _own.duty == duty, _own.starts_on < before)
        query = select(_own.starts_on).where(*earlier).distinct().order_by(_own.starts_on.desc()).limit(size)
        periods = list(connection.execute(query).scalars())
        if periods:
            yield periods
            before = periods[-1]
        done += len(periods)
        size = done if len(periods) == size else 0


def _missed(
    connection: Connection,
    plan_id: str,
    duty: str,
    periods: Collection[date],
    unit_ids: Collection[int],
    known: Mapping[str, object],
) -> dict[date, dict[int, bool]]:
    """Period → unit id → whether it missed it; who was excused or owed nothing is not in it."""
    query = select(_own.starts_on, _own.unit_id, delivered_count(as_of=True) < _own.required).where(
        _own.plan_id == plan_id,
        _own.duty == duty,
        _own.starts_on.in_(periods),
        one_of(connection, _own.unit_id, unit_ids),
        standing_excuse(as_of=True).is_(None),
    )
    found: dict[date, dict[int, bool]] = {}
    for starts_on, unit_id, missed in connection.execute(query, known):
        found.setdefault(starts_on, {})[unit_id] = bool(missed)
    return found
