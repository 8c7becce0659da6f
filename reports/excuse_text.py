"""The wording of excuses (豁免): which obligations are freed, which were, and that it is recorded."""

from collections.abc import Mapping, Sequence

from models.obligations import Obligation
from reports.calendar_text import period_name
from rules.plan import Plan

MOST_LINES = 12


def excused_text(rows: Sequence[Obligation], reason: str, editor: str, left: str, undo: str, plan: Plan) -> str:
    """The receipt: what is no longer owed. `rows` stand as before it; `left` tells of what needed no excuse, `undo` is
    the command that takes all of it back."""
    lines = [f"{_about(row, plan)}{_was(row)}" for row in rows]
    head = f"已登记豁免{len(rows)}项，理由：{reason}（登记人{editor}）。不再应报："
    return "\n".join((head, *_short(lines), f"{left}取消请发送：{undo}。"))


def delivered_text(rows: Sequence[Obligation], plan: Plan) -> str:
    """What was delivered already and is left as it is: `财政局 每周信息 …：已报，无需豁免。`."""
    return f"{'；'.join(_short([_about(row, plan) for row in rows]))}：已报，无需豁免。"


def taken_back_text(rows: Sequence[Obligation], still: Mapping[int, str], plan: Plan) -> str:
    """What is owed again. `rows` stand as before it; `still` says of some (by id) why nothing is owed even so."""
    owed = [f"{_about(row, plan)}（原免报：{row.excuse}）" for row in rows if row.id not in still]
    free = [f"{_about(row, plan)}：{still[row.id]}，仍免报。" for row in rows if row.id in still]
    head = f"已取消豁免{len(rows)}项并记录。"
    return "\n".join((f"{head}恢复应报：" if owed else head, *_short(owed), *_short(free)))


def title_of(row: Obligation, plan: Plan) -> str:
    """The title of an obligation's duty; its id where the plan has dropped it."""
    return next((duty.title for duty in plan.duties if duty.id == row.duty), row.duty)


def _about(row: Obligation, plan: Plan) -> str:
    return f"{row.unit} {title_of(row, plan)} {period_name(row.span)}"


def _was(row: Obligation) -> str:
    """How it stood, of a closed period with what the excuse is to its figure."""
    state = "免报" if row.excuse is not None else "未报"
    return (
        f"（该期已结束，原为{state}，作为更正登记）" if row.closed_at else "" if state == "未报" else f"（原为{state}）"
    )


def _short(lines: Sequence[str]) -> list[str]:
    return [*lines[:MOST_LINES], *([f"等{len(lines)}项"] if len(lines) > MOST_LINES else [])]
