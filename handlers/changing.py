"""撤回, 修改, 补充: what a unit may do to an item that the office has not taken yet."""

import re

from handlers.context import WRITERS, Command, Context, Reply, UsageError, reply
from handlers.kinds import kind_called
from handlers.submitting import own_item
from handlers.unit_state import keep_right, state_of
from handlers.words import take_number
from models.drafts import take_back_last_word
from models.items import Item, change_item, item_by_number, log_event, set_status
from models.publications import publications_of_item
from reports.receipts import past_state
from rules.boards import find_board, title_of
from rules.plan import WITHOUT_BOARD

OPEN = ("待审", "退回", "草稿")
_PART = re.compile(r"^(标题|板块|类型|正文)[\s:：]+(.+)$", re.DOTALL)


def withdraw(context: Context, arguments: str) -> Reply:
    """Takes an item back; it counts no more, its text stays."""
    item, more = _item(context, arguments, "撤回")
    if more[:1].isdecimal():
        raise UsageError(f"一次只能撤回一条，请逐条发送，例如：撤回 {item.number}。")
    times = len(publications_of_item(context.connection, item.id))
    if times:
        raise UsageError(f"第{item.number}号已登记刊发{times}次，不能撤回，请联系宣传办。")
    if not set_status(context.connection, item.id, "撤回", OPEN):
        raise UsageError(_too_late(item, "撤回"))
    take_back_last_word(context.connection, context.plan.id, item.number)
    _log(context, item, "撤回")
    return reply(
        f"第{item.number}号「{item.title}」已撤回。如需重新报送，请发送「报送」。{_week(context, item, '撤回')}"
    )


def amend(context: Context, arguments: str) -> Reply:
    """Replaces title, board or body; an item that was sent back is thereby sent in again."""
    item, text = _item(context, arguments, "修改")
    if not text:
        raise UsageError(f"请写明改成什么，例如：修改 {item.number} 标题 新标题，或 修改 {item.number} 新的正文。")
    change_item(context.connection, item.id, **_changes(context, item, text), status=_next_status(item))
    _log(context, item, "修改")
    return reply(f"第{item.number}号已修改{_next_word(item)}。{_week(context, item, '修改')}")


def append(context: Context, arguments: str) -> Reply:
    """Adds to the body; an item that was sent back is thereby sent in again."""
    item, text = _item(context, arguments, "补充")
    if not text:
        raise UsageError(f"请写明补充的内容，例如：补充 {item.number} 该项目计划明年6月投产。")
    change_item(context.connection, item.id, body=f"{item.body}\n{text}", status=_next_status(item))
    _log(context, item, "补充")
    return reply(f"第{item.number}号已补充{_next_word(item)}。{_week(context, item, '补充')}")


def _item(context: Context, arguments: str, word: str) -> tuple[Item, str]:
    number, text = take_number(arguments)
    if number is None:
        raise UsageError(f"请写明编号，例如：{word} 12。发送「我的」查看本单位信息的编号。")
    item = own_item(context, number, item_by_number(context.connection, context.plan.id, number, lock=True))
    if word != "撤回" and item.status not in OPEN:
        raise UsageError(_too_late(item, word))
    return item, text


def _too_late(item: Item, word: str) -> str:
    if item.status == "撤回":
        return f"第{item.number}号已经撤回，不能再{word}。请发送「报送」重新报送。"
    return f"第{item.number}号已经采用，不能{word}。如需更正请联系宣传办。"


def _changes(context: Context, item: Item, text: str) -> dict[str, str]:
    found = _PART.match(text)
    if found is None:
        return {"body": text, "title": item.title if item.title != title_of(item.body) else title_of(text)}
    part, value = found[1], found[2].strip()
    if part == "板块":
        board = find_board(value, context.plan.boards)
        if board is None:
            names = "、".join(board.name for board in context.plan.boards)
            raise UsageError(f"没有这个板块，请改成其中一个：{names}。")
        return {"board": board.name}
    if part == "类型":
        return {"kind": _kind(context, item, value)}
    return {"title": value[:300]} if part == "标题" else {"body": value}


def _kind(context: Context, item: Item, value: str) -> str:
    kind = kind_called(value, context.plan)
    if kind is None:
        raise UsageError(f"没有这个类型，请改成其中一个：{'、'.join(context.plan.kinds)}。")
    if not item.board and item.status != "草稿" and kind not in WITHOUT_BOARD:
        board = context.plan.boards[0].name
        raise UsageError(f"{kind}要有板块，请先发送「修改 {item.number} 板块 {board}」写明板块，再改类型。")
    return kind


def _next_status(item: Item) -> str:
    return "待审" if item.status == "退回" else item.status


def _next_word(item: Item) -> str:
    """What the change came to, and what to type next."""
    if item.status == "草稿":
        return f"，仍是草稿，发送「报送 {item.number}」可报送"
    again = "并重新报送审核" if item.status == "退回" else ""
    return f"{again}，发送「我的」可查看"


def _log(context: Context, item: Item, action: str) -> None:
    before = {"title": item.title, "body": item.body, "board": item.board, "kind": item.kind, "status": item.status}
    log_event(context.connection, item.id, action, context.person.member_id, context.now, before=before)


def _week(context: Context, item: Item, done: str) -> str:
    """The state of the unit's running week, after what follows from the change was put right; before it that of the
    closed period in which the item counts."""
    own = keep_right(context, item.unit_id, item.counted_on, f"第{item.number}号{done}")
    over = [row for row in own if row.ends_on <= context.today]
    state = state_of(context, item.unit_id)
    return "\n".join(("", *past_state(over, context.plan), state)) if over else state


WITHDRAW = Command(
    words=("撤回",), usage="撤回 12", summary="撤回一条未采用的信息", run=withdraw, roles=WRITERS, in_group=False
)
AMEND = Command(
    words=("修改",),
    usage="修改 12 新的正文\n修改 12 标题 新标题\n修改 12 板块 安全生产管理\n修改 12 类型 案例",
    summary="修改一条未采用的信息；被退回的修改后即重新报送",
    run=amend,
    roles=WRITERS,
    in_group=False,
)
APPEND = Command(
    words=("补充",),
    usage="补充 12 要补充的内容",
    summary="在正文后补充内容",
    run=append,
    roles=WRITERS,
    in_group=False,
)
