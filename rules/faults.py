"""What is wrong in a plan, and the checks that all its parts share: names, doubles, numbers, clocks."""

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import time

from rules.limits import NAME, TITLE, Bounds
from rules.plan import Duty, Target


@dataclass(frozen=True)
class Fault:
    """One contradiction: the key it was found at (entries are counted from 1: `boards[2].name`) and what to change."""

    where: str
    what: str


def plain(word: str) -> str:
    """A name as it is compared: width, case, spaces and punctuation make no difference."""
    return "".join(char for char in unicodedata.normalize("NFKC", word).casefold() if char.isalnum())


def name_faults(where: str, name: str, longest: int = NAME) -> Iterator[Fault]:
    """A name that is empty, longer than the store can hold, or not on one line."""
    if not plain(name):
        yield Fault(where, "不能为空")
    elif len(name) > longest:
        yield Fault(where, f"最长 {longest} 个字，现在有 {len(name)} 个字，请改短")
    elif any(unicodedata.category(char) == "Cc" for char in name):
        yield Fault(where, "不能有换行等控制字符，请去掉")


def number_faults(where: str, noun: str, number: int, bounds: Bounds) -> Iterator[Fault]:
    """A number out of its bounds; `noun` is what it means."""
    least, greatest = bounds
    if not least <= number <= greatest:
        yield Fault(where, f"{noun}应在 {least} 至 {greatest} 之间，现在是 {number}")


def list_faults(key: str, words: Sequence[str], longest: int = NAME) -> Iterator[Fault]:
    """What is wrong with each word of a list, and doubles; its words are names to be told apart."""
    for number, word in enumerate(words, 1):
        yield from name_faults(f"{key}[{number}]", word, longest)
    yield from doubles(((f"{key}[{number}]", word) for number, word in enumerate(words, 1)), "请去掉一个")


def doubles(entries: Iterable[tuple[str, str]], remedy: str) -> Iterator[Fault]:
    """Pairs of (where, word): a fault for each word that an earlier entry has already."""
    first: dict[str, str] = {}
    for where, word in entries:
        earlier = first.setdefault(plain(word), where)
        if plain(word) and earlier != where:
            yield Fault(where, f"“{word}”与 {earlier} 重复，{remedy}")


def identity_faults(table: str, entries: Sequence[Duty | Target], longest_id: int) -> Iterator[Fault]:
    """Empty, over-long or doubled ids and titles."""
    for key, longest in (("id", longest_id), ("title", TITLE)):
        named = [(f"{table}[{number}].{key}", str(getattr(entry, key))) for number, entry in enumerate(entries, 1)]
        for where, word in named:
            yield from name_faults(where, word, longest)
        yield from doubles(named, "请改一个")


def unknown_names(where: str, noun: str, used: Sequence[str], known: Sequence[str]) -> Iterator[Fault]:
    """The names that the plan does not have; `noun` is what they name."""
    for place, name in enumerate(used, 1):
        if name not in known:
            choice = f"可用：{'、'.join(known)}" if known else f"方案里还没有{noun}"
            yield Fault(f"{where}[{place}]", f"没有名为“{name}”的{noun}（{choice}）")


def clock_faults(where: str, clock: time) -> Iterator[Fault]:
    """A time of the office's clock that brings a zone along."""
    if clock.tzinfo is not None:
        yield Fault(where, "时间按方案的时区计算，请去掉后面的 Z 或 +08:00，例如 17:00:00")
