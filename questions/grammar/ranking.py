"""谁第一, 前三名, 哪个板块最多, 排名: what is ranked, from which end, and how many of it are asked for."""

from dataclasses import dataclass
from typing import cast

from questions.grammar.asked import Asked, Unclear, loose_nouns
from questions.query import GroupBy, Order


@dataclass(frozen=True)
class Ranked:
    """What is ranked, from the most (`desc`) or the least, and how many lines; None for no order, all lines."""

    by: GroupBy | None
    order: Order | None
    limit: int | None


def ranked(question: Asked) -> Ranked:
    """The ranking that a question with 最多, 第一, 前三 or 排名 asks for. Raises Unclear where it names two."""
    by = _by(question)
    order = _order(question)
    limit = _limit(question)
    if by == "unit" and question.has("unit") and not question.has("rank"):
        raise Unclear("question")
    return Ranked(by, order, limit)


def _by(question: Asked) -> GroupBy:
    things = {*question.values("thing"), *question.values("by")}
    things |= {piece.value for piece in loose_nouns(question)}
    things |= {piece.values[1] for piece in question.of("place", "limit") if piece.values[1]}
    if _is_about_media(question):
        things.add("outlet")
    elif question.has("who", "units", "many-units"):
        things.add("unit")
    if "within" in things:  # 县级媒体里头哪家 is a medium, 部门组里哪家 a unit
        things = things - {"within"} | {"unit" if question.has("group") else "outlet" if question.has("level") else ""}
    things -= {""} if len(things) > 1 else set()  # 最多的部门是哪个
    if len(things) > 1 or "" in things:
        raise Unclear("question")
    return cast(GroupBy, things.pop() if things else "unit")


def _is_about_media(question: Asked) -> bool:
    """刊发最少的媒体是哪家. Raises Unclear for 媒体发稿排名, which may be of units, and for 谁上的媒体最多."""
    if "media" not in question.values("noun") or question.has("units", "many-units"):
        return False
    who = set(question.values("who"))
    if not question.has("order") or not who <= {"house"}:
        raise Unclear("question")
    return True


def _order(question: Asked) -> Order:
    """最少的前三家: 最少 says from which end; without such a word the place does."""
    words = set(question.values("order"))
    places = {piece.value for piece in question.of("place", "rank") if piece.value}
    chosen = words or places or {"desc"}
    if len(chosen) > 1 or (words == {"desc"} and "asc" in places):
        raise Unclear("question")
    return cast(Order, chosen.pop())


def _limit(question: Asked) -> int | None:
    numbers = {piece.values[0] for piece in question.of("place", "limit") if piece.values[0]}
    if len(numbers) > 1:
        raise Unclear("question")
    if numbers:
        return int(numbers.pop())
    if question.has("rank") and not question.has("order"):
        return None
    return 1 if question.has("order") else None
