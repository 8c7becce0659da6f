"""What the tests of answers share: the clock and a few periods."""

from datetime import date

from models.deliveries import Delivery
from rules.plan import Target
from tests.factories import at

NOW = at("2026-11-22 09:01")
AS_OF = "截至2026年11月22日（周日）09:01"
WEEK = (date(2026, 11, 16), date(2026, 11, 23))
OCTOBER = (date(2026, 10, 1), date(2026, 11, 1))
YEAR = (date(2026, 1, 1), date(2027, 1, 1))
COUNTY = Target("county", "县级媒体", "month", 2, levels=("county",))
OWING = tuple(
    Delivery(i, unit, 1, n, "weekly") for i, unit, n in ((1, "财政局", 2), (2, "招商局", 0), (3, "办公室", 0))
)
COUNTED = tuple(Delivery(each.unit_id, each.unit, 1, each.delivered) for each in OWING)
"""The same units where no duty's period is asked for, so that nothing is owed."""
