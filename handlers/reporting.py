"""报送: the command in its three forms. The guided form is in `form`, free text that is recognised in `drafting`."""

import re

from handlers.boards import BARE, board_of_item
from handlers.context import WRITERS, Command, Context, Reply, UsageError
from handlers.drafting import LONGEST_BOARD_NAME, ask_for_board, propose, propose_for
from handlers.form import begin_form
from handlers.kinds import take_kind
from handlers.made_up import period_told
from handlers.represented import UNIT, may_report_for, represented, written_for
from handlers.submitting import Draft, submit
from handlers.words import take_number
from models.items import item_by_number
from rules.boards import find_board, title_of
from rules.plan import NEWS, WITHOUT_BOARD, Board

_ONE_SHOT = re.compile(r"^(\S+)[ \t　]+(\S[^\n]*)(?:\n(.*))?$", re.DOTALL)
_HEAD = re.compile(r"^([^\s,，:：;；。]+)[\s,，:：;；。]*(.*)$", re.DOTALL)


def report(context: Context, arguments: str) -> Reply:
    """`报送` starts the form; `报送 板块 标题⏎正文` stores at once; `报送 12` sends in draft 12.

    The first word may be a kind of the plan: `报送 案例 板块 标题⏎正文`, `报送 统计 标题⏎正文`.
    """
    number, rest = take_number(arguments)
    if number is not None and not rest:
        return _send_in_draft(context, number)
    if not represented(context) and context.named_unit is None:
        raise UsageError("请写明为哪个单位报送，例如：代报 财政局 标题和正文。")
    context.named_kind, text = take_kind(arguments, context.plan)
    if text.strip():
        return _one_shot(context, text.strip())
    return begin_form(context, _bare(context))


def _bare(context: Context) -> Board | None:
    """The form of an item without a board, where the kind that was named needs none."""
    return BARE if context.named_kind in WITHOUT_BOARD else None


def _one_shot(context: Context, arguments: str) -> Reply:
    found = _ONE_SHOT.match(arguments)
    board = find_board(found[1], context.plan.boards) if found else None
    if found and board:
        return _store(context, board, found[2], found[3] or "")
    if _bare(context) is None:
        return _incomplete(context, arguments)
    title, _, body = arguments.partition("\n")
    return _store(context, BARE, title, body) if title_of(title) else begin_form(context, BARE)


def _store(context: Context, board: Board, title: str, body: str) -> Reply:
    title, kind = title.strip(), context.named_kind or NEWS
    return submit(context, Draft(board, title, body.strip() or title, kind, period=context.named_period))


def _incomplete(context: Context, arguments: str) -> Reply:
    """What cannot be stored at once: a board alone begins the form, a text is kept until the rest is known."""
    if not title_of(arguments):
        names = "；".join(board.name for board in context.plan.boards)
        how = " ".join(filter(None, ("报送", context.named_kind, context.plan.boards[0].name, "标题")))
        raise UsageError(f"请写明板块和标题，例如：{how}，换行后写正文。板块有：{names}。")
    head = _HEAD.match(arguments)
    board = find_board(head[1], context.plan.boards) if head and len(head[1]) <= LONGEST_BOARD_NAME else None
    if head and board:
        return propose_for(context, board, head[2].strip()) if title_of(head[2]) else begin_form(context, board)
    if len(arguments) >= context.plan.recognition.shortest:
        return propose(context, arguments)
    return _unknown_board(context, arguments)


def _unknown_board(context: Context, arguments: str) -> Reply:
    found = _ONE_SHOT.match(arguments)
    named = found is not None and len(found[1]) <= LONGEST_BOARD_NAME
    title = title_of(found[2]) if found and named else ""
    why = f"没有「{found[1]}」这个板块" if found and title else f"还不知道「{title_of(arguments)}」属于哪个板块"
    question = f"{why}，内容已经留着，请回复板块的序号或名称："
    return ask_for_board(context, title or title_of(arguments), arguments, question)


def _send_in_draft(context: Context, number: int) -> Reply:
    """Sends in what was kept as a draft; its board must be known by now."""
    item = item_by_number(context.connection, context.plan.id, number, lock=True)
    if item is None or not may_report_for(context, item.unit_id) or item.status != "草稿":
        raise UsageError(f"没有第{number}号草稿。发送「我的」查看本单位的信息和草稿。")
    board = board_of_item(context.plan, item)
    if board is None:
        raise UsageError(f"第{number}号草稿还没有板块，请发送：修改 {number} 板块 {context.plan.boards[0].name}")
    told = written_for(context, item)
    unit_id, period = told.get(UNIT), period_told(told, context.plan)
    draft = Draft(board, item.title, item.body, item.kind, item.points, number, unit_id=unit_id, period=period)
    return submit(context, draft)


REPORT = Command(
    words=("报送",),
    usage="报送（按要点逐项填写）\n报送 板块 标题，换行写正文（一次报送）\n报送 12（把第12号草稿报上来）\n"
    "报送 案例 板块 标题，换行写正文（写明类型，不写为信息）\n报送 统计 标题，换行写正文（统计、项目进展不用写板块）",
    summary="报送一条信息",
    run=report,
    roles=WRITERS,
    in_group=False,
)
