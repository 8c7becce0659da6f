"""全部: the whole table behind the last answer, as a workbook."""

from dataclasses import replace

from handlers.ask import FOLLOW_UP_FOR, answer_query, asking_for, foremost
from handlers.ask_parts import Answer, Asking
from handlers.asking import answer_free_question
from handlers.context import Command, Context, Reply, reply
from handlers.words import plain_answer
from models.last_questions import last_question, remember_question
from models.records import MOST_ROWS
from questions.query import Query
from reports import answer_workbook as wording


def show_all(context: Context, arguments: str) -> Reply:
    """Answers the last question once more, with the rights of now, and sends every row of it.

    全部 with anything behind it is a question of its own.
    """
    if plain_answer(arguments):
        return answer_free_question(context, context.incoming.text).reply
    member_id = context.person.member_id
    query = last_question(context.connection, member_id, context.now, FOLLOW_UP_FOR)
    if query is None:
        return reply(wording.no_question_text())
    asker = foremost(context.people)
    asking = asking_for(context.connection, context.plan, asker, context.now, context.in_group)
    answer = answer_query(asking, query)
    if answer.sheet is None:
        return reply(wording.nothing_more_text() if _is_one_figure(query, answer) else answer.text)
    remember_question(context.connection, member_id, query, context.now)
    return _with_workbook(asking, query, answer)


def _is_one_figure(query: Query, answer: Answer) -> bool:
    """Whether the answer was whole; any other one without a table says by itself why there is none."""
    return query.intent == "count" and query.group_by is None and answer.value is not None


def _with_workbook(asking: Asking, query: Query, answer: Answer) -> Reply:
    assert answer.sheet is not None
    found, shown = len(answer.sheet.rows), answer.sheet
    if found > MOST_ROWS:
        # One more than fits was read, to know that there are more.
        kept = shown.rows[:MOST_ROWS] if query.order else shown.rows[-MOST_ROWS:]
        shown = replace(shown, rows=kept)
    whole = int(answer.value) if answer.value is not None and asking.sees_units else None
    sheet = wording.workbook_of(shown, query, whole, asking.plan, asking.now)
    heading = answer.text.splitlines()[0]
    text = wording.whole_table_text(heading, len(shown.rows), found > MOST_ROWS, query.order == "asc", asking.in_group)
    return replace(reply(text), sheet=sheet)


WHOLE = Command(
    words=("全部", "全部数据", "完整表格", "查看全部", "看全部", "全部呢"),
    usage="全部",
    summary="得到上一个问题的完整表格",
    run=show_all,
)
