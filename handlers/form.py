"""The guided form: board, title, one key point (要点) at a time, highlights (亮点), then the whole to be confirmed."""

from itertools import takewhile
from typing import Any

from handlers.asking import answer_in_passing
from handlers.boards import BARE, board_chosen, board_named, board_told, boards_to_choose
from handlers.context import Context, Reply, reply
from handlers.kinds import kind_told
from handlers.made_up import made_up_line, period_told
from handlers.represented import UNIT, begun_for, unit_line, written_for
from handlers.submitting import Draft, submit
from handlers.talk import begun_at, current, go_on, loose_since, stop
from handlers.unfinished import keep_unfinished, with_line, with_note
from handlers.words import NO, YES, plain_answer
from models.attachments import count_loose
from models.items import Item
from reports.item_text import kind_and_board
from rules.boards import body_of
from rules.plan import NEWS, Board

SKIP = frozenset(("跳过", "无", "没有", "略"))
DONE = frozenset(("完成", "结束", "预览"))
BACK = frozenset(("返回", "上一步"))
WAYS_ON = "没有可回复「跳过」，填到这里为止请回复「完成」，上一步「返回」，退出「取消」。"
FIRST_POINT = 2  # steps of the form: 0 board, 1 title, then the key points, then the highlights


def begin_form(context: Context, board: Board | None = None) -> Reply:
    """Asks for the board, or for the title if the board is given; what stood unconfirmed before becomes a draft."""
    kept = keep_unfinished(context)
    data = begun_for(context)
    asks = _ask(context, _with_board(data, board)) if board else _ask_board(context, data)
    return with_note(kept, asks)


def resume_form(context: Context, board: Board, item: Item) -> Reply:
    """Takes a draft up again at its first key point without an answer; confirmed it is sent in under its number."""
    points = item.points or {}
    answered = sum(1 for _ in takewhile(points.__contains__, _questions(board)))
    told = {"number": item.number, "board": board.name, "title": item.title, "points": points}
    data = {**told, **written_for(context, item)}
    asks = _ask(context, {**data, "step": FIRST_POINT + answered})
    if current(context).data["step"] == "preview":
        return asks
    return with_note(f"{item.title}\n{body_of(points)}".strip(), asks)


def go_on_with_form(context: Context, text: str) -> Reply:
    """The next answer to the form."""
    data, bare = dict(current(context).data), plain_answer(text)
    if bare in NO:
        kept = keep_unfinished(context)
        return with_note(kept, reply("已退出填写。"))
    answer = answer_in_passing(context, text)
    if answer is not None:
        return with_line(answer, where_it_stands(context))
    if bare in BACK:
        return _go_back(context, data)
    if data["step"] == 0:
        board = board_chosen(context.plan, bare)
        if board is None:
            return with_note("没有这个板块。", _ask_board(context, data))
        return _ask(context, _with_board(data, board))
    if data["step"] == "preview":
        return _confirm(context, data, bare)
    return _take_answer(context, data, text.strip(), bare)


def where_it_stands(context: Context) -> str:
    """Which question of the form is still open: the line below an answer that came in between."""
    data = current(context).data
    if data["step"] == "preview":
        return "您填写的信息还没有确认，回复「确认」报送，「取消」退出。"
    if data["step"] == 0:
        return "您正在选择板块，请继续，或发送「取消」退出。"
    if data["step"] == 1:
        return "您正在填写标题，请继续，或发送「取消」退出。"
    board = board_told(context.plan, data)
    place = data["step"] - FIRST_POINT
    asked = _questions(board)[place : place + 1] if board else ()
    which = f"第{place + 1}项「{asked[0]}」" if asked else "一条信息"
    return f"您正在填写{which}，请继续，或发送「取消」退出。"


def with_answer(context: Context, data: dict[str, Any], text: str) -> tuple[str, dict[str, Any]] | None:
    """What the open question asks for, and the data with a text as its answer; None where no text is asked for."""
    board, step = board_told(context.plan, data), data["step"]
    if board is None or step in (0, "preview"):
        return None
    if step == 1:
        return "标题", {**data, "title": text[:300], "step": FIRST_POINT}
    asked = _questions(board)[step - FIRST_POINT :]
    if not asked:
        return None
    return asked[0], {**data, "points": _answered(context, data, asked[0], text), "step": step + 1}


