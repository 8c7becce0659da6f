"""What every text about an item begins with: its kind, where that is not plain news, and its board."""

from rules.plan import NEWS, WITHOUT_BOARD

NO_BOARD = "未定板块"


def kind_and_board(kind: str, board: str) -> list[str]:
    """The lines `类型：案例` and `板块：安全生产管理`. A kind that needs no board has no line for none."""
    lines = [f"类型：{kind}"] if kind != NEWS else []
    if board or kind not in WITHOUT_BOARD:
        lines.append(f"板块：{board or NO_BOARD}")
    return lines


def told_under(kind: str, board: str) -> str:
    """The same in a list: `安全生产管理`, `案例 安全生产管理`, `统计`."""
    shown = board or ("" if kind in WITHOUT_BOARD else NO_BOARD)
    return " ".join(filter(None, (kind if kind != NEWS else "", shown)))
