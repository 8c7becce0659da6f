"""刊发: one item came out in one outlet on one date; the link names the outlet where its domain is known."""

import re
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from urllib.parse import urlsplit

from handlers.context import Command, Context, Reply, UsageError, reply
from handlers.submitting import own_item
from handlers.unit_state import keep_right
from handlers.words import simplified, take_number
from models.items import Item, item_by_number, log_event
from models.publications import Publication, known_names, publications_of_item, remember_name, store_publication
from rules.plan import LEVEL_NAMES, Level, Plan

_LINK = re.compile(r"https?://\S+")
_DATE = re.compile(r"^(?:(\d{4})[-/.年])?(\d{1,2})[-/.月](\d{1,2})[日号]?$")
_DAYS = {"今": 0, "今天": 0, "今日": 0, "昨": 1, "昨天": 1, "昨日": 1, "前天": 2, "前日": 2, "大前天": 3}
_HOURS = re.compile(r"(?<=.)(?:凌晨|早上|上午|中午|下午|晚上|早|晚)$")
_WEEKDAYS = "一二三四五六日天"
_WEEKDAY = re.compile(rf"^(上+|本|这)?个?(?:周|星期|礼拜)([{_WEEKDAYS}])$")
_COMING = re.compile(r"^(?:明|明天|明日|大?后天|后日|次日|下+个?(?:周|星期|礼拜).?|下个?(?:月|季度)|明年)$")
# Words for days that do not say which: an incomplete or written-out date, a week, a month. Never a name.
_VAGUE = re.compile(
    r"^(?:\d[\d./年月日号－—-]*|[〇零一二三四五六七八九十\d年月]+[月日号]"
    r"|(?:上+|本|这|当|前)?个?(?:周|星期|礼拜)[末\d]?|(?:上|本|这|当)个?(?:月|季度)|去年|今年|近日|日前|月初|月底)$"
)
_HOW_DATES = "请写成 11-20 或 2026-11-20"
_LEVELS: dict[str, Level] = {name: level for level, name in LEVEL_NAMES.items()} | {"中央级": "central"}

# What sends an item in, by the status in which it cannot come out.
_FIRST = {"草稿": "「报送 {number}」", "撤回": "「报送」", "退回": "「修改 {number} 内容」或「补充 {number} 内容」"}

LONGEST_NAME = 100


@dataclass(frozen=True)
class _Told:
    """What the words behind the number said."""

    outlet: str = ""
    level: str = ""
    day: date | None = None
    link: str = ""
    column: str = ""
    rest: tuple[str, ...] = field(default=())


def publish(context: Context, arguments: str) -> Reply:
    """`刊发 12 媒体 [日期] [链接] [专栏]`; the date is today's if none is given."""
    number, words = take_number(arguments)
    if number is None:
        raise UsageError(f"请写明编号和媒体，例如：{_example(context, 12)}")
    item = own_item(context, number, item_by_number(context.connection, context.plan.id, number, lock=True))
    if item.status in _FIRST:
        first = _FIRST[item.status].format(number=number)
        raise UsageError(f"第{number}号现在是「{item.status}」，不能登记刊发，请先重新报送：信息报送员发送{first}。")
    remembered = known_names(context.connection, context.plan.id, "outlet")
    told = _complete(context, number, _read(words, context.plan, context.today), remembered)
    day = told.day or context.today
    sent_on = item.sent_at.astimezone(context.plan.zone).date()
    if day < sent_on:
        raise UsageError(
            f"刊发日期早于报送日期（{sent_on}），请核对后重新发送，例如：刊发 {number} {told.outlet} {sent_on}"
        )
    publication = Publication(
        plan_id=context.plan.id,
        item_number=number,
        outlet=told.outlet,
        level=told.level,
        published_on=day,
        column=told.column,
        link=told.link,
        title=item.title,
    )
    return _store(context, item, publication)


def _read(words: str, plan: Plan, today: date) -> _Told:
    told = _Told()
    for word in words.replace("，", " ").split():
        told = _read_word(told, word, plan, today)
    return told


def _read_word(told: _Told, word: str, plan: Plan, today: date) -> _Told:
    if _LINK.match(word):
        return replace(told, link=word)
    day = _day(word, today)
    if day is not None:
        return replace(told, day=day)
    if word in _LEVELS:
        return replace(told, level=_LEVELS[word])
    for column in plan.columns:
        if word.strip("《》") in (column.name, *column.aliases):
            return replace(told, column=column.name)
    for outlet in plan.outlets:
        if word.strip("《》") in (outlet.name, *outlet.aliases):
            return replace(told, outlet=outlet.name, level=outlet.level)
    return replace(told, rest=(*told.rest, word.strip("《》")))


def _day(word: str, today: date) -> date | None:
    """The day that a word names, None if it names none. UsageError for a day to come or one that is not clear."""
    name = simplified(word)
    found = _DATE.match(name)
    if found:
        return _calendar_day(word, found, today)
    name = _HOURS.sub("", name)
    if name in _DAYS:
        return today - timedelta(days=_DAYS[name])
    if _COMING.match(name):
        raise _not_yet(word)
    weekday = _WEEKDAY.match(name)
    if weekday:
        return _weekday(word, weekday, today)
    if _VAGUE.match(name):
        raise UsageError(f"没有看懂日期「{word}」，{_HOW_DATES}。")
    return None


