from collections.abc import Collection
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.chasing import RungInstant, audiences, concerns, highest_rung, rung_instants, send_at
from rules.duties import deadline_day
from rules.periods import office_date, period_of
from rules.plan import Audience, Duty, Escalation, PeriodKind, Plan, Preset, Rung, Tone, default_ladder
from rules.workdays import Workdays
from tests.rules.samples import JINHU, SHANGHAI, WEEKLY, days, moments, office

WORKDAYS = Workdays.of(JINHU)
KATHMANDU = ZoneInfo("Asia/Kathmandu")
MINUTE = timedelta(minutes=1)
NORMAL = Tone()


def ladder(day: str, duty: Duty = WEEKLY, plan: Plan = JINHU) -> tuple[RungInstant, ...]:
    period = period_of(duty.period, date.fromisoformat(day), plan)
    return rung_instants(duty, period, Workdays.of(plan), SHANGHAI)


def times(rungs: tuple[RungInstant, ...]) -> dict[str, datetime]:
    return {rung.rung.id: rung.at for rung in rungs}


def tick(rungs: tuple[RungInstant, ...], fired: Collection[str], now: str, own: Collection[str] | None = None) -> str:
    """The id of the rung that fires, or "". `own` are those that concern the unit, None for all."""
    due = [rung for rung in rungs if rung.at <= office(now)]
    fires = highest_rung([rung for rung in due if own is None or rung.rung.id in own], rungs, fired)
    return fires.rung.id if fires else ""


def in_minute(moment: datetime, zone: ZoneInfo = SHANGHAI) -> int:
    return moment.astimezone(zone).minute


def is_quiet(moment: datetime, tone: Tone) -> bool:
    """Walks the office's clock minute by minute from the beginning of the quiet hours, as a person would."""
    clock = moment.astimezone(SHANGHAI).time().replace(second=0, microsecond=0)
    quiet = datetime.combine(date(2026, 1, 1), tone.quiet_from)
    while quiet.time() != tone.quiet_to:
        if quiet.time() == clock:
            return True
        quiet += MINUTE
    return False


WEEK = ladder("2026-11-18")


def test_the_default_ladder_of_a_plain_week() -> None:
    assert times(WEEK) == {
        "day-before": office("2026-11-19 15:07"),
        "same-day": office("2026-11-20 14:07"),
        "group": office("2026-11-20 16:07"),
        "summary": office("2026-11-23 09:07"),
    }
    assert [rung.index for rung in WEEK] == [0, 1, 2, 3]


def test_rungs_are_told_in_utc() -> None:
    assert WEEK[0].at == datetime(2026, 11, 19, 7, 7, tzinfo=UTC)
    assert all(rung.at.tzinfo is UTC for rung in WEEK)


def test_a_deadline_moved_to_wednesday_moves_all_rungs() -> None:
    assert times(ladder("2026-09-28")) == {
        "day-before": office("2026-09-29 15:07"),
        "same-day": office("2026-09-30 14:07"),
        "group": office("2026-09-30 16:07"),
        "summary": office("2026-10-08 09:07"),
    }


def test_in_a_week_with_a_make_up_saturday_the_summary_waits_for_the_next_week() -> None:
    assert times(ladder("2026-10-08")) == {
        "day-before": office("2026-10-08 15:07"),
        "same-day": office("2026-10-09 14:07"),
        "group": office("2026-10-09 16:07"),
        "summary": office("2026-10-12 09:07"),
    }


@pytest.mark.parametrize(
    ("day", "summary"),
    [
        ("2026-09-14", "2026-09-21 09:07"),  # the Sunday is a make-up day
        ("2026-06-15", "2026-06-22 09:07"),  # the Friday is off
        ("2026-02-09", "2026-02-24 09:07"),  # a make-up Saturday, then a week off throughout and a Monday off
        ("2025-12-29", "2026-01-05 09:07"),  # off from Thursday, the Sunday is a make-up day
    ],
)
def test_the_summary_goes_out_on_the_first_working_day_after_the_week(day: str, summary: str) -> None:
    assert times(ladder(day))["summary"] == office(summary)


