"""待审, 通过, 退回: the office's decision on what came in; the unit hears of it at once."""

import re
from collections.abc import Callable, Mapping, Sequence

from handlers.context import REVIEWERS, Command, Context, Reply, UsageError, reply
from handlers.item_marks import marks_of
from handlers.unit_state import keep_right
from handlers.words import take_number
from models.items import Item, count_with_status, item_by_number, items_with_status, log_event, set_status
from models.letters import write_to_members
from models.outbox import Content
from models.publications import publications_of_item
from reports.calendar_text import clock_text
from reports.item_text import kind_and_board

SHOWN = 10
MOST = 30  # numbers in one message
WORDS_BEHIND = {"通过": "意见", "退回": "理由"}

_NEXT_NUMBER = re.compile(r"^[\s、，,;；和及与]*[第#＃]?(\d{1,9})\s*号?(?:[\s、，,;；:：]+|(?=[和及与])|$)")
_COUNTER = re.compile(r"^[个条处项家名人次万亿元年月日天份篇张%％]")
# Behind the numbers: a number that no unit of counting follows, a range, or no word at all.
_UNCLEAR = re.compile(
    r"^[\s、，,;；:：和及与]*(?:[-~～—－到至.]+\s*)?[第#＃]?\d[\d.,]*(?!\s?[个条处项家名人次万亿元年月日天份篇张%％A-Za-z\d.,])"
    r"|^[-~～—－到至.]+\s*第?\d|^[\W_]+$"
)


def show_queue(context: Context, arguments: str) -> Reply:
    """What waits for a decision, oldest first."""
    number, _ = take_number(arguments)
    if number is not None:
        return _show(context, _wanted(context, number))
    waiting = items_with_status(context.connection, context.plan.id, ("待审",), SHOWN)
    if not waiting:
        return reply("没有待审的信息。")
    total = count_with_status(context.connection, context.plan.id, "待审")
    marks = marks_of(context.connection, waiting)
    lines = [f"第{item.number}号 {item.unit} {item.title}{marks[item.id]}" for item in waiting]
    more = f"（显示最早的{SHOWN}条）" if total > SHOWN else ""
    first = waiting[0].number
    text = f"待审{total}条{more}：\n" + "\n".join(lines)
    text += f"\n查看全文：待审 {first}；通过：通过 {first}；退回：退回 {first} 理由。"
    return reply(text, (f"查看{first}号", f"待审 {first}"), (f"通过{first}号", f"通过 {first}"), title="待审信息")


def adopt(context: Context, arguments: str) -> Reply:
    """Takes one or several items (采用). Each liaison hears of it once."""
    numbers, opinion = _numbers_and_words("通过", arguments)
    said = f"意见：{opinion}" if opinion else ""

    def decide(item: Item) -> str:
        if not set_status(context.connection, item.id, "采用", ("待审",)):
            raise UsageError(
                f"第{item.number}号现在是「{item.status}」，只有待审的信息可以通过。发送「待审」查看编号。"
            )
        log_event(context.connection, item.id, "通过", context.person.member_id, context.now, opinion)
        return f"第{item.number}号「{item.title}」已采用。{said}"

    return _decided(context, numbers, "采用", decide)


def send_back(context: Context, arguments: str) -> Reply:
    """Sends one or several items back with the reason; they count no more until they are sent in again."""
    numbers, reason = _numbers_and_words("退回", arguments)
    if not reason:
        typed = " ".join(map(str, numbers))
        raise UsageError(f"请写明退回的理由，例如：退回 {typed} 请补充签约金额。")

    def decide(item: Item) -> str:
        _refuse_published(context, item)
        if not set_status(context.connection, item.id, "退回", ("待审", "采用")):
            raise UsageError(f"第{item.number}号现在是「{item.status}」，不能退回。发送「待审」查看可以退回的信息。")
        log_event(context.connection, item.id, "退回", context.person.member_id, context.now, reason)
        keep_right(context, item.unit_id, item.counted_on, f"第{item.number}号退回")
        todo = f"请发送「修改 {item.number} 内容」或「补充 {item.number} 内容」，修改后即重新报送。"
        return f"第{item.number}号「{item.title}」被退回。理由：{reason}。{todo}"

    return _decided(context, numbers, "退回", decide)


def _refuse_published(context: Context, item: Item) -> None:
    times = len(publications_of_item(context.connection, item.id))
    if times:
        raise UsageError(f"第{item.number}号已登记刊发{times}次，不能退回。如需更正请直接与{item.unit}联系。")


