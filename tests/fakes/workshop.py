"""A workshop that makes short bytes which name what they were made of, and what the figures of an answer look like."""

from bot.workshop import Workshop
from models.enclosures import Chart, Sheet

CHART = Chart("各单位采用量", "今年", "bars", (("财政局", 12), ("招商局", 7.5)))
SHEET = Sheet("采用明细", ("单位", "条数"), (("财政局", 12), ("=1+1", None)))

WORKSHOP = Workshop(lambda chart: b"\x89PNG " + chart.title.encode(), lambda sheet: b"PK " + sheet.name.encode())
"""What is made is no real picture and no real workbook, but begins as they do."""


def broken(figures: object) -> bytes:
    """The maker of nothing: `Workshop(broken, broken)`. Its error quotes what no log may show."""
    raise ValueError(repr(figures))
