"""What a question wants, told by its words: a table of which words must be there and which may stand beside them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast

from questions.grammar.asked import Asked, Unclear
from questions.grammar.comparing import GROUPED, is_comparison, names_compared
from questions.pieces import Kind
from questions.query import GroupBy, Intent

TIME_STEPS = ("day", "week", "month", "quarter")
SUBJECTS: tuple[Intent, ...] = ("score", "award", "rectification", "interview")
HEADINGS = (["报送"], ["刊发"], ["发稿"], ["上稿"])
RECORDS: tuple[Kind, ...] = ("number", "title")

# What says how a question is meant; names, periods, verbs and nouns only say of what.
SIGNALS: frozenset[Kind] = frozenset(
    (
        "count", "who", "which", "many-units", "units", "thing", "by", "each", "average", "share", "trend", "order",
        "place", "rank", "limit", "latest", "compare", "more", "list", "no", "tag", "lack", "goal", "how", "step",
        "subject", "state", "help", "number", "title",
    )
)  # fmt: skip


@dataclass(frozen=True)
class Rule:
    """A question with one of `needs` has this intent, and none if a signal is neither needed nor allowed."""

    intent: Intent
    needs: frozenset[Kind]
    allows: frozenset[Kind]


def _rule(intent: Intent, needs: str, allows: str) -> Rule:
    return Rule(intent, _kinds(needs), _kinds(allows))


def _kinds(words: str) -> frozenset[Kind]:
    return cast(frozenset[Kind], frozenset(words.split()))


RULES: Sequence[Rule] = (
    _rule("help", "help", "how which tag"),
    _rule(
        "score",  # and every other subject
        "subject",
        "who which count many-units no tag how list rank place order by each number state goal step units limit thing",
    ),
    _rule("status", "number title", "step tag how goal which"),
    _rule("compare", "compare more", "count how who thing tag each trend goal"),
    _rule("ranking", "order place rank", "who thing by count limit units which how list"),
    _rule("progress", "goal", "tag how which count no step list"),
    _rule("count", "share average", "by each count how who"),
    _rule("trend", "trend", "by count how each list"),
    _rule("missing", "lack", "who units which tag many-units list count no"),
    _rule("missing", "no", "who units which tag many-units list count"),
    _rule("delivered", "who many-units units", "which tag list count"),
    _rule("list", "list latest", "which tag count each"),
    _rule("list", "which", "tag"),
    _rule("count", "count by", "each tag how"),
    _rule("count", "tag", "each"),
)


def intent_of(question: Asked) -> Intent:
    """The one intent that fits every word of the question. Raises Unclear("question") where none does."""
    found = question.kinds()
    for rule in RULES:
        if rule.needs & found and _applies(rule, question):
            if found & SIGNALS - rule.needs - rule.allows:
                raise Unclear("question")
            return _read(rule, question)
    if _shows_items(question):
        return "list"
    if "amount" in question.values("noun") or is_heading(question):
        return "count"  # 上半年签约金额
    raise Unclear("question")


def has_signal(question: Asked) -> bool:
    """Whether the question says by itself what it wants; 财政局的 and 上个月 do not."""
    if question.kinds() & SIGNALS or "amount" in question.values("noun"):
        return True
    return _shows_items(question) or is_heading(question)


def is_heading(question: Asked) -> bool:
    """昨日报送, 上半年各单位刊发: a heading over figures, not 报 or 发, which may tell or order something."""
    ends_in_verb = bool(question.pieces) and question.pieces[-1].kind == "verb"
    of_everybody = question.has("time") and not question.has("unit", "group", "member")
    return of_everybody and ends_in_verb and question.words("verb") in HEADINGS


def counts_by(question: Asked) -> GroupBy | None:
    """What a count is grouped by. Raises Unclear for two ways at once."""
    by = question.values("by")
    if len(by) > 1:
        raise Unclear("question")
    if by:
        return cast(GroupBy, by[0])
    if question.has("who") and question.has("count"):
        return "unit"  # 谁报了几条
    if not question.has("each"):
        return None
    several = [kind for kind in GROUPED if len(question.of(kind)) > 1 or len(question.values(kind)) > 1]
    if len(several) != 1:
        raise Unclear("question")
    return cast(GroupBy, several[0])


def _applies(rule: Rule, question: Asked) -> bool:
    match rule.intent:
        case "compare":
            return is_comparison(question)
        case "status":
            return not question.has("subject")
    return True


def _read(rule: Rule, question: Asked) -> Intent:
    """The rule's intent, with the finer differences that single words make."""
    match rule.intent:
        case "score":
            return cast(Intent, question.values("subject")[0])
        case "compare" if question.kinds() & {"who", "each"} and names_compared(question) is None:
            raise Unclear("question")  # 谁比上月多 asks it of each
        case "delivered" if question.has("count"):
            return "count"  # 谁报了几条
        case "count" if not question.has("share", "average"):
            return _counted(question)
    return rule.intent


def _counted(question: Asked) -> Intent:
    if question.has("by") and question.values("by")[0] in TIME_STEPS:
        return "trend"
    if question.has("count", "by"):
        if question.has("how") and not question.has("by"):
            raise Unclear("question")
        return "count"
    if question.values("verb") != ("items",):
        return "count"  # 财政局上过省媒吗 asks how often
    if question.has("unit", "group"):
        return "delivered"
    if "any" not in question.values("tag"):
        raise Unclear("question")  # 都报了吗 asks it of each
    return "count"


def _shows_items(question: Asked) -> bool:
    """看看上周的信息."""
    return question.has("show") and "items" in question.values("noun")
