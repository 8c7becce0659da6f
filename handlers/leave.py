"""请假: a liaison says when they are away, or an editor says it for them. The unit owes what it owes all the same."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from handlers.context import WRITERS, Command, Context, Reply, UsageError, reply
from handlers.covering import who_covers
from handlers.deputies import appoint, days_meant, deputy_named, own_liaisons, who_may_be_stood_in_for
from handlers.ending_leave import end_leave, leave_spans
from handlers.represented import unit_called
from handlers.words import TAKE_BACK, plain_answer
from models.leaves import Leave, cancel_leaves, leaves_of, note_leave
from models.members import Person, members_with_role
from questions.query import TimeRange
from reports.calendar_text import span_text

LONGEST = timedelta(days=180)
TOO_LONG = "请假最长180天，请核对日期；离岗更久的，请由宣传办在花名册中停用。"
HOW = "登记请假请发送「请假 11-23至11-27」，需要代理的在后面加「代理 姓名」，取消请发送「请假 取消」。"
HOW_FOR_OTHERS = "替信息报送员登记请假请发送「请假 单位 姓名 11-23至11-27」，取消请发送「请假 单位 姓名 取消」。"


@dataclass(frozen=True)
class _Noting:
    """A leave of a person as it is to stand; `replaced` are those of the person that it takes in."""

    person: Person
    span: TimeRange
    is_known: bool
    replaced: tuple[Leave, ...]


def take_leave(context: Context, arguments: str) -> Reply:
    """Notes a leave, with a deputy if one is named; `取消` takes it back; without more it lists what is noted."""
    words = arguments.split()
    told = [word for word in words if plain_answer(word) not in TAKE_BACK]
    people, rest = _whose(context, " ".join(told))
    if len(told) < len(words):
        return end_leave(context, people, rest, _named(context, people))
    days, named, deputy = rest.partition("代理")
    if named and not days.strip():
        raise UsageError("请写明请假日期，例如：请假 11-23至11-27 代理 姓名。只登记代理请发送「代理 姓名」。")
    if not days.strip():
        return _list(context, people)
    return reply("\n".join(_note(context, people, days_meant(context, days), deputy if named else None)))


def _note(context: Context, people: Sequence[Person], span: TimeRange, deputy: str | None) -> list[str]:
    """→ the receipt. What can go wrong is looked at first, so that nothing is noted then."""
    stand_in = _stand_in(context, deputy) if deputy is not None else None
    wanted = who_may_be_stood_in_for(context, people, stand_in) if stand_in else []
    notings = [_noting(context, person, span) for person in people]
    if any(each.span.end - each.span.start > LONGEST for each in notings):
        raise UsageError(TOO_LONG)
    lines = [_store(context, each) for each in notings]
    if stand_in is not None:
        lines += appoint(context, wanted, stand_in, span.start, span.end)
    covers = [who_covers(context, person, span) for person in people] if stand_in is None else []
    return [*lines, *covers, f"取消请发送「请假 {_named(context, people)}取消」。"]


def _stand_in(context: Context, text: str) -> Person:
    deputy, more = deputy_named(context, text)
    if more.strip():
        raise UsageError(
            f"一次只能写一位代理人，没有看懂「{more.strip()[:20]}」。其他代理人请发送「代理 姓名 日期」登记。"
        )
    return deputy


def _noting(context: Context, person: Person, span: TimeRange) -> _Noting:
    """Leaves that overlap become one."""
    noted = leaves_of(context.connection, [person.member_id], context.today)
    known = next((each for each in noted if each.starts_on <= span.start and span.end <= each.ends_on), None)
    if known:
        return _Noting(person, TimeRange(known.starts_on, known.ends_on), True, ())
    touched = tuple(each for each in noted if each.starts_on < span.end and span.start < each.ends_on)
    start = min(span.start, *(each.starts_on for each in touched)) if touched else span.start
    end = max(span.end, *(each.ends_on for each in touched)) if touched else span.end
    return _Noting(person, TimeRange(start, end), False, touched)


def _store(context: Context, noting: _Noting) -> str:
    """→ the line of the receipt."""
    person, span = noting.person, noting.span
    whose = f"{person.unit} {person.name}，{span_text(span.start, span.end)}"
    if noting.is_known:
        return f"这段请假已经登记过：{whose}。"
    cancel_leaves(context.connection, [leave.id for leave in noting.replaced], context.now)
    noted_by = context.person.member_id
    note_leave(context.connection, person.member_id, span.start, span.end, noted_by, context.now)
    joined = f"（与已登记的{leave_spans(noting.replaced)}重叠，已合并）" if noting.replaced else ""
    return f"已登记请假：{whose}{joined}。"


def _named(context: Context, people: Sequence[Person]) -> str:
    """What an editor types between 请假 and the rest for somebody else; nothing for the own leave."""
    own = {person.member_id for person in context.people}
    return "".join(f"{person.unit} {person.name} " for person in people if person.member_id not in own)


def _whose(context: Context, arguments: str) -> tuple[list[Person], str]:
    """Whose leave it is, and what follows: the speaker's own, or that of a liaison whom an editor names."""
    named = unit_called(context, arguments) if "editor" in context.roles else None
    if named is None:
        own = own_liaisons(context)
        if not own:
            raise UsageError(HOW_FOR_OTHERS if "editor" in context.roles else "请假由信息报送员本人登记。")
        return own, arguments.strip()
    unit, told = named
    name, _, rest = told.partition(" ")
    liaisons = members_with_role(context.connection, context.plan.id, ("liaison",), context.today, [unit.id])
    fitting = [person for person in liaisons if person.name == name.strip("，, ")]
    if not fitting:
        names = "、".join(person.name for person in liaisons) or "没有在任的信息报送员"
        raise UsageError(f"{unit.name}的信息报送员是：{names}。{HOW_FOR_OTHERS}")
    return fitting, rest.strip()


def _list(context: Context, people: Sequence[Person]) -> Reply:
    leaves = leaves_of(context.connection, [person.member_id for person in people], context.today)
    noted = f"已登记的请假：{leave_spans(leaves)}。" if leaves else "目前没有登记请假。"
    return reply(f"{noted}{HOW_FOR_OTHERS if _named(context, people) else HOW}")


LEAVE = Command(
    words=("请假",),
    usage="请假 11-23至11-27\n请假 明天 代理 姓名\n请假 取消\n请假 取消 11-25（取消这一天所在的一段）\n"
    "宣传办：请假 财政局 姓名 11-23至11-27\n宣传办：请假 财政局 姓名 取消",
    summary="登记、查看、取消请假，可同时指定代理人",
    run=take_leave,
    roles=WRITERS,
    in_group=False,
    takes_back=True,
)
