"""Choosing a board (板块): the list that is shown, and the board that an answer to it means."""

from collections.abc import Mapping
from typing import Any

from handlers.context import Reply, UsageError, reply
from handlers.kinds import KIND, kind_told
from models.items import Item
from rules.boards import find_board
from rules.plan import WITHOUT_BOARD, Board, Plan

BUTTONS = 6  # one card of every platform
LABEL = 10  # what a button of every platform shows
BARE = Board("", key_points=("内容",))  # the form of what needs no board


def boards_to_choose(plan: Plan, question: str, way_out: str) -> Reply:
    """The plan's boards, numbered, between a question and the way out."""
    lines = [f"{place}. {board.name}" for place, board in enumerate(plan.boards, 1)]
    return _choice(plan, "\n".join((question, *lines, way_out)))


def boards_in_a_line(plan: Plan, question: str, way_out: str) -> Reply:
    """The same in one paragraph; names may have a 、 of their own, so ； stands between them."""
    names = "；".join(f"{place} {board.name}" for place, board in enumerate(plan.boards, 1))
    return _choice(plan, f"{question}{names}。{way_out}")


def label(text: str, otherwise: str) -> str:
    """What a button shows: the text if it fits whole, else the other, which does."""
    return text if len(text) <= LABEL else otherwise


def _choice(plan: Plan, text: str) -> Reply:
    buttons = [(label(board.name, f"板块{place}"), board.name) for place, board in enumerate(plan.boards[:BUTTONS], 1)]
    return reply(text, *buttons, title="选择板块")


def board_chosen(plan: Plan, answer: str) -> Board | None:
    """The board of a number in the list, or of a name; None if there is none."""
    if answer.isdecimal() and len(answer) <= 3:
        place = int(answer) - 1
        return plan.boards[place] if 0 <= place < len(plan.boards) else None
    return find_board(answer, plan.boards)


def is_placed(data: Mapping[str, Any]) -> bool:
    """Whether a conversation has chosen a board, or is about a kind that needs none."""
    return bool(data.get("board")) or kind_told(data) in WITHOUT_BOARD


def board_told(plan: Plan, data: Mapping[str, Any]) -> Board | None:
    """The board that a conversation has chosen; an empty one where its kind needs none; None if it is still to be asked
    for, or the plan has changed since and lacks it."""
    if data.get("board"):
        return find_board(data["board"], plan.boards)
    return BARE if is_placed(data) else None


def board_of_item(plan: Plan, item: Item) -> Board | None:
    """The same for a stored draft."""
    return board_told(plan, {"board": item.board, KIND: item.kind})


def board_named(plan: Plan, data: Mapping[str, Any]) -> Board:
    """The board of a conversation that has asked for it. UsageError if the plan has changed since and lacks it."""
    board = board_told(plan, data)
    if board is None:
        raise UsageError(f"方案里已经没有「{data['board']}」这个板块，请发送「报送」重新选择。")
    return board
