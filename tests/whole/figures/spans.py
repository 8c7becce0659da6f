"""Days gathered into steps, under the names that rows bear: 2026-11-09, 2026-W46, 2026-11, 2026-Q3."""

import pandas as pd


def bucket(days: pd.Series, key: str) -> pd.Series:
    """The name of the step (`day`, `week`, `month`, `quarter`) of each day."""
    if key == "quarter":
        return days.dt.year.astype("Int64").astype(str) + "-Q" + days.dt.quarter.astype("Int64").astype(str)
    return days.dt.strftime({"day": "%Y-%m-%d", "week": "%G-W%V", "month": "%Y-%m"}[key])


def buckets(first: pd.Timestamp, last: pd.Timestamp, key: str) -> list[str]:
    """The name of every step that has a day from `first` to `last`, both included, in order."""
    days = pd.Series(pd.date_range(first, last, freq="D"))
    return list(dict.fromkeys(bucket(days, key))) if len(days) else []
