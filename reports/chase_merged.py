"""One reminder (催报) for somebody who owes several things: a numbered list, the next deadline first.

It is kept short: each thing on one line, without the wordings of their own that the rungs may have.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from models.chase_facts import ChaseFacts, Part
from models.obligations import Obligation
from models.outbox import Button, Content
from reports.calendar_text import DAY, clock_text, day_text, in_a_row
from reports.chase_private import BUTTONS, buttons_of, for_the_head, misses_of
from reports.chase_words import HEADS, colour, how_to, is_late, is_running, joined, left, still_owed, word
from rules.plan import Audience
from rules.templates import PRIVATE

NEVER = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True)
class Task:
    """One obligation that one receiver is told of; `facts` speak of nothing else."""

    audience: Audience
    facts: ChaseFacts

    @property
    def row(self) -> Obligation:
        """The obligation."""
        return self.facts.owed[0]


def tasks_of(parts: Sequence[Part]) -> list[Task]:
    """The obligations in the private parts, each once, the next deadline first.

    Whoever owes one as a liaison is told of it as such, whatever else they are.
    """
    found: dict[int, Task] = {}
    for part in (part for audience in PRIVATE for part in parts if part.audience == audience):
        for row in part.facts.owed:
            about = replace(part.facts, owed=(row,), deadline=row.deadline)
            found.setdefault(row.id, Task(part.audience, about))
    return sorted(found.values(), key=lambda task: task.facts.deadline or NEVER)


def merged(tasks: Sequence[Task]) -> Content:
    """One reminder for several obligations."""
    plans = {task.row.plan_id for task in tasks}
    named = len({task.row.unit_id for task in tasks}) > len(plans) or any(task.audience != "liaison" for task in tasks)
    colours = {colour(task.facts) for task in tasks}
    head = HEADS[next(iter(colours)) if len(colours) == 1 else "plain"]
    own = [task for task in tasks if task.audience != "head"]
    owners = [_owner(task, bool(own)) if named else "" for task in tasks]
    lines = [_line(task, owner, len(plans) > 1, len(colours) > 1) for task, owner in zip(tasks, owners, strict=True)]
    numbered = [f"{place}. {line}" for place, line in enumerate(lines, 1)]
    text = joined([_heading(tasks, head), *numbered, *_what_next(tasks)])
    return Content(text=text, title=head, buttons=_buttons(own))


def _buttons(own: Sequence[Task]) -> tuple[Button, ...]:
    """What may be pressed by who reports: the form, unless nothing but publications is owed."""
    if own and all(task.facts.duty.counts == "publications" for task in own):
        return buttons_of(own[0].facts)
    return BUTTONS if own else ()


def _heading(tasks: Sequence[Task], head: str) -> str:
    heads = [task for task in tasks if task.audience == "head"]
    whose = "以下" if heads else "您有"
    copied = "·抄送单位负责人" if len(heads) == len(tasks) and not any(task.facts.instead for task in heads) else ""
    return f"【{head}{copied}】{whose}{len(tasks)}项报送任务尚未完成："


def _line(task: Task, owner: str, with_plan: bool, with_colour: bool) -> str:
    facts = task.facts
    mark = f"【{HEADS[colour(facts)]}】" if with_colour and colour(facts) != "plain" else ""
    plan = f"《{facts.plan.title}》" if with_plan else ""
    unit = f"（{owner}）" if owner else ""
    misses = misses_of(facts, task.row)
    earlier = f"，此前{in_a_row(misses - 1, facts.period.kind)}未报" if misses > 1 else ""
    return f"{mark}{plan}{facts.duty.title}{unit}：{word(facts)}{still_owed(facts, task.row)}{earlier}{_until(facts)}。"


def _owner(task: Task, among_own: bool) -> str:
    """The unit; a copy to its head is told apart only `among_own` tasks, else the heading says what it is."""
    if task.audience == "deputy":
        return f"您代理{task.row.unit}"
    return (
        f"{task.row.unit}，抄送" if task.audience == "head" and among_own and not task.facts.instead else task.row.unit
    )


def _until(facts: ChaseFacts) -> str:
    if facts.deadline is None:
        return ""
    due = f"；截止{clock_text(facts.deadline, facts.plan.zone)}，{left(facts.deadline, facts.now)}"
    if not is_late(facts):
        return due
    return (
        f"{due}，{day_text(facts.period.end - DAY)}结束前报送按逾期登记"
        if is_running(facts)
        else f"{due}，报送期已结束"
    )


def _what_next(tasks: Sequence[Task]) -> Iterator[str]:
    own = [task for task in tasks if task.audience != "head"]
    yield from _how_to(own)
    if any(not is_running(task.facts) for task in own):
        yield "报送期已结束的，如有特殊情况，请与宣传办联系。"
    yield from dict.fromkeys(for_the_head(task.facts, task.row.unit) for task in tasks if task.audience == "head")


def _how_to(own: Sequence[Task]) -> Iterator[str]:
    """What to type. Text sent without a word goes to one unit and plan: it is proposed only where there is one."""
    running = [task for task in own if is_running(task.facts)]
    sent = [task for task in running if task.facts.duty.counts != "publications"]
    published = [task for task in running if task.facts.duty.counts == "publications"]
    if sent and len({(task.row.plan_id, task.row.unit_id) for task in own}) > 1:
        yield "请逐项报送：发送「报送」按提示填写，发送「我的」查看完成情况。"
    else:
        yield from dict.fromkeys(how_to(task.facts) for task in sent)
    yield from dict.fromkeys(how_to(task.facts) for task in published)
    if len({task.row.plan_id for task in running}) > 1:
        yield "报送另一方案的任务前，请先发送「切换」加方案名称。"
