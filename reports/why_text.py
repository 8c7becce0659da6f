"""The answer to 为什么催我: what is owed by when, what counts for it and what does not, who was reminded and how."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from models.duty_ledger import Entry
from models.obligations import Obligation
from models.why_facts import Appearance, Asks, Submission, Told
from reports.calendar_text import LAST, clock_text, day_text, period_phrase, period_word, typed_period
from reports.chase_words import COUNTED, how_to_deliver
from reports.told_text import told_line
from rules.duties import COUNTING_STATUSES, is_late, named_day
from rules.making_up import may_make_up
from rules.periods import Period, office_date, period_of
from rules.plan import LEVEL_NAMES, Duty, Plan

SHOWN = 5


@dataclass(frozen=True)
class Why:
    """One obligation with everything that the answer says of it, as of `now` (aware).

    `duty` is as it held when the period began, None if the plan does not say it any more. `passed` are the rungs that
    came due and brought no reminder. `for_office`: an editor asks about a unit, who does not deliver for it.
    """

    plan: Plan
    duty: Duty | None
    row: Obligation
    asks: Asks
    submissions: tuple[Submission, ...]
    appearances: tuple[Appearance, ...]
    entries: tuple[Entry, ...]
    told: tuple[Told, ...]
    passed: tuple[str, ...]
    now: datetime
    for_office: bool = False

    @property
    def period(self) -> Period | None:
        """The period, None where nobody knows its kind any more."""
        return Period(self.row.starts_on, self.row.ends_on, self.duty.period) if self.duty else None

    @property
    def today(self) -> date:
        """The office's day."""
        return office_date(self.now, self.plan.zone)

    @property
    def is_running(self) -> bool:
        """Whether the period is not over yet."""
        return self.today < self.row.ends_on


def why_text(found: Sequence[Why], unit: str, standing: str, with_plan: bool) -> str:
    """All that is to be said of one unit; `standing` is why the reader is reminded or is not."""
    if not found:
        return f"没有催报：{unit}本期没有报送任务。"
    if not any(each.row.missing or each.told for each in found):
        return "\n".join((f"没有催报：{unit}没有未完成的报送任务。", *(_short(each) for each in found)))
    parts = [_whole(each, with_plan) for each in found]
    owed = any(each.row.missing for each in found)
    head = f"{unit}的报送任务和提醒：" if owed else f"{unit}现在没有未完成的报送任务，此前的提醒如下："
    return "\n".join(filter(None, (head, *parts, standing)))


def _short(why: Why) -> str:
    return f"{_title(why)}：{_when(why)}{_figures(why)}。"


def _whole(why: Why, with_plan: bool) -> str:
    plan = f"《{why.plan.title}》" if with_plan else ""
    lines = [f"【{plan}{_title(why)}】{_when(why)}{_figures(why)}。", _deadline(why)]
    lines += _what_counts(why)
    if why.row.missing:
        lines += _what_does_not(why)
    lines += _entry_lines(why)
    lines += _reminders(why)
    return "\n".join(filter(None, (*lines, _next(why))))


def _title(why: Why) -> str:
    return why.duty.title if why.duty else why.row.duty


def _when(why: Why) -> str:
    return period_phrase(why.period, why.today) if why.period else f"{day_text(why.row.starts_on)}起"


def _figures(why: Why) -> str:
    row = why.row
    verb, measure = COUNTED[why.asks.counts]
    if row.excuse is not None:
        return f"免报（{row.excuse}）"
    rest = f"还差{row.missing}{measure}" if row.missing else "已完成"
    return f"应{verb}{row.required}{measure}，计入{row.delivered}{measure}，{rest}"


def _deadline(why: Why) -> str:
    row = why.row
    if row.deadline is None or row.excuse is not None:
        return ""
    over = "，已过截止时间" if why.now > row.deadline else ""
    return f"截止：{clock_text(row.deadline, why.plan.zone)}{_moved(why)}{over}。"


def _moved(why: Why) -> str:
    if why.duty is None or why.period is None or why.row.deadline is None:
        return ""
    named, day = named_day(why.period, why.duty.deadline_day), office_date(why.row.deadline, why.plan.zone)
    if day == named:
        return ""
    return f"（原为{day_text(named)}，遇放假{'提前' if day < named else '顺延'}）"