def _calendar_day(word: str, found: re.Match[str], today: date) -> date:
    """Without a year it is this year's; in January and February a day of November or December is last year's."""
    month = int(found[2])
    turned = today.month <= 2 and month >= 11
    year = int(found[1]) if found[1] else today.year - turned
    day = _date_or_none(year, month, int(found[3]))
    if day is None:
        raise UsageError(f"「{word}」不是日期，{_HOW_DATES}。")
    if day > today:
        raise _not_yet(word)
    return day


def _weekday(word: str, found: re.Match[str], today: date) -> date:
    """周五 is the last Friday up to today, 本周五 this week's, 上周五 last week's (weeks begin on Monday)."""
    place = min(_WEEKDAYS.index(found[2]), 6)
    if not found[1]:
        return today - timedelta(days=(today.weekday() - place) % 7)
    day = today - timedelta(days=today.weekday() - place + 7 * found[1].count("上"))
    if day > today:
        raise _not_yet(word)
    return day


def _not_yet(word: str) -> UsageError:
    return UsageError(f"「{word}」还没有到，刊发日期不能晚于今天，请核对后重新发送；日期{_HOW_DATES}。")


def _example(context: Context, number: int) -> str:
    outlet = context.plan.outlets[0].name if context.plan.outlets else "媒体名称"
    return f"刊发 {number} {outlet} {context.today:%m-%d} https://…"


def _date_or_none(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _complete(context: Context, number: int, told: _Told, remembered: dict[str, str]) -> _Told:
    """Fills the outlet from the link or from what is remembered; asks for what is missing instead of guessing."""
    if not told.outlet and told.link:
        told = _by_domain(told, context.plan)
    rest = list(told.rest)
    if not told.outlet and rest:
        name = rest.pop(0)
        told = replace(told, outlet=name, level=told.level or remembered.get(name, ""))
    if not told.outlet:
        raise UsageError(f"请写明媒体，例如：{_example(context, number)}")
    if not told.level:
        raise UsageError(
            f"方案里没有媒体「{told.outlet}」，请加上级别（县级、市级、省级、中央），"
            f"例如：刊发 {number} {told.outlet} 市级。"
        )
    if rest and not told.column:
        told = replace(told, column=rest.pop(0))
    if rest:
        raise UsageError(f"没有看懂「{' '.join(rest)}」，请按这个格式发送：刊发 {number} 媒体 日期 链接 专栏。")
    if max(len(told.outlet), len(told.column)) > LONGEST_NAME:
        raise UsageError(f"媒体和专栏的名称最多{LONGEST_NAME}字，请按这个格式发送：刊发 {number} 媒体 日期 链接 专栏。")
    return told


def _by_domain(told: _Told, plan: Plan) -> _Told:
    try:
        host = urlsplit(told.link).hostname or ""
    except ValueError:
        raise UsageError("链接不完整，请从浏览器的地址栏重新复制。") from None
    for outlet in plan.outlets:
        if any(host == domain or host.endswith(f".{domain}") for domain in outlet.domains):
            return replace(told, outlet=outlet.name, level=outlet.level)
    return told


def _store(context: Context, item: Item, publication: Publication) -> Reply:
    known = publications_of_item(context.connection, item.id)
    if any((p.outlet, p.published_on) == (publication.outlet, publication.published_on) for p in known):
        raise UsageError(f"第{item.number}号已登记 {publication.published_on} 在{publication.outlet}刊发，不用再登记。")
    store_publication(context.connection, publication, item.id)
    _remember(context, publication)
    note = f"{publication.outlet} {publication.published_on}"
    log_event(context.connection, item.id, "刊发", context.person.member_id, context.now, note)
    keep_right(context, item.unit_id, publication.published_on, f"第{item.number}号刊发")
    column = f"，专栏「{publication.column}」" if publication.column else ""
    level = LEVEL_NAMES[next(name for name in LEVEL_NAMES if name == publication.level)]
    where = f"{publication.outlet}（{level}）{publication.published_on}{column}"
    return reply(f"已登记第{item.number}号在{where}刊发，该条共刊发{len(known) + 1}次。发送「进度」查看目标。")


def _remember(context: Context, publication: Publication) -> None:
    plan, connection = context.plan, context.connection
    if publication.outlet not in {outlet.name for outlet in plan.outlets}:
        remember_name(connection, plan.id, "outlet", publication.outlet, publication.level)
    if publication.column and publication.column not in {column.name for column in plan.columns}:
        remember_name(connection, plan.id, "column", publication.column)


PUBLISH = Command(
    words=("刊发",),
    usage="刊发 12 媒体 日期 链接 专栏（日期、链接、专栏可以不写）\n"
    "刊发 12 媒体 级别（方案里没有的媒体要写级别：县级、市级、省级、中央）",
    summary="登记一条信息的刊发",
    run=publish,
    roles=frozenset(("liaison", "editor")),
    in_group=False,
)