def _with_board(data: dict[str, Any], board: Board) -> dict[str, Any]:
    """The board is chosen; chosen once more it keeps its answers."""
    points = data["points"] if data.get("board") == board.name else {}
    return {**data, "board": board.name, "points": points, "step": 1}


def _go_back(context: Context, data: dict[str, Any]) -> Reply:
    """One question back; from the preview to the question before it."""
    if data["step"] in (0, 1):
        is_bare = board_told(context.plan, data) is BARE
        return _ask(context, data) if is_bare else _ask_board(context, data)
    if data["step"] != "preview":
        return _ask(context, {**data, "step": data["step"] - 1})
    last = FIRST_POINT + len(_questions(board_named(context.plan, data))) - 1
    return _ask(context, {**data, "step": min(data["from"], last)})


def _ask_board(context: Context, data: dict[str, Any]) -> Reply:
    kind = kind_told(data)
    about = f"报送{kind}，" if kind != NEWS else ""
    asks = boards_to_choose(context.plan, f"{about}请选择板块，回复序号或名称：", "随时可以发送「取消」退出。")
    return go_on(context, "form", {**data, "step": 0}, asks)


def _questions(board: Board) -> tuple[str, ...]:
    return (*board.key_points, *(("亮点",) if board.highlights else ()))


def _ask(context: Context, data: dict[str, Any]) -> Reply:
    board = board_named(context.plan, data)
    questions = _questions(board)
    if data["step"] == 1:
        about = "，".join(kind_and_board(kind_told(data), board.name))
        return go_on(context, "form", data, reply(f"{about}。请输入标题。（「返回」上一步，「取消」退出）"))
    place = data["step"] - FIRST_POINT
    if place >= len(questions):
        return _preview(context, data)
    hint = f"（尤其关注：{'、'.join(board.highlights)}）" if questions[place] == "亮点" else ""
    text = f"{place + 1}/{len(questions)} {questions[place]}{hint}\n{WAYS_ON}"
    return go_on(context, "form", data, reply(text, ("跳过", "跳过"), ("完成", "完成"), title=questions[place][:20]))


def _take_answer(context: Context, data: dict[str, Any], text: str, bare: str) -> Reply:
    if not text:
        return _ask(context, data)
    if data["step"] == 1:
        return _ask(context, {**data, "title": text[:300], "step": FIRST_POINT})
    # The plan may have been changed since the question was asked; then there are no more questions.
    asked = _questions(board_named(context.plan, data))[data["step"] - FIRST_POINT :]
    if bare in DONE or not asked:
        return _preview(context, data)
    points = _answered(context, data, asked[0], "" if bare in SKIP else text)
    # In a draft that was taken up again what is answered is not asked once more.
    done = sum(1 for _ in takewhile(points.__contains__, asked[1:])) if "number" in data else 0
    return _ask(context, {**data, "points": points, "step": data["step"] + 1 + done})


def _answered(context: Context, data: dict[str, Any], question: str, text: str) -> dict[str, str]:
    """The answers in the order of the form, with this one in place of an earlier one to the same question."""
    points: dict[str, str] = {**data["points"], question: text}
    order = [*_questions(board_named(context.plan, data)), *points]
    return {asked: points[asked] for asked in dict.fromkeys(order) if points.get(asked)}


def _preview(context: Context, data: dict[str, Any]) -> Reply:
    photos = count_loose(context.connection, context.person.member_id, loose_since(context))
    lines = [
        unit_line(context, data),
        made_up_line(data, context.plan),
        *kind_and_board(kind_told(data), data["board"]),
        f"标题：{data['title']}",
        body_of(data["points"]),
        f"附件：{photos}个" if photos else "",
    ]
    lines.append("回复「确认」报送，「取消」退出（内容存为草稿）。可以先发送照片再确认。")
    answer = reply("\n".join(line for line in lines if line), ("确认报送", "确认"), ("取消", "取消"), title="请确认")
    came_from = data["from"] if data["step"] == "preview" else data["step"]
    return go_on(context, "form", {**data, "step": "preview", "from": came_from}, answer)


def _confirm(context: Context, data: dict[str, Any], bare: str) -> Reply:
    if bare not in YES:
        return _preview(context, data)
    body = body_of(data["points"]) or data["title"]
    draft = Draft(
        board_named(context.plan, data),
        data["title"],
        body,
        kind_told(data),
        data["points"],
        number=data.get("number"),
        begun_at=begun_at(context),
        unit_id=data.get(UNIT),
        period=period_told(data, context.plan),
    )
    stop(context)
    return submit(context, draft)