def test_an_own_ladder_counts_working_days_after_an_early_deadline() -> None:
    duty = replace(WEEKLY, deadline_day=2, ladder=(Rung("after", 2, time(9, 7), ("liaison",)),))
    assert times(ladder("2026-11-18", duty)) == {"after": office("2026-11-19 09:07")}


def test_a_monthly_ladder_counts_a_make_up_day_like_any_working_day() -> None:
    after = Rung("after", 1, time(9, 7), ("liaison",))
    duty = Duty("monthly", "每月", period="month", deadline_day=9, ladder=(after,))
    assert times(ladder("2026-10-01", duty)) == {"after": office("2026-10-10 09:07")}
    late_in_the_month = replace(duty, deadline_day=29)
    assert times(ladder("2026-10-01", late_in_the_month)) == {"after": office("2026-10-30 09:07")}


def test_a_rung_that_would_fall_before_the_week_does_not_fire() -> None:
    plan = replace(JINHU, days_off=tuple(date(2026, 11, day) for day in range(17, 21)))
    rungs = ladder("2026-11-18", plan=plan)
    assert times(rungs) == {
        "same-day": office("2026-11-16 14:07"),
        "group": office("2026-11-16 16:07"),
        "summary": office("2026-11-23 09:07"),
    }
    assert [rung.index for rung in rungs] == [1, 2, 3]


def test_a_week_without_a_working_day_has_no_rungs() -> None:
    assert ladder("2026-02-18") == ()


@pytest.mark.parametrize(("preset", "rungs"), [("default", 4), ("three-colours", 3), ("none", 0)])
def test_a_duty_of_any_period_has_the_ladder_of_its_preset(preset: Preset, rungs: int) -> None:
    assert len(ladder("2026-11-18", replace(WEEKLY, preset=preset))) == rungs
    assert len(ladder("2026-11-18", replace(WEEKLY, period="month", deadline_day=25, preset=preset))) == rungs


@pytest.mark.parametrize(
    ("period", "day", "number", "on"),
    [
        ("week", "2026-11-18", 6, "2026-11-21"),  # a Saturday: the plan asks for that day
        ("week", "2026-09-28", 5, "2026-10-02"),  # a holiday
        ("month", "2026-11-18", 1, "2026-11-01"),
        ("month", "2026-02-10", 31, "2026-02-28"),
        ("quarter", "2026-10-08", 15, "2026-12-15"),
        ("half", "2026-10-08", 15, "2026-12-15"),
        ("year", "2026-03-01", 31, "2026-12-31"),
        ("plan", "2026-03-01", 3, "2024-08-22"),
    ],
)
def test_a_rung_may_lie_on_a_fixed_day_working_or_not(period: PeriodKind, day: str, number: int, on: str) -> None:
    rung = Rung("fixed", 0, time(9, 37), ("liaison",), day=number)
    assert times(ladder(day, Duty("any", "任务", period, ladder=(rung,)))) == {"fixed": office(f"{on} 09:37")}


def test_a_fixed_day_chases_nobody_in_an_excused_period() -> None:
    assert ladder("2026-02-18", replace(WEEKLY, ladder=(Rung("fixed", to=("liaison",), day=3),))) == ()


def test_rungs_come_in_order_of_time_whatever_the_plan_says() -> None:
    late, early = Rung("late", 0, time(16, 7)), Rung("early", -1, time(9, 7))
    rungs = ladder("2026-11-18", replace(WEEKLY, ladder=(late, early)))
    assert [(rung.rung.id, rung.index) for rung in rungs] == [("early", 1), ("late", 0)]


@given(day=days)
def test_no_rung_falls_before_its_period_and_offsets_keep_their_side_of_the_deadline(day: date) -> None:
    week = period_of("week", day, JINHU)
    due_day = deadline_day(WEEKLY, week, WORKDAYS)
    for rung in rung_instants(WEEKLY, week, WORKDAYS, SHANGHAI):
        on = office_date(rung.at, SHANGHAI)
        assert due_day
        assert on >= week.start
        assert (on > due_day) - (on < due_day) == (rung.rung.offset > 0) - (rung.rung.offset < 0)
        assert WORKDAYS.is_working(on)
        assert (on >= week.end) is (rung.rung.offset > 0)


