"""The answer to the question for which unit (单位) something is: whoever may report for several is asked."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from handlers.asking import answer_in_passing
from handlers.boards import board_named
from handlers.context import Context, Reply, reply
from handlers.drafting import propose
from handlers.made_up import period_told
from handlers.represented import ask_for_unit, unit_chosen
from handlers.submitting import Draft, submit
from handlers.talk import current, stop
from handlers.unfinished import keep_unfinished, with_line, with_note
from handlers.words import NO, plain_answer
from handlers.zero_reports import go_on_for_unit
from rules.boards import looks_like_item


def go_on_with_unit(context: Context, text: str) -> Reply:
    """A unit's number or name: does what was asked about. 取消 keeps what was typed as a draft, as does a new text."""
    data, bare = dict(current(context).data), plain_answer(text)
    if bare in NO:
        return with_note(keep_unfinished(context), reply("这条暂不报送。"))
    person = unit_chosen(context, bare)
    if person is not None:
        stop(context)
        return THEN[data["then"]](context, person.unit_id, data)
    answer = answer_in_passing(context, text)
    if answer is not None:
        return with_line(answer, f"{data['about']}还没有报送，请回复单位的序号或名称，「取消」则暂不报送。")
    if looks_like_item(text, context.plan.recognition.shortest):
        return propose(context, text)
    stop(context)  # what it holds is asked about once more and must not become a draft
    return with_note("没有这个单位。", ask_for_unit(context, data["then"], data, data["about"]))


def _submit(context: Context, unit_id: int, data: Mapping[str, Any]) -> Reply:
    begun_at = data.get("begun_at")
    draft = Draft(
        board_named(context.plan, data),
        data["title"],
        data["text"],
        data["kind"],
        data["points"],
        number=data.get("number"),
        begun_at=datetime.fromisoformat(begun_at) if begun_at else None,
        unit_id=unit_id,
        period=period_told(data, context.plan),
    )
    return submit(context, draft)


THEN: Mapping[str, Callable[[Context, int, Mapping[str, Any]], Reply]] = {"submit": _submit, "zero": go_on_for_unit}
