"""The bounds of what a plan may say: lengths that the store has columns for, and numbers that an office can mean.

The rules know no tables, so each length stands here a second time; a test holds it against the columns.
"""

PLAN_ID = 64
TITLE = 200
DUTY_ID = 64
TARGET_ID = 64
RUNG_ID = 40
KIND = 20
NAME = 100
"""A board, an outlet or a column with its aliases; a unit, a class or a group of units."""

LISTS = {"kinds": 500, "boards": 2000, "levels": 100}
"""What a duty counts, by key: its names joined, with a `BETWEEN_NAMES` around each."""

BETWEEN_NAMES = "|"

Bounds = tuple[int, int]
"""The least and the greatest number, both included."""

REQUIRED: Bounds = (1, 1000)
QUOTA: Bounds = (0, 1000)
MAKE_UP: Bounds = (0, 60)
ZERO_REPORTS: Bounds = (0, 100)
OFFSET: Bounds = (-60, 60)
FROM_MISS: Bounds = (1, 60)
NEEDED: Bounds = (1, 100_000)
WARN_DAYS: Bounds = (0, 366)
SHORTEST: Bounds = (1, 1000)
DAYS_WITHOUT_END = 36_525
"""The highest number of a day in the span of a plan without an end: a hundred years."""