@pytest.mark.parametrize(
    ("fired", "now", "expected"),
    [
        ((), "2026-11-19 15:06", ""),
        ((), "2026-11-19 15:07", "day-before"),
        (("day-before",), "2026-11-19 15:08", ""),
        (("day-before",), "2026-11-20 14:07", "same-day"),
        ((), "2026-11-20 14:07", "same-day"),
        ((), "2026-11-23 10:00", "summary"),
        (("group",), "2026-11-20 17:00", ""),
        (("summary",), "2026-11-20 17:00", ""),
        (("day-before", "same-day", "group", "summary"), "2026-12-31 00:00", ""),
        (("of-an-older-ladder",), "2026-11-19 15:07", "day-before"),
    ],
)
def test_only_the_highest_due_rung_fires(fired: tuple[str, ...], now: str, expected: str) -> None:
    assert tick(WEEK, fired, now) == expected


@pytest.mark.parametrize(
    ("own", "fired", "expected"),
    [
        (("day-before", "group"), (), "group"),
        (("day-before", "same-day"), (), "same-day"),
        (("day-before",), ("same-day",), ""),
        (("day-before", "same-day"), ("day-before",), "same-day"),
        ((), (), ""),
    ],
)
def test_of_the_due_rungs_only_those_for_the_unit_count(
    own: tuple[str, ...], fired: tuple[str, ...], expected: str
) -> None:
    assert tick(WEEK, fired, "2026-11-20 17:00", own) == expected


@given(ticks=st.lists(st.integers(-48, 300)))
def test_each_rung_fires_at_most_once_and_none_below_one_that_fired(ticks: list[int]) -> None:
    start = office("2026-11-16 00:00")
    done: set[str] = set()
    order: list[RungInstant] = []
    for hours in ticks:  # in any order: clocks are set back, replicas disagree
        now = start + timedelta(hours=hours)
        due = [rung for rung in WEEK if rung.at <= now]
        fires = highest_rung(due, WEEK, done)
        if fires:
            order.append(fires)
            done.add(fires.rung.id)
            assert highest_rung(due, WEEK, done) is None
    assert order == sorted(set(order), key=lambda rung: rung.index)


@pytest.mark.parametrize(
    ("rung", "class_name", "misses", "expected"),
    [
        (Rung("a"), "", 1, True),
        (Rung("a", from_miss=2), "", 1, False),
        (Rung("a", from_miss=2), "", 2, True),
        (Rung("a", classes=("部门",)), "部门", 1, True),
        (Rung("a", classes=("部门",)), "镇街", 9, False),
    ],
)
def test_a_rung_may_be_for_some_classes_or_from_some_miss_on(
    rung: Rung, class_name: str, misses: int, expected: bool
) -> None:
    assert concerns(rung, class_name, misses) is expected


SAME_DAY, SUMMARY = default_ladder()[1], default_ladder()[3]


@pytest.mark.parametrize(
    ("rung", "misses", "expected"),
    [
        (SAME_DAY, 1, ("liaison",)),
        (SAME_DAY, 2, ("liaison", "head")),
        (SAME_DAY, 9, ("liaison", "head")),
        (SUMMARY, 2, ("editors",)),
        (SUMMARY, 3, ("editors", "leaders")),
        (Rung("twice", 0, time(9), ("head",), (Escalation("head", 1),)), 1, ("head",)),
        (Rung("later", 0, time(9), (), (Escalation("head", 2),)), 1, ()),
    ],
)
def test_a_row_of_misses_adds_audiences(rung: Rung, misses: int, expected: tuple[Audience, ...]) -> None:
    assert audiences(rung, misses) == expected


@pytest.mark.parametrize("now", ["2026-11-20 15:07", "2026-11-20 15:59", "2026-11-20 20:59", "2026-11-20 08:01"])
def test_outside_quiet_hours_and_round_minutes_it_leaves_at_once(now: str) -> None:
    assert send_at(office(now), NORMAL, SHANGHAI, "key") == office(now)


