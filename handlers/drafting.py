"""Free text that may be an item: what the bot makes of it is shown, and stored only after 确认."""

from typing import Any

from handlers.asking import answer_in_passing
from handlers.boards import board_chosen, board_named, board_told, boards_in_a_line, boards_to_choose, is_placed
from handlers.context import Context, Reply, reply
from handlers.kinds import kind_told
from handlers.made_up import made_up_line, period_told
from handlers.represented import UNIT, begun_for, unit_line, written_for
from handlers.submitting import Draft, submit
from handlers.talk import begun_at, current, go_on, loose_since, stop
from handlers.unfinished import keep_unfinished, with_line, with_note
from handlers.words import NO, YES, plain_answer
from models.attachments import count_loose, release_attachments
from models.items import Item
from reports.item_text import kind_and_board
from rules.boards import missing_points, recognise, title_of
from rules.plan import Board

LONGEST_BOARD_NAME = 15  # longer answers are not looked at as a board's name
STILL_OPEN = "您还有一条信息没有确认，回复「确认」报送，「取消」不报。"
SHORTEST_SEQUEL = 10  # from here on an answer is more text for the item


def propose(context: Context, text: str) -> Reply:
    """Shows what the bot makes of a free text, and asks. What stood unconfirmed before becomes part of it."""
    before = current(context)
    if before.flow == "draft" and _is_more_of(context, before.data):
        return _show(context, _with_more(context, before.data, text))
    kept = keep_unfinished(context)
    data = {"text": text.strip(), "title": title_of(text), **_recognised(context, text), **begun_for(context)}
    return with_note(kept, _show(context, data))


def _is_more_of(context: Context, data: dict[str, Any]) -> bool:
    """Whether a new text belongs to the proposal in hand: not if it names another unit, period or kind."""
    own_period = context.named_period in (None, period_told(data, context.plan))
    own_kind = context.named_kind in (None, kind_told(data))
    return own_period and own_kind and context.named_unit in (None, data.get(UNIT))


def resume_draft(context: Context, item: Item) -> Reply:
    """Shows a draft again, as a text that waits for 确认; confirmed it is sent in under its number."""
    data = {"text": item.body, "title": item.title, "board": item.board, "confidence": 0, "number": item.number}
    return _show(context, {**data, **written_for(context, item)})


def _recognised(context: Context, text: str) -> dict[str, Any]:
    found = recognise(text, context.plan.boards)
    sure = found.board is not None and found.confidence >= context.plan.recognition.ask_below
    return {"board": found.board.name if found.board and sure else "", "confidence": round(found.confidence, 2)}


def _with_more(context: Context, data: dict[str, Any], text: str) -> dict[str, Any]:
    """The proposal with more text; a title that was given and a board that was chosen stay."""
    whole = f"{data['text']}\n{text}".strip()
    was_chosen = is_placed(data) and not data["confidence"]
    return {**data, "text": whole, **({} if was_chosen else _recognised(context, whole))}


def propose_for(context: Context, board: Board, text: str) -> Reply:
    """Shows a text whose board is given, and asks. What stood unconfirmed before is kept as a draft."""
    kept = keep_unfinished(context)
    data = {"text": text, "title": title_of(text), "board": board.name, "confidence": 0, **begun_for(context)}
    return with_note(kept, _show(context, data))


def ask_for_board(context: Context, title: str, text: str, question: str) -> Reply:
    """Keeps a text and asks which board it belongs to. What stood unconfirmed before is kept as a draft."""
    kept = keep_unfinished(context)
    data = {"text": text, "title": title, "board": "", "confidence": 0, **begun_for(context)}
    asks = boards_in_a_line(context.plan, question, "不报请回复「取消」。")
    return with_note(kept, go_on(context, "draft", data, asks))


def go_on_with_draft(context: Context, text: str) -> Reply:
    """The answer to a proposed draft: 确认, a board, a title, 取消, or more text."""
    data, bare = dict(current(context).data), plain_answer(text)
    if bare in YES and is_placed(data):
        return _submit(context, data)
    if bare in NO:
        return _decline(context, data)
    answer = answer_in_passing(context, text)
    if answer is not None:
        return with_line(answer, STILL_OPEN)
    if bare.startswith("标题") and len(bare) > 3:
        return _show(context, {**data, "title": title_of(bare[2:].lstrip(" ：:，")) or data["title"]})
    board = _board_meant(context, data, bare)
    if board is not None:
        return _show(context, {**data, "board": board.name, "confidence": 0})
    return propose(context, text) if len(bare) >= SHORTEST_SEQUEL else _show(context, data)


def _decline(context: Context, data: dict[str, Any]) -> Reply:
    """Forgets a proposal and lets go what came with it; a draft that was taken up again stays one."""
    if "number" in data:
        return with_note(keep_unfinished(context), reply("这条暂不报送。"))
    photos = release_attachments(context.connection, context.person.member_id, loose_since(context), context.now)
    stop(context)
    files = f"，一起发来的{photos}个附件也不随其他信息报送" if photos else ""
    return reply(f"好的，这条不报送{files}。需要时请重新发送内容。")


def _board_meant(context: Context, data: dict[str, Any], bare: str) -> Board | None:
    """The board of an answer; a number stands for one only while the boards are shown."""
    if len(bare) > LONGEST_BOARD_NAME or (is_placed(data) and bare.isdecimal()):
        return None
    return board_chosen(context.plan, bare.removeprefix("板块").strip())


def _submit(context: Context, data: dict[str, Any]) -> Reply:
    draft = Draft(
        board_named(context.plan, data),
        data["title"],
        data["text"],
        kind_told(data),
        number=data.get("number"),
        begun_at=begun_at(context),
        unit_id=data.get(UNIT),
        period=period_told(data, context.plan),
    )
    stop(context)
    return submit(context, draft)


def _show(context: Context, data: dict[str, Any]) -> Reply:
    board = board_told(context.plan, data)
    if board is None:
        asks = boards_to_choose(
            context.plan, f"「{data['title']}」属于哪个板块？请回复序号或名称：", "不报请回复「取消」。"
        )
        return go_on(context, "draft", {**data, "board": ""}, asks)
    sure = f"（把握 {data['confidence']:.0%}）" if data.get("confidence") else ""
    lines = [
        f"是否作为{kind_told(data)}报送？",
        *filter(None, [unit_line(context, data), made_up_line(data, context.plan)]),
        *kind_and_board(kind_told(data), f"{board.name}{sure}"),
        f"标题：{data['title']}",
        f"正文：{len(data['text'])}字",
    ]
    photos = count_loose(context.connection, context.person.member_id, loose_since(context))
    if photos:
        lines.append(f"附件：{photos}个")
    missing = missing_points(data["text"], board)
    if missing:
        lines.append(f"还可以补充：{'、'.join(missing[:3])}")
    lines.append("回复「确认」报送；换板块请回复板块名；改标题请回复「标题 新标题」；不报请回复「取消」。")
    answer = reply("\n".join(lines), ("确认报送", "确认"), ("取消", "取消"), title="请确认")
    return go_on(context, "draft", data, answer)