def _what_counts(why: Why) -> Iterator[str]:
    """The line of what stands for the obligation."""
    if why.asks.counts == "publications":
        counted = [_appearance(each) for each in why.appearances if not _off_topic(why, each)]
    else:
        counted = [_item(why, each) for each in why.submissions if why_not(why, each) is None]
    if counted:
        yield f"计入的：{_some(counted)}。"


def _what_does_not(why: Why) -> Iterator[str]:
    if why.asks.counts == "publications":
        reasons = [f"{_appearance(each)}：{_off_topic(why, each)}" for each in why.appearances if _off_topic(why, each)]
        reasons += _unpublished(why)
    else:
        judged = [(each, why_not(why, each)) for each in why.submissions if not _is_of_another(why, each)]
        reasons = [f"第{each.number}号：{reason}" for each, reason in judged if reason is not None]
    if not reasons:
        if not why.row.delivered:
            yield "没有收到可以计入的信息。"
        return
    yield "未计入的："
    yield from (f"{reason}。" for reason in reasons[-SHOWN:])
    if len(reasons) > SHOWN:
        yield f"另有{len(reasons) - SHOWN}条较早的，发送「我的」可查看。"


def _is_in_period(why: Why, item: Submission) -> bool:
    return why.row.starts_on <= item.counted_on < why.row.ends_on


def _is_of_another(why: Why, item: Submission) -> bool:
    """Whether what is still to be done about an item serves another period: sent in again it keeps its own."""
    keeps_its_own = item.status == "退回" or (item.made_up_for is not None and item.status not in COUNTING_STATUSES)
    return keeps_its_own and not _is_in_period(why, item)


def why_not(why: Why, item: Submission) -> str | None:
    """Why an item does not count for an obligation (design, section 7), None if it does."""
    row = why.row
    if item.unit_id != row.unit_id:
        return f"是为{item.unit}报送的，计入{item.unit}"
    if item.status not in COUNTING_STATUSES:
        return _by_status(why, item)
    if not _is_in_period(why, item):
        return _other_period(why, item)
    return _off_topic(why, item)


def _by_status(why: Why, item: Submission) -> str:
    match item.status:
        case "草稿":
            return f"还是草稿，没有报送，发送「报送 {item.number}」可报送"
        case "退回":
            when = f"已于{clock_text(item.sent_back_at, why.plan.zone)}退回" if item.sent_back_at else "已退回"
            reason = f"（{item.sent_back_why}）" if item.sent_back_why else ""
            return f"{when}{reason}，修改后重新报送即恢复计入"
    return "已撤回"


def _other_period(why: Why, item: Submission) -> str:
    other = period_of(why.duty.period, item.counted_on, why.plan) if why.duty else None
    word = period_word(other, why.today) if other else "另一期"
    sent = day_text(office_date(item.sent_at, why.plan.zone))
    return f"{sent}{'补报' if item.made_up_for else '报送'}，计入{word}"


def _off_topic(why: Why, found: Submission | Appearance) -> str | None:
    """Why kind, board or level are not those that are asked for."""
    asks = why.asks
    if isinstance(found, Submission) and asks.kinds and found.kind not in asks.kinds:
        return f"是「{found.kind}」，这项任务只计{_quoted(asks.kinds)}"
    if asks.boards and found.board not in asks.boards:
        return f"属「{found.board or '未分板块'}」，这项任务只计{_quoted(asks.boards)}"
    if isinstance(found, Appearance) and asks.levels and found.level not in asks.levels:
        wanted = [name for level, name in LEVEL_NAMES.items() if level in asks.levels]
        return f"不是{'、'.join(wanted)}媒体"
    return None


def _quoted(names: Sequence[str]) -> str:
    return "、".join(f"「{name}」" for name in names)


def _unpublished(why: Why) -> list[str]:
    """Items of the period that count for nothing here because they were not published in it."""
    row, published = why.row, {each.number for each in why.appearances}
    return [
        f"第{each.number}号：{each.status}，本期没有登记刊发"
        for each in why.submissions
        if each.unit_id == row.unit_id
        and row.starts_on <= each.counted_on < row.ends_on
        and each.number not in published
        and each.status in COUNTING_STATUSES
    ]


