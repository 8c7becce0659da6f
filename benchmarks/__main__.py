"""Runs the benchmarks that are named, all of them by default, and prints their tables as Markdown."""

import sys
from collections.abc import Callable

from benchmarks import callbacks, duties, questions

BENCHMARKS: dict[str, Callable[[], None]] = {
    "callbacks": callbacks.main,
    "duties": duties.main,
    "questions": questions.main,
}


def main() -> None:
    names = sys.argv[1:] or list(BENCHMARKS)
    unknown = [name for name in names if name not in BENCHMARKS]
    if unknown:
        sys.exit(f"没有基准 {unknown[0]}，可选：{'、'.join(BENCHMARKS)}")
    for name in names:
        BENCHMARKS[name]()


main()
