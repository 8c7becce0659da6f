"""The answers of docs/questions.md: read from the page, and asked in the office of the demo on Wednesday 18 November.

Dialogues stand there as in docs/commands.md (tests/docs/dialogues.py); each block begins without a question before it.
A table is checked if a comment stands before it:

    <!-- 时间 -->

    | 说法 | 查的日子 | 说明 |
    |---|---|---|
    | 本周；这周 | 2026年11月16日至22日 | 周一到周日 |

The first cell holds what is asked, the next ones what the program makes of it (`READERS`), the rest is left as it is.
`python -m tests.docs.questions_page` writes the answers of today into the page.
"""

import re
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date

from sqlalchemy import Connection, delete

from commands.demo_data import fill, roster
from handlers.ask import answer_question, foremost
from handlers.ask_parts import Answer
from models.last_questions import last_question_table
from models.members import memberships_of
from models.outbox import Content
from models.roster import RosterRow, import_roster
from models.schema import metadata
from models.store import Store, open_engine
from questions.query import Query
from reports.answer_phrases import filter_phrase, span_phrase
from rules.periods import office_date
from tests.dialogue import Office
from tests.docs.dialogues import BOT, IN_GROUP, ROOT, Turn, shown, turns_of

PAGE = ROOT / "docs" / "questions.md"
NOW = "2026-11-18 10:00"
SINCE = date(2026, 10, 19)
ASKERS = {
    "信息报送员": "ceshi04",
    "宣传办": "ceshi17",
    "领导": "ceshi19",
}

_BLOCK = re.compile(r"(?<=```text\n).*?(?=```)", re.DOTALL)
_OFFERED = re.compile("您可以这样问|可以问报送|发送「帮助」")
_TABLE = re.compile(r"(?P<head><!-- (?P<kind>\w+) -->\n\n\|.*\n\|[-|]+\|\n)(?P<rows>(?:\|.*\n)+)")


def played(page: str, store: Store) -> str:
    """The page with what the bot really answers and how it really reads what stands in the tables."""
    stage = Stage(store)
    answered = _BLOCK.sub(lambda block: stage.play(block[0]), page)
    return _TABLE.sub(lambda table: table["head"] + stage.read(table["kind"], table["rows"]), answered)


class Stage:
    """The demo's office with the 金湖 plan as it ships, and one unit more that need not report."""

    def __init__(self, store: Store) -> None:
        plan_text = (ROOT / "plans" / "jinhu.toml").read_text(encoding="utf-8")
        self.office = office = Office(store, NOW, plan_text)
        people = [*roster(SINCE), RosterRow("经济合作局", "测试员21", "head", active_from=SINCE)]
        store.write(lambda connection: fill(connection, office.plan, office.now))
        store.write(lambda connection: import_roster(connection, office.plan.id, people, office.now))

    def play(self, block: str) -> str:
        """A block with what the bot answers; its clock is set by the turns that say so."""
        self.office.clock(NOW)
        self.office.store.write(lambda connection: connection.execute(delete(last_question_table)))
        answer, told = "", []
        for turn in turns_of(block):
            if turn.clock:
                month, day, hour = re.findall(r"(\d+)月(\d+)日 (.*)", turn.clock)[0]
                self.office.clock(f"2026-{month:0>2}-{day:0>2} {hour}")
            elif turn.speaker == BOT:
                turn = replace(turn, text=answer)
            else:
                answer = self._say(turn)
            told.append(str(turn))
        return "".join(told)

    def read(self, kind: str, rows: str) -> str:
        """The rows of a table with what the program makes of the first cell."""
        return "".join(f"| {' | '.join(self._cells(kind, line))} |\n" for line in rows.splitlines())

    def _cells(self, kind: str, line: str) -> list[str]:
        first, *others = (cell.strip() for cell in line.split("|")[1:-1])
        phrases, (question, tell) = first.split("；"), READERS[kind]
        found = [tell(self.answer(question.format(phrase)), self) for phrase in phrases]
        assert all(told == found[0] for told in found), f"{first}: {found}"
        return [first, *found[0], *others[len(found[0]) :]]

    def answer(self, question: str) -> Answer:
        """What a leader is answered to a question of its own."""
        with self.office.store.read() as connection:
            return self._answer(connection, question)

    def _answer(self, connection: Connection, question: str) -> Answer:
        plan, now = self.office.plan, self.office.now
        people = memberships_of(connection, "console", ASKERS["领导"], [plan.id], office_date(now, plan.zone))
        return answer_question(connection, plan, foremost(people), question, now)

    def _say(self, turn: Turn) -> str:
        account = ASKERS[turn.speaker.removeprefix(IN_GROUP)]
        group = "group" if turn.speaker.startswith(IN_GROUP) else ""
        reply = self.office.sends(account, turn.text, group=group)
        return _with_files(reply) if reply else ""


def _with_files(content: Content) -> str:
    """A message as the page shows it, with the picture and the workbook that go with it."""
    picture = f"\n〔图片：{content.chart.title}，{content.chart.note}〕" if content.chart else ""
    workbook = f"\n〔附件：{content.sheet.name}.xlsx〕" if content.sheet else ""
    return shown(replace(content, text=f"{content.text}{picture}{workbook}"))


def _query(answer: Answer) -> Query:
    assert answer.query is not None, answer.text
    return answer.query


def _period(answer: Answer, stage: Stage) -> Sequence[str]:
    query = _query(answer)
    return [span_phrase(query.start, query.end, stage.office.plan)]


def _filters(answer: Answer, stage: Stage) -> Sequence[str]:
    return [filter_phrase(_query(answer), stage.office.plan)]


def _both_periods(answer: Answer, stage: Stage) -> Sequence[str]:
    other = _query(answer).compare_to
    assert other is not None, answer.text
    return [*_period(answer, stage), span_phrase(other.start, other.end, stage.office.plan)]


def _refusal(answer: Answer, stage: Stage) -> Sequence[str]:
    """The first sentence where no figure is given."""
    assert answer.value is None, answer.text
    return [_OFFERED.split(answer.text)[0]]


READERS: dict[str, tuple[str, Callable[[Answer, Stage], Sequence[str]]]] = {
    "时间": ("{}报了几条", _period),
    "名称": ("{}本月发了几条", _filters),
    "对比": ("{}", _both_periods),
    "不答": ("{}", _refusal),
}
"""Kind of table → how the first cell is asked, and the cells that the answer gives."""


def main() -> None:
    """Writes the answers of today into the page."""
    with tempfile.TemporaryDirectory() as folder:
        engine = open_engine(f"sqlite:///{folder}/page.db")
        metadata.create_all(engine)
        store = Store(engine)
        PAGE.write_text(played(PAGE.read_text(encoding="utf-8"), store), encoding="utf-8")
        store.close()


if __name__ == "__main__":
    main()