@pytest.mark.parametrize("now", ["2026-11-20 15:00", "2026-11-20 15:30"])
def test_in_a_round_minute_it_leaves_one_to_five_minutes_later(now: str) -> None:
    moved = {send_at(office(now), NORMAL, SHANGHAI, f"key{number}") - office(now) for number in range(100)}
    assert moved == {minutes * MINUTE for minutes in range(1, 6)}


def test_the_same_key_moves_by_the_same_minutes_in_every_process() -> None:
    now = office("2026-11-20 15:00")
    assert send_at(now, NORMAL, SHANGHAI, "chase:2026-W47:weekly:1") == office("2026-11-20 15:02")


@pytest.mark.parametrize(
    ("now", "morning"),
    [
        ("2026-11-20 21:00", "2026-11-21"),
        ("2026-11-20 23:59", "2026-11-21"),
        ("2026-11-21 00:00", "2026-11-21"),
        ("2026-11-21 07:59", "2026-11-21"),
    ],
)
def test_quiet_hours_hold_a_reminder_until_just_after_they_end(now: str, morning: str) -> None:
    held = send_at(office(now), NORMAL, SHANGHAI, "key")
    assert office(f"{morning} 08:01") <= held <= office(f"{morning} 08:05")


def test_quiet_hours_within_one_day_hold_too() -> None:
    nap = Tone(quiet_from=time(12, 0), quiet_to=time(14, 10))
    assert send_at(office("2026-11-20 13:15"), nap, SHANGHAI, "key") == office("2026-11-20 14:10")
    assert send_at(office("2026-11-20 23:15"), nap, SHANGHAI, "key") == office("2026-11-20 23:15")


def test_equal_ends_mean_no_quiet_hours() -> None:
    open_all_day = Tone(quiet_from=time(8, 0), quiet_to=time(8, 0))
    assert send_at(office("2026-11-20 03:07"), open_all_day, SHANGHAI, "key") == office("2026-11-20 03:07")


def test_a_minute_moved_into_quiet_hours_is_held_until_they_end() -> None:
    tone = Tone(quiet_from=time(20, 31), quiet_to=time(8, 7))
    assert send_at(office("2026-11-20 20:30"), tone, SHANGHAI, "key") == office("2026-11-21 08:07")


def test_round_minutes_are_those_of_the_offices_clock() -> None:
    now = datetime(2026, 11, 20, 4, 15, tzinfo=UTC)  # 10:00 in Kathmandu
    assert in_minute(now, KATHMANDU) == 0
    assert send_at(now, NORMAL, KATHMANDU, "key") > now


def test_quiet_hours_that_leave_one_round_minute_are_kept_and_the_minute_is_not() -> None:
    tone = Tone(quiet_from=time(8, 1), quiet_to=time(8, 0))
    assert send_at(office("2026-11-20 12:00"), tone, SHANGHAI, "key") == office("2026-11-21 08:00")


quiet_clocks = st.builds(time, st.integers(0, 23), st.integers(0, 59))


@given(now=moments, quiet_from=quiet_clocks, open_minutes=st.integers(7, 1440), key=st.text(max_size=20))
def test_a_reminder_never_leaves_early_in_quiet_hours_or_in_a_round_minute(
    now: datetime, quiet_from: time, open_minutes: int, key: str
) -> None:
    quiet_to = (datetime.combine(date(2026, 1, 2), quiet_from) - open_minutes * MINUTE).time()
    tone = Tone(quiet_from=quiet_from, quiet_to=quiet_to)
    leaves = send_at(now, tone, SHANGHAI, key)
    assert leaves >= now
    assert in_minute(leaves) not in (0, 30)
    assert not is_quiet(leaves, tone)
    assert send_at(leaves, tone, SHANGHAI, key) == leaves
    if not is_quiet(now, tone):
        assert leaves == now if in_minute(now) not in (0, 30) else leaves > now


@given(now=moments, key=st.text(max_size=20))
def test_with_the_default_quiet_hours_nothing_is_held_longer_than_a_night(now: datetime, key: str) -> None:
    assert send_at(now, NORMAL, SHANGHAI, key) - now <= timedelta(hours=11, minutes=5)
