"""草稿: the unit's drafts, the whole of one, and taking one up again."""

from handlers.boards import board_of_item
from handlers.context import LIAISONS, Command, Context, Reply, UsageError, reply
from handlers.drafting import resume_draft
from handlers.form import resume_form
from handlers.represented import may_report_for, represented
from handlers.talk import current, lapsed, waits_in_private
from handlers.unfinished import keep_unfinished, with_note
from handlers.words import plain_answer, take_number
from models.attachments import attachments_of
from models.items import Item, drafts_of_units, item_by_number
from reports.draft_text import draft_list, draft_text

SHOWN = 12
BUTTONS = 6  # one card of every platform
IN_HAND = {
    "form": "正在填写：{}，回复即可继续。",
    "draft": "等待确认：{}，回复「确认」报送，「取消」不报。",
    "unit": "等待选择单位：{}，回复单位的名称即可报送。",
}
RESUME = frozenset(("继续", "续填", "继续填写", "接着写"))


def show_drafts(context: Context, arguments: str) -> Reply:
    """`草稿` lists the unit's drafts, `草稿 12` shows one, `草稿 12 继续` takes it up again."""
    number, rest = take_number(arguments)
    if number is None:
        kept = keep_unfinished(context) if lapsed(context) and not waits_in_private(context) else _in_hand(context)
        return with_note(kept, _list(context))
    if rest[:1].isdecimal():
        raise UsageError("没有这个编号的草稿。发送「草稿」查看本单位的全部草稿。")
    word = plain_answer(rest)
    if word and word not in RESUME:
        raise UsageError(f"查看草稿请发送「草稿 {number}」，接着填写请发送「草稿 {number} 继续」。")
    item = _own_draft(context, number)
    return _resume(context, item) if word else _show(context, item)


def _in_hand(context: Context) -> str | None:
    """What the speaker is writing at this moment; it is no draft yet."""
    talk = current(context)
    if talk.flow not in IN_HAND:
        return None
    about = " ".join(filter(None, (talk.data.get("board"), talk.data.get("title")))) or "一条信息"
    return IN_HAND[talk.flow].format(about)


def _list(context: Context) -> Reply:
    drafts = drafts_of_units(context.connection, [person.unit_id for person in represented(context)])
    buttons = [(f"报送 {item.number}", f"报送 {item.number}") for item in drafts[:BUTTONS]]
    return reply(draft_list(drafts, context.plan.zone, SHOWN), *buttons)


def _own_draft(context: Context, number: int) -> Item:
    item = item_by_number(context.connection, context.plan.id, number)
    if item is None or not may_report_for(context, item.unit_id) or item.status != "草稿":
        raise UsageError(f"没有第{number}号草稿。发送「草稿」查看本单位的全部草稿。")
    return item


def _show(context: Context, item: Item) -> Reply:
    files = len(attachments_of(context.connection, item.id))
    number = item.number
    return reply(
        draft_text(item, files, context.plan.zone),
        (f"报送 {number}", f"报送 {number}"),
        ("继续填写", f"草稿 {number} 继续"),
        (f"撤回 {number}", f"撤回 {number}"),
    )


def _resume(context: Context, item: Item) -> Reply:
    """Goes back to the form where it was left, or to the preview; what stood unconfirmed is kept as a draft first."""
    kept = keep_unfinished(context)
    draft = _own_draft(context, item.number)  # what stood unconfirmed may have been this one
    board = board_of_item(context.plan, draft)
    by_points = draft.points or draft.body == draft.title
    return with_note(kept, resume_form(context, board, draft) if board and by_points else resume_draft(context, draft))


DRAFTS = Command(
    words=("草稿",),
    usage="草稿\n草稿 12（查看全文）\n草稿 12 继续（接着填写，确认后以第12号报送）",
    summary="查看没有报送的草稿，接着填写",
    run=show_drafts,
    roles=LIAISONS,
    in_group=False,
)
