"""Contradictions inside a plan that its types cannot show: doubled names, impossible days and numbers."""

from collections.abc import Iterator, Sequence
from datetime import date
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from rules.duty_checks import duties_faults
from rules.faults import (
    Fault,
    clock_faults,
    identity_faults,
    list_faults,
    name_faults,
    number_faults,
    plain,
    unknown_names,
)
from rules.limits import KIND, NEEDED, PLAN_ID, SHORTEST, TARGET_ID, TITLE, WARN_DAYS
from rules.plan import Board, Column, Outlet, Plan

FIRST_YEAR, LAST_YEAR = 2000, 2100


def faults(plan: Plan) -> list[Fault]:
    """Everything in the plan that contradicts itself, in the order of the file; empty when the plan can be used."""
    return [
        *_span_faults(plan),
        *_day_faults(plan),
        *list_faults("groups", plan.groups),
        *list_faults("kinds", plan.kinds, KIND),
        *_word_faults("boards", plan.boards),
        *duties_faults(plan),
        *_word_faults("outlets", plan.outlets),
        *_domain_faults(plan.outlets),
        *_word_faults("columns", plan.columns),
        *_targets_faults(plan),
        *_setting_faults(plan),
    ]


def _span_faults(plan: Plan) -> Iterator[Fault]:
    if not _is_id(plan.id):
        yield Fault("id", f"只能用字母、数字、- 和 _，最长 {PLAN_ID} 个字")
    yield from name_faults("title", plan.title, TITLE)
    for key in ("start", "end", "effective_from", "calendar_until"):
        day: date | None = getattr(plan, key)
        if day and not FIRST_YEAR <= day.year <= LAST_YEAR:
            yield Fault(key, f"年份应在 {FIRST_YEAR} 至 {LAST_YEAR} 之间，现在是 {day}")
    if plan.end and plan.end < plan.start:
        yield Fault("end", f"结束日期 {plan.end} 早于开始日期 {plan.start}，请核对")
    if plan.end and plan.effective_from and plan.effective_from > plan.end:
        yield Fault("effective_from", f"生效日期 {plan.effective_from} 晚于结束日期 {plan.end}，请核对")
    if not _zone_is_known(plan.timezone):
        yield Fault("timezone", f"没有“{plan.timezone}”这个时区，国内请写 Asia/Shanghai")


def _is_id(text: str) -> bool:
    """An id is typed in commands and stands in file names."""
    return 0 < len(text) <= PLAN_ID and all(char.isalnum() or char in "-_" for char in text)


def _zone_is_known(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):  # a folder or an over-long name shows itself as an OSError
        return False
    return True


def _day_faults(plan: Plan) -> Iterator[Fault]:
    off: set[date] = set(plan.days_off)
    for number, day in enumerate(plan.working_days, 1):
        if day in off:
            yield Fault(f"working_days[{number}]", f"{day} 既在 days_off 又在 working_days，请只留一处")


def _word_faults(table: str, entries: Sequence[Board | Outlet | Column]) -> Iterator[Fault]:
    """A name or alias must lead to one entry only; within one entry it may be repeated."""
    owners: dict[str, int] = {}
    for number, entry in enumerate(entries, 1):
        words = [("name", entry.name)]
        words += [(f"aliases[{place}]", alias) for place, alias in enumerate(entry.aliases, 1)]
        for key, word in words:
            where = f"{table}[{number}].{key}"
            yield from name_faults(where, word)
            if plain(word) and (owner := owners.setdefault(plain(word), number)) != number:
                other = entries[owner - 1].name
                yield Fault(where, f"“{word}”已用于 {table}[{owner}]（{other}），名称和别名不能重复，请改一个")


def _domain_faults(outlets: Sequence[Outlet]) -> Iterator[Fault]:
    owners: dict[str, int] = {}
    for number, outlet in enumerate(outlets, 1):
        for place, domain in enumerate(outlet.domains, 1):
            where = f"outlets[{number}].domains[{place}]"
            owner = owners.setdefault(domain.casefold(), number)
            if not _is_domain(domain):
                yield Fault(where, f"“{domain}”不是域名，请只写域名，不带 http:// 和路径，例如 people.com.cn")
            elif owner != number:
                yield Fault(where, f"域名“{domain}”已用于 outlets[{owner}]（{outlets[owner - 1].name}），请只留一处")


def _is_domain(text: str) -> bool:
    labels = text.split(".")
    return len(labels) > 1 and all(label and label.replace("-", "").isalnum() for label in labels)


def _targets_faults(plan: Plan) -> Iterator[Fault]:
    yield from identity_faults("targets", plan.targets, TARGET_ID)
    boards = [board.name for board in plan.boards]
    columns = [column.name for column in plan.columns]
    for number, target in enumerate(plan.targets, 1):
        where = f"targets[{number}]"
        yield from number_faults(f"{where}.needed", "目标数", target.needed, NEEDED)
        yield from number_faults(f"{where}.warn_days", "提前预警天数", target.warn_days, WARN_DAYS)
        yield from unknown_names(f"{where}.boards", "板块", target.boards, boards)
        yield from unknown_names(f"{where}.columns", "专栏", target.columns, columns)
        if target.counts == "items" and (target.levels or target.columns):
            yield Fault(f"{where}.counts", '按信息条数统计时没有媒体级别和专栏，请改为 "publications" 或去掉筛选')


def _setting_faults(plan: Plan) -> Iterator[Fault]:
    yield from clock_faults("tone.quiet_from", plan.tone.quiet_from)
    yield from clock_faults("tone.quiet_to", plan.tone.quiet_to)
    yield from number_faults("recognition.shortest", "最短字数", plan.recognition.shortest, SHORTEST)
    if not 0 <= plan.recognition.ask_below <= 1:
        yield Fault("recognition.ask_below", f"把握程度应在 0 至 1 之间，现在是 {plan.recognition.ask_below}")