def _numbers_and_words(word: str, arguments: str) -> tuple[list[int], str]:
    """The numbers at the front, each once, and the opinion or reason; what may be either is asked about."""
    first, rest = take_number(arguments)
    if first is None:
        raise UsageError(f"请写明编号，例如：{_example(word, 12)}。发送「待审」查看编号。")
    numbers = {first: None}
    while found := _NEXT_NUMBER.match(rest):
        numbers[int(found[1])] = None
        rest = rest[found.end() :]
    if _UNCLEAR.match(rest) or (len(numbers) > 1 and _COUNTER.match(rest)):
        raise UsageError(
            f"没有看清「{rest[:20]}」是编号还是{WORDS_BEHIND[word]}。"
            f"几个编号请逐个写出、用空格分开，文字放在最后，例如：{_example(word, first)}。"
        )
    if len(numbers) > MOST:
        raise UsageError(f"一次最多处理{MOST}条，请分几次发送，例如：{_example(word, first)}。")
    return list(numbers), rest


def _example(word: str, number: int) -> str:
    return f"{word} {number}" if word == "通过" else f"{word} {number} 请补充签约金额"


def _decided(context: Context, numbers: Sequence[int], done: str, decide: Callable[[Item], str]) -> Reply:
    """Decides on each item, a line for each; `decide` gives what its liaison hears. One number alone may be refused."""
    lines: list[str] = []
    told: dict[int, list[str]] = {}
    for number in numbers:
        try:
            item = _wanted(context, number)
            text = decide(item)
        except UsageError as refusal:
            if len(numbers) == 1:
                raise
            lines.append(str(refusal))
            continue
        lines.append(f"第{number}号已{done}，已通知{item.unit}。" if item.member_id else f"第{number}号已{done}。")
        if item.member_id:
            told.setdefault(item.member_id, []).append(text)
    _tell(context, told)
    between = "" if len(numbers) == 1 else "\n"
    return reply("\n".join(lines) + between + _rest(context))


def _wanted(context: Context, number: int) -> Item:
    item = item_by_number(context.connection, context.plan.id, number, lock=True)
    if item is None:
        raise UsageError(f"没有第{number}号信息。发送「待审」查看待审的信息。")
    return item


def _show(context: Context, item: Item) -> Reply:
    sent = clock_text(item.sent_at, context.plan.zone) + marks_of(context.connection, [item])[item.id]
    about = "\n".join((*kind_and_board(item.kind, item.board), f"标题：{item.title}"))
    head = f"第{item.number}号（{item.status}）{item.unit} {item.byline} {sent}\n{about}"
    buttons = (("通过", f"通过 {item.number}"),) if item.status == "待审" else ()
    return reply(f"{head}\n{item.body}\n退回请发送：退回 {item.number} 理由。", *buttons, title=f"第{item.number}号")


def _tell(context: Context, told: Mapping[int, Sequence[str]]) -> None:
    """Each liaison (id → a text for each item) hears of all in one message; nobody is told of a ledger's items."""
    connection, now, incoming = context.connection, context.now, context.incoming
    for member_id, texts in told.items():
        # A key of its own for each: one person may be the liaison of two units with one account.
        key = f"decision:{member_id}:{incoming.channel}:{incoming.key}"
        contents = {member_id: Content("\n".join(texts))}
        write_to_members(connection, context.plan.id, contents, key, "decision", now, now, "liaison")


def _rest(context: Context) -> str:
    left = count_with_status(context.connection, context.plan.id, "待审")
    return f"还有待审{left}条，发送「待审」查看。" if left else "没有待审的信息了。"


QUEUE = Command(
    words=("待审",),
    usage="待审\n待审 12（查看全文）",
    summary="查看等待审核的信息",
    run=show_queue,
    roles=REVIEWERS,
    in_group=False,
)
ADOPT = Command(
    words=("通过",),
    usage="通过 12\n通过 12 意见\n通过 12 13 14（一次几条）",
    summary="采用一条或几条信息",
    run=adopt,
    roles=REVIEWERS,
    in_group=False,
)
SEND_BACK = Command(
    words=("退回",),
    usage="退回 12 理由\n退回 12 13 理由（一次几条）",
    summary="退回一条或几条信息并说明理由",
    run=send_back,
    roles=REVIEWERS,
    in_group=False,
)