def _item(why: Why, item: Submission) -> str:
    marks = [clock_text(item.sent_at, why.plan.zone), item.status]
    marks += ["补报"] if item.made_up_for else ["逾期"] if _is_late(why, item) else []
    return f"第{item.number}号（{'，'.join(marks)}）"


def _is_late(why: Why, item: Submission) -> bool:
    """Whether an item that counts came after the deadline, and too little had come in by then."""
    due = why.row.deadline
    if due is None or not is_late(item.sent_at, due):
        return False
    in_time = [each for each in why.submissions if why_not(why, each) is None and not is_late(each.sent_at, due)]
    added = sum(entry.amount for entry in why.entries if entry.kind in ("zero", "banked") and entry.at <= due)
    return len(in_time) + added < why.row.required


def _appearance(found: Appearance) -> str:
    return f"第{found.number}号（{day_text(found.published_on)}{found.outlet}）"


def _some(texts: Sequence[str]) -> str:
    return "、".join(texts[:SHOWN]) + (f"等{len(texts)}条" if len(texts) > SHOWN else "")


def _entry_lines(why: Why) -> Iterator[str]:
    """Zero reports, banked items, excuses and corrections, with who or what they come from."""
    measure = COUNTED[why.asks.counts][1]
    for entry in why.entries:
        when, source = day_text(office_date(entry.at, why.plan.zone)), f"（{entry.source}）" if entry.source else ""
        match entry.kind:
            case "zero":
                yield f"零报告：{when}{entry.note}，计{entry.amount}{measure}{source}。"
            case "banked":
                yield f"{entry.note or '上期多报，抵本期'}{source}。"
            case "excuse":
                yield f"豁免：{when}{entry.note or '取消豁免'}{source}。"
            case "correction":
                yield f"更正：{when}报送数改为{entry.amount}{measure}{source}。"
    if why.asks.source and why.row.excuse and not any(entry.kind == "excuse" for entry in why.entries):
        yield f"免报依据：{why.asks.source}。"


def _reminders(why: Why) -> Iterator[str]:
    rungs = [rung.id for rung in why.duty.rungs()] if why.duty else []
    lines = list(dict.fromkeys(told_line(each, rungs, why.plan.zone) for each in why.told))
    if lines:
        yield "提醒："
        yield from (f"{line}。" for line in lines[-2 * SHOWN :])
    silent = [str(rungs.index(rung) + 1) for rung in why.passed if rung in rungs]
    if silent and why.row.missing:
        yield f"第{'、'.join(silent)}级没有发：当时不需要提醒，或已由后面一级代替。"


def _next(why: Why) -> str:
    if not why.row.missing:
        return ""
    if why.for_office:
        return f"下一步：由该单位报送，需要提醒请发送「催报 {why.row.unit}」。" if why.is_running else "报送期已结束。"
    own = [each for each in why.submissions if each.unit_id == why.row.unit_id and not _is_of_another(why, each)]
    returned = [each.number for each in own if each.status == "退回"]
    if returned and why.asks.counts != "publications":
        other = "另报一条。" if why.is_running else "另外补报。" if _made_up(why) else "与宣传办联系。"
        return f"下一步：发送「修改 {returned[-1]} 新的正文」重新报送，或{other}"
    if not why.is_running:
        return f"报送期已结束。{_made_up(why)}如有特殊情况，请与宣传办联系。"
    drafts = [each.number for each in own if each.status == "草稿"]
    if drafts and why.asks.counts != "publications":
        return f"下一步：发送「报送 {drafts[-1]}」报送草稿，或另报一条。"
    return f"下一步：{how_to_deliver(why.asks.counts, why.asks.kinds, why.asks.boards)}"


def _made_up(why: Why) -> str:
    """How to make up for what was missed, "" where the plan does not allow it any more."""
    if why.duty is None or why.period is None or why.asks.counts == "publications":
        return ""
    if not may_make_up([why.duty], why.period, why.today, why.plan):
        return ""
    word = period_word(why.period, why.today)
    return f"可发送「补报 {word if word in LAST.values() else typed_period(why.period)}」补报。"
