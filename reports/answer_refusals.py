"""The wording where there is no figure: not understood, not in this plan, and what can be asked instead."""

from collections.abc import Sequence

from reports.answer_targets import target_question
from rules.plan import Plan

MOST_SUGGESTIONS = 3
SHORTEST_QUOTED = 2  # one character is a piece of a word and tells nobody anything
HELP_SHOWS = "发送「帮助」查看命令。"
OTHERWISE = "没有看懂这个问题，为免答错，没有统计。"

REASONS = {
    "words": "没有看懂“{word}”，为免答错，没有统计。",
    "date": "问题里的日期不存在，请核对后再问。",
    "periods": "一次只能问一段时间，请分开问。",
    "future": "这段时间还没有开始，没有数据可查。",
    "filter": "报送的信息没有媒体、级别和专栏，请问“刊发了几条”。",
    "metric": "请说明是问报送的信息（报了几条），还是问刊发（发了几条）。",
    "question": "没有看懂要查什么。",
    "own": "还不知道您的单位，请写出单位名称再问。",
    "previous": "这句话没有可以接着问的上一个问题，请把问题写完整。",
    "targets": "目标是整个方案的，不分单位，请去掉单位再问。",
    "target-period": "{word}，请按这个期间来问。",
    "ambiguous": "“{word}”可以指几个名称，请写全称再问。",
    "share": "占比一次只能按一个条件来算，请写明是谁占全部的多少。",
    "unknown-holiday": "日历里没有这个假期的安排，请写明日期再问。",
    "no-bulletin": "还没有发布过通报，请写明日期再问。",
    "no-plan-start": "不知道方案从哪一天开始，请写明日期再问。",
    "steps": "这段时间太长，请问短一些的时间，或按月、按季度来问。",
}
"""One sentence for each reason why a question is not answered (questions.read, handlers.ask)."""

ABILITIES = (
    "报了几条：上个月财政局报了几条",
    "刊发几条：今年市级以上刊发了多少条",
    "谁没报：本周还有谁没报",
    "排名：三季度报送前三名",
    "走势：今年每个月报了几条",
    "比较：9月比8月多报了几条",
    "明细：列出昨天报的信息",
    "目标：本月县级目标完成了没有",
)
"""What can be asked, with an example each."""

LATER = {
    "score": "本方案还没有计分数据，暂时查不到得分。",
    "award": "本方案还没有评优结果，暂时查不到。",
    "rectification": "本方案还没有整改事项，暂时查不到。",
    "interview": "本方案还没有采访安排，暂时查不到。",
    "projects": "本方案没有招商项目，查不到项目和金额。",
}


def not_understood_answer(reason: str, word: str, suggestions: Sequence[str]) -> str:
    """Why there is no answer, and what may be asked instead. A reason that is not known gets a plain sentence."""
    is_fragment = reason == "words" and len(word) < SHORTEST_QUOTED
    is_nameless = reason in ("ambiguous", "target-period") and not word
    sentence = REASONS.get(reason, OTHERWISE).replace("{word}", word)
    sentence = "没有看懂这句话。" if is_fragment else OTHERWISE if is_nameless else sentence
    if not suggestions:
        return f"{sentence}{HELP_SHOWS}"
    lines = [f"{place}. {suggestion}" for place, suggestion in enumerate(suggestions, 1)]
    return "\n".join((f"{sentence}您可以这样问：", *lines, HELP_SHOWS))


def suggestions(corrected: Sequence[str], plan: Plan, units: Sequence[str], asker_unit: str) -> list[str]:
    """At most three questions that are understood: the asker's own put right, then examples of this plan."""
    unit = asker_unit if asker_unit in units else next(iter(units), None)
    examples = [
        "本周还有谁没报",
        f"上个月{unit}报了几条" if unit else "上个月报了几条",
        next((target_question(target) for target in plan.targets), "今年刊发了多少条"),
    ]
    return list(dict.fromkeys((*corrected, *examples)))[:MOST_SUGGESTIONS]


def later_answer(what: str, offered: Sequence[str]) -> str:
    """Understood, but the plan has nothing of the kind; `offered` are questions that it can answer."""
    return f"{LATER[what]}可以问报送、刊发和目标，例如：{'；'.join(offered)}。"


def abilities_answer() -> str:
    """How to ask, and what."""
    return "\n".join(("直接把问题打出来就行，例如：", *ABILITIES, f"十分钟内可以接着问：上个月呢。{HELP_SHOWS}"))


def note_text(word: str, name: str) -> str:
    """A name that was understood although it was not written in full."""
    return f"“{word}”按「{name}」统计。"


def same_name_text(name: str, units: Sequence[str]) -> str:
    """Several people bear a name."""
    return f"“{name}”在{len(units)}个单位的花名册里（{'、'.join(units)}），合并统计。"
