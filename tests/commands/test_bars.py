"""Progress bars: on a terminal, never in a pipe."""

import io
import sys

import pytest

from commands.bars import progress_bar


class Terminal(io.StringIO):
    """A stream that says it is one."""

    def isatty(self) -> bool:
        return True


def test_in_a_pipe_there_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    pipe = io.StringIO()
    monkeypatch.setattr(sys, "stderr", pipe)
    with progress_bar("读取台账") as progress:
        assert progress is None
    assert pipe.getvalue() == ""


def test_on_a_terminal_it_grows_to_the_end_even_where_the_total_changes(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    with progress_bar("读取台账") as progress:
        assert progress is not None
        progress(100, 400)
        progress(500, 500)
    assert terminal.getvalue().startswith("\r") or "读取台账" in terminal.getvalue()
    assert "100%" in terminal.getvalue()
