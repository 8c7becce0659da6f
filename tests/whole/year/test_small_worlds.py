"""Small offices to which anything may happen in any order; after every step the product and the oracle agree."""

import shutil
import tempfile
from collections.abc import Iterator
from datetime import date, datetime, time
from pathlib import Path

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule, run_state_machine_as_test
from sqlalchemy import event

from models.store import Store, open_engine
from tests.whole.year.differences import differences
from tests.whole.year.drive import Play
from tests.whole.year.oracle import (
    DAY,
    WEEK,
    Absence,
    Change,
    Excuse,
    Hire,
    Leaves,
    Look,
    Oracle,
    Role,
    Send,
    Step,
    Zero,
    monday_of,
    rung_times,
)
from tests.whole.year.world import HOUR, MINUTE

UNITS = ("单位01", "单位02", "单位03")
STEADY = "替补员"
"""The liaison of a fourth unit, who stays and is never away: the deputy of the others."""

MONDAYS = (
    date(2024, 1, 29),
    date(2024, 2, 5),
    date(2026, 2, 2),
    date(2026, 3, 9),
    date(2026, 4, 27),
    date(2026, 9, 21),
)
"""First weeks: most have a holiday near."""

LONGEST = 6 * WEEK

unit_names = st.sampled_from(UNITS)


