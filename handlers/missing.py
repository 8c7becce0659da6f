"""未报: which units owe the duty of a period."""

from handlers.asking import answer_free_question
from handlers.context import Command, Context, Reply, UsageError
from questions.normalise import normalise
from questions.periods.reading import with_full_dates


def show_missing(context: Context, arguments: str) -> Reply:
    """The same answer as to the question 谁没报, for the running week or the period named."""
    period = with_full_dates(normalise(arguments)) or "本周"
    answer = answer_free_question(context, f"{period}谁没报")
    if not answer.understood:
        raise UsageError("没有看懂是哪个期间，请这样发送：未报，或 未报 上周，或 未报 11月2日到11月8日。")
    return answer.reply


MISSING = Command(
    words=("未报",),
    usage="未报\n未报 上周",
    summary="查看哪些单位还没有报送",
    run=show_missing,
    roles=frozenset(("editor", "reviewer", "leader")),
    in_group=False,
)
