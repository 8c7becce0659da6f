"""The wording of records: a list of items or publications, and how one item stands."""

from collections.abc import Sequence
from datetime import date, datetime

from models.filters import Query
from models.records import ItemState, Record
from models.titles import Titled
from reports.answer_phrases import WHO_SEES, about, noun, source
from reports.answer_tables import SHOWN, Row, shown_lines
from reports.calendar_text import clock_text
from reports.item_text import told_under
from rules.plan import LEVEL_NAMES, Plan

HOW_IT_STANDS = {
    "草稿": "还是草稿，没有报送",
    "待审": "正在待审",
    "采用": "已采用",
    "退回": "已退回",
    "撤回": "已撤回",
}
LONGEST_TITLE = 40


def list_answer(
    query: Query,
    value: int,
    records: Sequence[Record],
    plan: Plan,
    now: datetime,
    own: str | None = None,
    total: int | None = None,
) -> str:
    """`3条信息：…`, and a line for each. With `own` the records are of that unit only, `total` is how many it has.

    Of too many for the text the newest are shown, which come last in `records`, the newest first.
    """
    listed = value if own is None else total or 0
    wanted = listed if query.limit is None else min(query.limit, listed)
    which = f"{'最近' if query.order == 'desc' else '最早'}的" if wanted < listed else ""
    number = f"{wanted}条{noun(query)}（{which}，共{listed}条）" if which and not own else f"{value}条{noun(query)}"
    heading = f"{number}：{about(query, plan)}；{source(value, plan, now)}"
    whose = [f"本单位（{own}）的{listed}条{'：' if listed else '。'}"] if own else []
    limited = [f"其中{which}{wanted}条："] if which and own else []
    is_cut = query.order is None and query.limit is None and wanted > SHOWN
    today = now.astimezone(plan.zone).date()
    lines = [record_line(each, today) for each in (reversed(records) if is_cut else records)]
    shown = shown_lines(lines, wanted, "条")
    if is_cut and lines:
        shown[-1] = f"以上是最近的{SHOWN}条，{shown[-1]}"
    return "\n".join((heading, *whose, *limited, *shown))


def no_details_text() -> str:
    """Why the records are not listed."""
    return "涉及各单位的具体信息，明细请私聊查看。"


def no_own_details_text() -> str:
    """Why the records of other units are not listed."""
    return f"其他单位的明细由{WHO_SEES}查看。"


def no_states_text(in_private: bool) -> str:
    """Why it is not told how many items of a unit wait or were returned; `in_private` the asker may know."""
    return "单位的办理情况请私聊查看。" if in_private else f"其他单位的办理情况由{WHO_SEES}查看。"


def record_line(record: Record, today: date) -> str:
    """`第12号 11-21 财政局「题目」待审`, of a publication `11-21 今日金湖「题目」财政局 第12号`.

    The date has its year where that is not the present one.
    """
    day, number = _day(record.day, today), f"第{record.number}号" if record.number is not None else ""
    title = f"「{short_title(record.title)}」"
    if record.outlet:
        return " ".join(filter(None, (day, f"{record.outlet}{title}{record.unit}", number)))
    return " ".join(filter(None, (number, day, f"{record.unit}{title}{record.status}")))


def record_row(record: Record) -> Row:
    """A record as `ask --json` prints it: its title, its number, and what else is known of it."""
    more: dict[str, str | int | float | None] = {"date": record.day.isoformat(), "unit": record.unit}
    if record.outlet:
        more |= {"outlet": record.outlet, "level": LEVEL_NAMES.get(record.level, record.level)}  # type: ignore[call-overload]
    else:
        more["status"] = record.status
    more |= {"kind": record.kind, "board": record.board}
    if record.outlet:
        more |= {"column": record.column, "placement": record.placement, "link": record.link}
    return Row(record.title, record.number, more)