class SmallWorld(RuleBasedStateMachine):
    """Four units, an editor and a leader. `true` is the true time, `behind` what the server's clock lacks."""

    template: Path

    @initialize(monday=st.sampled_from(MONDAYS))
    def begin(self, monday: date) -> None:
        self.monday = monday
        self.true, self.behind, self.down = datetime.combine(monday, time(0)), 0 * HOUR, False
        self.folder = Path(tempfile.mkdtemp(dir=self.template.parent))
        shutil.copyfile(self.template, self.folder / "baosong.db")
        engine = open_engine(f"sqlite:///{self.folder}/baosong.db")
        event.listen(engine, "connect", lambda raw, _: raw.execute("PRAGMA synchronous = OFF"))
        self.store = Store(engine)
        self.play, self.oracle = Play(self.store, self.folder, self.true, {}), Oracle(monday)
        self.liaisons: dict[str, list[str]] = {unit: [] for unit in UNITS}
        self.items: dict[int, tuple[str, str]] = {}
        self._hire("宣传办", "编辑", "editor", monday)
        self._hire("宣传办", "领导", "leader", monday)
        self._hire("单位04", STEADY, "liaison", monday)
        for number, unit in enumerate(UNITS):
            self._hire(unit, f"负责人{number}", "head", monday)
            self._join(unit, f"报送员{number}", monday)
        self._take(Look(self.clock + 7 * MINUTE))

    @property
    def clock(self) -> datetime:
        """What the server's clock reads."""
        return self.true - self.behind

    @rule(hours=st.sampled_from([0.1, 1, 5, 20, 50]))
    def time_passes(self, hours: float) -> None:
        self._go(self.true + hours * HOUR)

    @rule(number=st.integers(1, 4), late=st.sampled_from([0, 1, 2]))
    def time_passes_to_a_rung(self, number: int, late: int) -> None:
        to_come = [when for when in self._rungs() if when > self.clock]
        self._go(to_come[number - 1] + self.behind + (late - 1) * MINUTE)

    @rule()
    def a_week_passes(self) -> None:
        self._go(self.true + WEEK)

    @rule(unit=unit_names)
    def a_unit_submits(self, unit: str) -> None:
        item = len(self.items) + 1
        self.items[item] = (unit, "待审")
        self._take(Send(self.clock, self.true, unit, item))

    @rule()
    def everybody_submits(self) -> None:
        for unit in UNITS:
            self.a_unit_submits(unit)

    @precondition(lambda self: self.items)
    @rule(data=st.data(), status=st.sampled_from(["退回", "待审", "采用", "撤回"]))
    def an_item_is_sent_back_or_in_again_or_taken_or_withdrawn(self, data: st.DataObject, status: str) -> None:
        item = data.draw(st.sampled_from(sorted(self.items)))
        unit, before = self.items[item]
        allowed = {"待审": ("退回", "采用", "撤回"), "退回": ("待审", "撤回")}
        if status in allowed.get(before, ()):
            self.items[item] = (unit, status)
            self._take(Change(self.clock, unit, item, status))

    @rule(unit=unit_names, days=st.integers(1, 6), with_deputy=st.booleans())
    def a_liaison_goes_on_leave(self, unit: str, days: int, with_deputy: bool) -> None:
        today = max(self.true, self.clock).date()
        name = self.liaisons[unit][-1]
        self._take(Absence(self.clock, unit, name, today, today + days * DAY, STEADY if with_deputy else ""))

    @rule(unit=unit_names, gap=st.sampled_from([0, 0, 3]))
    def a_liaison_is_replaced(self, unit: str, gap: int) -> None:
        day = self.true.date() + 2 * DAY
        self._take(Leaves(self.clock, unit, self.liaisons[unit][-1], "liaison", day))
        self._join(unit, f"{unit}接任{len(self.liaisons[unit])}", day + gap * DAY)

    @precondition(lambda self: not self.down)
    @rule(unit=unit_names, weeks_ago=st.sampled_from([0, 0, 1]), holds=st.booleans())
    def an_editor_excuses_a_unit_or_takes_that_back(self, unit: str, weeks_ago: int, holds: bool) -> None:
        self._take(Excuse(self.clock, unit, monday_of(self.clock.date()) - weeks_ago * WEEK, holds))

    @precondition(lambda self: not self.down)
    @rule(unit=unit_names)
    def a_unit_has_nothing_to_report(self, unit: str) -> None:
        self._take(Zero(self.clock, unit, monday_of(self.clock.date())))

    @precondition(lambda self: not self.down)
    @rule()
    def everything_goes_down(self) -> None:
        self.down = True

    @precondition(lambda self: self.down)
    @rule(starts=st.booleans())
    def it_comes_back(self, starts: bool) -> None:
        self.down = False
        self._take(Look(self.clock, starts))

    @rule(minutes=st.integers(1, 600))
    def a_replica_is_late(self, minutes: int) -> None:
        """It read the clock, was held up, and looks as of then."""
        if not self.down and self.clock - minutes * MINUTE > datetime.combine(self.monday, time(1)):
            self._take(Look(self.clock - minutes * MINUTE))

    @precondition(lambda self: self.behind == 0 * HOUR and self.clock.time() > time(1, 30))
    @rule()
    def the_clock_is_put_back_an_hour(self) -> None:
        self.behind = HOUR

    @precondition(lambda self: self.behind)
    @rule()
    def the_clock_is_put_right(self) -> None:
        self.behind = 0 * HOUR
        if not self.down:
            self._take(Look(self.clock))

    def teardown(self) -> None:
        if hasattr(self, "store"):
            try:
                assert differences(self.oracle.reached, self.play.reached()) == []
                assert self.play.ill_timed() == []
                assert self.play.doubled() == []
            finally:
                self.store.close()

    def _take(self, step: Step) -> None:
        self.oracle.take(step)
        self.play.take(step)

    def _rungs(self) -> Iterator[datetime]:
        monday = monday_of(self.clock.date()) - 3 * WEEK
        times = [when for number in range(12) for when in rung_times(monday + number * WEEK).values()]
        return iter(sorted(times))

    def _go(self, until: datetime) -> None:
        """Lets time pass; while it is up the product looks at each rung, and each night."""
        until = min(until, datetime.combine(self.monday, time(0)) + LONGEST)
        monday = monday_of(self.clock.date())
        openings = [datetime.combine(monday + number * WEEK, time(0, 7)) for number in range(9)]
        moments = sorted(when + self.behind for when in [*self._rungs(), *openings])
        for when in [each for each in moments if self.true < each < until] + [max(until, self.true)]:
            self.true = when
            if not self.down:
                self._take(Look(self.clock))

    def _hire(self, unit: str, name: str, role: Role, since: date) -> None:
        self._take(Hire(self.clock, unit, name, role, since))

    def _join(self, unit: str, name: str, since: date) -> None:
        self.liaisons[unit].append(name)
        self._hire(unit, name, "liaison", since)


FEW_AND_LONG = settings(
    max_examples=25, stateful_step_count=40, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck)
)


def test_in_small_worlds_the_product_reaches_whom_the_rules_name(sqlite_template: Path, tmp_path: Path) -> None:
    shutil.copyfile(sqlite_template, tmp_path / "template.db")
    SmallWorld.template = tmp_path / "template.db"
    run_state_machine_as_test(SmallWorld, settings=FEW_AND_LONG)
