"""ask: a question in Chinese and its answer, one on the command line or many from a file."""

import json
import logging
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import click

from commands.office import CommandFailure, Office, with_office
from commands.times import TIME, parse_time
from handlers.ask import FOLLOW_UP_FOR, answer_question, foremost
from handlers.ask_parts import Answer
from models.last_questions import last_question, remember_question
from models.members import Membership, memberships_of
from models.plans import current_plan
from rules.periods import office_date

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Question:
    """One question. `account` is any account of a member, "" where nobody in particular asks; `at` is aware."""

    text: str
    plan_id: str
    account: str
    at: datetime


@click.command()
@click.argument("text", required=False)
@click.option("--plan", "plan_id", metavar="P", help="方案编号")
@click.option("--as", "account", metavar="ACCOUNT", default="", help="谁在问：花名册里任一平台的账号，不写就不限权限")
@click.option("--at", type=TIME, help="当作这个时间提问，默认现在")
@click.option("--file", type=click.Path(path_type=Path), help='问题文件，一行一问：{"text","plan","as","at"}')
@click.option("--json", "as_json", is_flag=True, help="以 JSON 输出，一问一行")
@with_office
def ask(
    office: Office,
    text: str | None,
    plan_id: str | None,
    account: str,
    at: datetime | None,
    file: Path | None,
    as_json: bool,
) -> None:
    """用中文提问，例如：ask 本周谁没报 --plan jinhu。同一个人十分钟内可以追问。"""
    if (text is None) == (file is None):
        raise click.UsageError("请写一个问题，或用 --file 指定问题文件（两者选一）")
    asked = Question(text or "", plan_id or "", account, at or office.clock())
    if file is not None:
        _answer_file(office, file, asked, as_json)
    elif plan_id is None:
        raise click.UsageError("请用 --plan 写明方案编号，例如 --plan jinhu")
    else:
        _show(_answer(office, asked), as_json)


def _answer(office: Office, question: Question) -> Answer:
    """Answers, and remembers for the next question of the same person. CommandFailure."""
    with office.store.read() as connection:
        plan = current_plan(connection, question.plan_id, question.at) or office.plan(question.plan_id)
        account, day = question.account.strip().casefold(), office_date(question.at, plan.zone)
        people = memberships_of(connection, "console", account, (plan.id,), day) if account else []
        if account and not people:
            raise CommandFailure(f"方案 {plan.id} 的花名册里没有账号 {account}，或在 {day} 不在任")
        speaker = _speaker(people)
        previous = last_question(connection, speaker, question.at, FOLLOW_UP_FOR) if speaker is not None else None
        asker = foremost(people) if people else None
        answer = answer_question(connection, plan, asker, question.text, question.at, previous)
    query = answer.query
    if speaker is not None and answer.understood and query is not None:
        office.store.write(lambda connection: remember_question(connection, speaker, query, question.at))
    return answer


def _speaker(people: list[Membership]) -> int | None:
    """Under which of a person's roles the last question is kept: the same as in the chat (handlers.context)."""
    if not people:
        return None
    return next((person for person in people if person.role == "liaison"), people[0]).member_id


def _answer_file(office: Office, file: Path, otherwise: Question, as_json: bool) -> None:
    """Answers line by line; one that cannot be answered says so in its place and does not stop the rest."""
    try:
        lines = [line for line in file.read_text("utf-8-sig").split("\n") if line.strip()]
    except (OSError, UnicodeDecodeError):
        raise CommandFailure(f"打不开 {file}，请检查路径，并保存为 UTF-8") from None
    failed = 0
    for number, line in enumerate(lines, 1):
        try:
            answer = _answer(office, _question(line, otherwise))
        except CommandFailure as failure:
            answer, failed = _no_answer(failure.message), failed + 1
        except Exception:
            log.exception("question %s of the file could not be answered", number)
            answer, failed = _no_answer("系统处理这个问题时出错"), failed + 1
        _show(answer, as_json)
    if failed:
        raise CommandFailure(f"{len(lines)} 个问题中有 {failed} 个没有回答，原因见各行的 text")


def _question(line: str, otherwise: Question) -> Question:
    """A line of the file; what it does not say is as on the command line. CommandFailure."""
    try:
        told = json.loads(line)
        at = parse_time(told["at"]) if told.get("at") else otherwise.at
        text, plan_id, account = told["text"], told.get("plan"), told.get("as")
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        raise CommandFailure('这一行不是 {"text": "…", "plan": "…", "as": "…", "at": "…"} 的样子') from None
    return Question(str(text), str(plan_id or otherwise.plan_id), str(account or otherwise.account), at)


def _no_answer(reason: str) -> Answer:
    return Answer(False, None, None, (), reason)


def _show(answer: Answer, as_json: bool) -> None:
    click.echo(json.dumps(answer.as_json(), ensure_ascii=False) if as_json else answer.text)
