"""Who is it → may they → which command → run. Rights are checked here and nowhere else, from the declarations."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection

from handlers.appending import offer_to_append
from handlers.asking import answer_free_question
from handlers.attaching import attach, may_attach, note_media
from handlers.binding import stranger_reply
from handlers.boards import label
from handlers.commands import COMMANDS
from handlers.context import Command, Context, Incoming, Reply, UsageError, reply
from handlers.drafting import propose
from handlers.flows import COMMANDS_WIN, FLOWS, ROLES
from handlers.form import where_it_stands
from handlers.late_answers import keep_late_answer
from handlers.represented import UNIT, may_report_for
from handlers.talk import current, lapsed, remember_choices
from handlers.unfinished import keep_lapsed, keep_unfinished, with_line, with_note
from handlers.words import NO, NOT_YET, YES, Match, Vocabulary, greeting, head_and_rest, plain_answer, simplified
from models.accounts import heard_from
from models.members import Membership, memberships_of
from models.plans import current_plan, current_plans
from rules.boards import looks_like_item
from rules.plan import OFFICE, ROLE_NAMES

VOCABULARY = Vocabulary(COMMANDS)
HELP_SHOWS = "发送「帮助」查看可以使用的命令。"
LONGEST_REST = 100  # what follows a misspelled command goes with the suggestion up to here

# No answer to a question of a form begins with one of these words and a space.
UNMISTAKABLE = frozenset(("报送", "补报", "代报", "切换", "绑定", "草稿"))


def apology(number: int) -> Reply:
    """What is answered when our own code failed; the message is kept under this number."""
    return reply(f"抱歉，系统处理这条消息时出错，消息已保存（编号 {number}）。请稍后再试，或将编号告知宣传办。")


def respond(connection: Connection, incoming: Incoming, now: datetime) -> Reply | None:
    """Understands one message and acts on it, in the caller's transaction. None where no answer is due."""
    if incoming.event == "other":
        return None
    day = incoming.sent_at.astimezone(OFFICE).date()
    people = memberships_of(connection, incoming.family, incoming.account, incoming.plans, day)
    if not people:
        return stranger_reply(connection, incoming, now)
    heard_from(connection, people, now)
    if incoming.event == "enter" and any(person.last_heard_at for person in people):
        return None  # opening the chat is answered once, when the account has never written before
    plan_id = _plan_of(people)
    if plan_id is None:
        return _choose_plan(connection, incoming, people, now)
    context = _context(connection, incoming, people, plan_id, now)
    if incoming.event == "enter":
        return VOCABULARY.by_word["帮助"].run(context, "")
    try:
        answer = _dispatch(context)
    except UsageError as error:
        answer = reply(str(error))
    answer = keep_lapsed(context, answer)
    remember_choices(context, answer)
    return answer


def _plan_of(people: Sequence[Membership]) -> str | None:
    plans = {person.plan_id for person in people}
    if len(plans) == 1:
        return people[0].plan_id
    chosen = [person for person in people if person.chosen_at is not None]
    if not chosen:
        return None
    return max(chosen, key=lambda person: person.chosen_at or datetime.min).plan_id


def _context(
    connection: Connection, incoming: Incoming, people: Sequence[Membership], plan_id: str, now: datetime
) -> Context:
    plan = current_plan(connection, plan_id, now)
    if plan is None:
        raise LookupError(f"plan {plan_id} has members but no text")
    return Context(connection, incoming, now, plan, tuple(p for p in people if p.plan_id == plan_id))


def _choose_plan(
    connection: Connection, incoming: Incoming, people: Sequence[Membership], now: datetime
) -> Reply | None:
    """A member of several plans is asked which one; only 切换 works before the answer."""
    mine = {person.plan_id for person in people}
    plans = [plan for plan in current_plans(connection, now) if plan.id in mine]
    match = VOCABULARY.match(incoming.text)
    if match and match.command.words[0] == "切换":
        context = Context(connection, incoming, now, plans[0], tuple(people))
        try:
            return match.command.run(context, match.arguments)
        except UsageError as error:
            return reply(str(error))
    names = "\n".join(f"切换 {plan.id}：{plan.title}" for plan in plans)
    buttons = [(label(plan.title, f"方案{place}"), f"切换 {plan.id}") for place, plan in enumerate(plans, 1)]
    return reply(f"您参加了 {len(plans)} 个方案，请先选择现在要办理哪一个：\n{names}", *buttons)