def status_answer(state: ItemState, plan: Plan, now: datetime, shows: bool = True) -> str:
    """`第12号信息「题目」已采用：…`. Of a draft that is another's only that it is one (`shows` is False)."""
    if not shows:
        return f"第{state.number}号{HOW_IT_STANDS[state.status]}；{source(1, plan, now)}"
    rows, today = 1 + len(state.publications), now.astimezone(plan.zone).date()
    parts = [
        f"第{state.number}号「{short_title(state.title)}」{_where(state, plan, today)}",
        f"{state.unit} {state.byline}，{told_under(state.kind, state.board)}，{_sent(state, plan, today)}",
        _printed(state.publications, today),
        source(rows, plan, now),
    ]
    return "；".join(filter(None, parts))


def titles_answer(found: Titled) -> str:
    """Several items have what was asked for in their title."""
    lines = [f"第{item.number}号「{short_title(item.title)}」" for item in found.items]
    number = f"{'' if found.is_whole else '至少'}{found.total}条"
    newest = f"，最近的{len(lines)}条如下" if len(lines) < found.total else ""
    example = f"请写明编号再问，例如：第{found.items[0].number}号到哪一步了。"
    return "\n".join((f"{number}信息的题目都符合{newest}。{example}", *lines))


def no_item_answer(number: int | None, title: str | None, is_whole: bool = True) -> str:
    """There is none of this number or title. Without `is_whole` too many titles are like it to be sure of that."""
    what = f"第{number}号" if number is not None else f"题目为「{short_title(title or '')}」的"
    if not is_whole:
        return f"题目相近的信息太多，没有找到{what}信息，请把题目写完整，或写明编号再问。"
    return f"没有找到{what}信息，请核对后再问。"


def not_yours_answer() -> str:
    """A liaison asked how another unit's item stands."""
    return f"这条信息不是本单位的，办理情况由{WHO_SEES}查看。发送「我的」查看本单位的信息。"


def not_here_answer() -> str:
    """How an item stands is not told where others read along."""
    return "信息的办理情况涉及单位内部情况，请私聊查询。"


def short_title(title: str) -> str:
    """A title as it fits into a line."""
    return title if len(title) <= LONGEST_TITLE else title[: LONGEST_TITLE - 1] + "…"


def _where(state: ItemState, plan: Plan, today: date) -> str:
    """Where it stands, since when, and what was said with it."""
    stands = HOW_IT_STANDS.get(state.status, state.status)
    if state.status == "采用" and state.publications:
        stands = f"已采用，刊发{len(state.publications)}次"
    words = {"采用": ("通过", "采用"), "退回": ("退回",), "撤回": ("撤回",)}.get(state.status, ())
    last = next((event for event in reversed(state.events) if event.action in words), None)
    if last is None:
        return stands
    said = f"，{'理由' if state.status == '退回' else '意见'}：{last.note}" if last.note else ""
    return f"{stands}（{_clock(last.at, plan, today)}{said}）"


def _sent(state: ItemState, plan: Plan, today: date) -> str:
    verb = "存为草稿" if state.status == "草稿" else "报送"
    return f"{_clock(state.sent_at, plan, today)}{verb}"


def _clock(instant: datetime, plan: Plan, today: date) -> str:
    """When something was, with the year where that is another one."""
    year = instant.astimezone(plan.zone).year
    return f"{'' if year == today.year else f'{year}年'}{clock_text(instant, plan.zone)}"


def _day(day: date, today: date) -> str:
    return f"{day:%m-%d}" if day.year == today.year else day.isoformat()


def _printed(publications: Sequence[tuple[str, str, date]], today: date) -> str:
    if not publications:
        return ""
    lines = [
        f"{_day(day, today)} {outlet}（{LEVEL_NAMES.get(level, level)}）"  # type: ignore[call-overload]
        for outlet, level, day in publications
    ]
    return "、".join(lines[:5]) + (f"等{len(lines)}家次" if len(lines) > 5 else "")
