"""What makes a question doubtful although every word of it is known: two questions in one, statements, orders, facts.

Each check raises Unclear("question") rather than let a figure stand for something else than was meant.
"""

from collections.abc import Callable, Mapping

from questions.grammar.asked import NAMES, Asked, Unclear
from questions.grammar.filters import PUBLICATION_FILTERS
from questions.grammar.intent import is_heading
from questions.pieces import Kind
from questions.query import Intent

ASKING: tuple[Kind, ...] = (
    "who", "which", "count", "many-units", "thing", "no", "tag", "how", "list", "rank", "place", "order", "step", "by",
)  # fmt: skip
"""What makes a question of words that may else be a heading, a statement or an order."""

HONOURING = ("评", "评选", "评给", "评上", "表彰")
ENUMERATING = "按分逐"
"""How the words begin that ask for a table by themselves: 按板块分一下."""

COUNTED_ONE_BY_ONE: tuple[Kind, ...] = ("kind", "status", "stage", "amount", "industry")


def check(question: Asked, intent: Intent) -> None:
    """Raises Unclear where the question, read as `intent`, may well mean something else."""
    doubtful = DOUBTS.get(intent)
    if doubtful is not None and doubtful(question):
        raise Unclear("question")


def _help(question: Asked) -> bool:
    return question.has("time", "subject", "unit", "board", "level", "outlet", "column", "member")


def _status(question: Asked) -> bool:
    """退回第12号 is an order; 第12号上新华社了 a statement; 第12号 alone asks."""
    if question.has("time", "same-period", "each", "by"):
        return True
    return question.has("verb", "status") and not question.has("tag", "step", "how", "goal", "which")


def _subject(question: Asked) -> bool:
    """优秀信息有几条 is not about awards; 整改3号销号, 表彰财政局, 确认采访 are orders."""
    of_items = question.has("noun", "verb") and question.has("count")
    if of_items or len(question.values("subject")) > 1:
        return True
    if question.has(*ASKING):
        return False
    pieces = [piece for piece in question.pieces if piece.kind != "show"]
    first, last = pieces[0], pieces[-1]
    if question.text[: first.end] in HONOURING:
        return True
    return (first.kind == "state" or last.kind not in ("subject", "state")) or question.has("number")


def _progress(question: Asked) -> bool:
    """目标已完成 states it; 完成了吗 may be about anything."""
    words = set(question.values("goal"))
    of_media = question.has("level", "outlet", "column", "board", "amount", "stage")
    if "target" not in words and not of_media:
        return True
    asks_how_much = any(word.endswith(("多少", "几成", "百分之几")) for word in question.words("goal"))
    return "" in words and not question.has(*ASKING) and not asks_how_much


def _missing(question: Asked) -> bool:
    if len(question.of("verb")) > 1 or question.has("status"):
        return True
    plain_count = any(piece.value == "" for piece in question.of("count"))
    if plain_count and not question.has("lack"):
        return True
    return _asks_for_records(question) or _asks_within(question) or _states(question)


def _asks_for_records(question: Asked) -> bool:
    """列出没发的信息, 还没开工的项目, 没上过的媒体, 财政局没报哪些 ask for something else than units."""
    if question.has("who", "units", "many-units"):
        return question.has("which") and question.has("who")
    nouns = set(question.values("noun"))
    if "media" in nouns or "projects" in nouns or question.has("stage"):
        return True
    if question.values("verb") == ("publications",) and nouns & {"items", ""}:
        return True
    of_records = any(word[-1] in "条篇件" for word in question.words("which"))
    return of_records or (question.has("which") and question.has("unit", "kind", "outlet"))


def _asks_within(question: Asked) -> bool:
    """财政局谁没报: who of that unit. 财政局、招商局谁没报: which of them."""
    is_one_unit = len(question.of("unit")) == 1 and not question.has("group")
    return is_one_unit and "谁" in "".join(question.words("who"))


def _states(question: Asked) -> bool:
    """我们没报, 财政局本周没有信息报送 are statements; 上周没报的 is a question."""
    if question.has("lack", "who", "units", "many-units", "which", "count", "list"):
        return False
    return question.has("unit", "group", "member") or not question.text.rstrip("?。,").endswith("的")


def _delivered(question: Asked) -> bool:
    """谁报了哪些 asks two things; 省媒和央媒都上过 asks for both, which is not either; 县级媒体有几家 for media."""
    if question.has("tag") and not question.has("who", "many-units", "units"):
        return False
    several_media = any(len(question.of(kind)) > 1 for kind in PUBLICATION_FILTERS)
    both = question.has("which") and question.has("who")
    return both or several_media or len(question.of("verb")) != 1 or _asks_within(question)


def _list(question: Asked) -> bool:
    """线索是什么, 省级媒体有哪些 ask for no records."""
    if question.has("list", "latest", "show", "verb"):
        return False
    nouns = set(question.values("noun")) & {"items", "", "projects"}
    return "what" in question.values("which") or not (nouns or question.has("kind", "status"))


def _ranking(question: Asked) -> bool:
    """报得最多报了什么, 谁最多报了几条 ask two things; 每月第一 and 各板块前三 ask for one in each."""
    if len(question.of("verb")) > 1 or (question.has("which") and question.has("who")):
        return True
    if any(word[0] in "几多" for word in question.words("count")):
        return True
    by = set(question.values("by"))
    return bool(by - {"unit"}) and (question.has("place") or bool(by & {"day", "week", "month", "quarter"}))


def _compare(question: Asked) -> bool:
    """省级以上和市级以上 overlap; 比目标 compares with a target."""
    levels = question.of("level")
    overlapping = len(levels) > 1 and any(len(piece.values) > 1 for piece in levels)
    return overlapping or bool(set(question.values("goal")) - {"short"})


def _count(question: Asked) -> bool:
    """新华社算央媒吗 is about a fact; 各单位报了 counts nothing yet."""
    levels = question.of("level")
    if question.has("each") and len(levels) > 1 and any(len(piece.values) > 1 for piece in levels):
        return True
    if question.has("share", "average") or "amount" in question.values("noun"):
        return False
    if question.has("count"):
        return _counts_something_else(question)
    if is_heading(question):
        return False
    if question.has("by"):
        return not (question.has("how") or question.words("by")[0][0] in ENUMERATING)
    return not (question.has("verb") and question.has(*NAMES)) and "any" not in question.values("tag")


def _counts_something_else(question: Asked) -> bool:
    """省级媒体有几个 counts media; 那几条都发了吗 is about some that nobody named."""
    if set(question.values("count")) == {"units"} and not question.has(*COUNTED_ONE_BY_ONE):
        return "projects" not in question.values("noun")
    asks_back = question.has("tag") and "any" not in question.values("tag")
    verbs, counts = question.of("verb"), question.of("count")
    return asks_back and bool(verbs) and counts[-1].start < verbs[0].start


DOUBTS: Mapping[Intent, Callable[[Asked], bool]] = {
    "help": _help,
    "status": _status,
    "score": _subject,
    "award": _subject,
    "rectification": _subject,
    "interview": _subject,
    "progress": _progress,
    "missing": _missing,
    "delivered": _delivered,
    "list": _list,
    "ranking": _ranking,
    "compare": _compare,
    "count": _count,
}