def _dispatch(context: Context) -> Reply:
    text = _chosen(context)
    if context.incoming.media and not text.strip():
        return attach(context)
    if context.incoming.media and not context.in_group and may_attach(context):
        note_media(context, None)  # a text with photos in one message: they go with what is made of the text
    match = VOCABULARY.match(text)
    if match and (_is_command_anywhere(match, text) or current(context).flow in COMMANDS_WIN):
        return _run_beside(context, match)
    talk = current(context)
    if talk.flow and not (ROLES[talk.flow] & context.roles and may_report_for(context, talk.data.get(UNIT))):
        return with_note(keep_unfinished(context), _free_text(context, text))
    return FLOWS[talk.flow](context, text) if talk.flow else _free_text(context, text)


def _chosen(context: Context) -> str:
    """The text; a bare number stands for the button of that place in the last answer."""
    text, choices = context.incoming.text, current(context).choices
    place = _place(text)
    return choices[place - 1] if place is not None and 1 <= place <= len(choices) else text


def _place(text: str) -> int | None:
    """The place of a button that a bare number names, whether there is such a button or not."""
    bare = text.strip()
    return int(bare) if len(bare) <= 2 and bare.isdecimal() else None


def _no_such_choice(context: Context, place: int) -> Reply:
    """There is no button in this place; those that there are stay."""
    choices = current(context).choices
    if not choices:
        return reply(f"没有第{place}个选项：上一条回答没有可选的序号。请把命令或问题写完整，{HELP_SHOWS}")
    lines = [f"{number}. {choice}" for number, choice in enumerate(choices, 1)]
    buttons = [(label(choice, f"选项{number}"), choice) for number, choice in enumerate(choices, 1)]
    return reply("\n".join((f"没有第{place}个选项，请回复下面的序号，或把问题写完整：", *lines)), *buttons)


def _is_command_anywhere(match: Match, text: str) -> bool:
    """Inside a form a sentence that merely begins like a command is an answer to the last question."""
    bare = match.arguments.strip()
    return (
        not bare or bare.isdecimal() or text.lstrip().startswith(("/", "／")) or match.command.words[0] in UNMISTAKABLE
    )


def _run_beside(context: Context, match: Match) -> Reply:
    """Runs a command; a form that it leaves open is named below the answer."""
    talk = current(context)
    try:
        answer = _run(context, match.command, match.arguments)
    except UsageError as error:
        answer = reply(str(error))
    still_open = talk.flow == "form" and current(context) is talk
    return with_line(answer, where_it_stands(context)) if still_open else answer


def _run(context: Context, command: Command, arguments: str) -> Reply:
    if not command.roles & context.roles:
        who = "、".join(ROLE_NAMES[role] for role in ROLE_NAMES if role in command.roles)
        return reply(f"没有权限使用「{command.words[0]}」，该命令由{who}使用，发送「帮助」可查看您可以使用的命令。")
    if context.in_group and not command.in_group:
        return reply(f"「{command.words[0]}」涉及单位内部情况，请私聊发送。")
    return command.run(context, arguments)


def _free_text(context: Context, text: str) -> Reply:
    if not context.in_group and "liaison" in context.roles and looks_like_item(text, context.plan.recognition.shortest):
        return propose(context, text)
    sentence = _courtesy(context, text)
    if sentence is not None:
        return reply(sentence)
    head, rest = head_and_rest(text)
    late = keep_late_answer(context, text) if lapsed(context) and not _near_miss(context, text, head, rest) else None
    if late is not None:
        return late
    place = _place(text)
    if place is not None:
        return _no_such_choice(context, place)
    answer = answer_free_question(context, text)
    if answer.understood:
        return answer.reply
    if simplified(head) in NOT_YET:
        return reply(f"「{simplified(head)}」暂未开通。{HELP_SHOWS}")
    return _near_miss(context, text, head, rest) or offer_to_append(context, text) or answer.reply


def _courtesy(context: Context, text: str) -> str | None:
    """The answer to a greeting, or to a yes or no that nothing waits for."""
    opening = greeting(text)
    if opening is not None:
        return f"{opening}，请{HELP_SHOWS}"
    if plain_answer(text).lower() not in YES | NO:
        return None
    shows = "发送「我的」查看已报送的信息。" if "liaison" in context.roles and not context.in_group else HELP_SHOWS
    return f"现在没有需要确认的内容。{shows}"


def _near_miss(context: Context, text: str, head: str, rest: str) -> Reply | None:
    allowed = {word: c for word, c in VOCABULARY.by_word.items() if c.roles & context.roles}
    nearest = VOCABULARY.nearest(text, allowed)
    if nearest is None:
        return None
    meant = f"{nearest} {rest}".strip() if len(rest) <= LONGEST_REST else nearest
    return reply(f"没有「{head[:10]}」这个命令。您是不是想说「{meant}」？", (label(meant, nearest), meant))
