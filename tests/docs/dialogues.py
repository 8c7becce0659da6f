"""The dialogues of docs/commands.md: read from the page, and played on an office with the 金湖 plan.

    ```text
    （11月18日 10:00）                  sets the office's clock; the schedule runs until then, what is due is delivered
    【信息报送员】进度                   somebody types; further lines belong to the message
    【报送通】目标进度 …                 the answer, its buttons as ［确认报送］ on the last line
    【报送通 → 信息报送员】第1号 …        a message that the bot sends of its own accord
    【群里·领导】本周谁没报              the same person in a group
    ```

`python -m tests.docs.dialogues` writes the answers of today and the table of all commands into the page.
"""

import re
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection, update

from handlers.commands import COMMANDS
from handlers.context import EVERYONE, Command
from models.files import FileStore
from models.outbox import Content, outbox_table
from models.schema import metadata
from models.store import Store, open_engine
from rules.plan import ROLE_NAMES
from scheduler.running import run_due
from tests.dialogue import Office, photo
from tests.factories import make_member, make_plan, wecom_app

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "commands.md"
BOT = "报送通"
IN_GROUP = "群里·"
PHOTO = "〔照片〕"
TABLE_RULE = "|---|---|---|\n"
ACCOUNTS = {
    "信息报送员": "liaison-测试员01",
    "应急管理局信息报送员": "liaison-测试员02",
    "招商局信息报送员": "liaison-测试员03",
    "宣传办": "editor-测试员04",
    "领导": "leader-测试员05",
    "新同事": "xin06",
    "两个方案的成员": "liang07",
    "税务局信息报送员": "liaison-测试员09",
}
SECOND_PLAN = """
id = "yingshang"
title = "营商环境宣传方案"
start = 2024-01-01

[[duties]]
id = "weekly"
title = "每周信息"
zero_reports = 2
"""
NO_FILES = FileStore(ROOT / "data")  # nothing on the page draws a picture

_BLOCK = re.compile(r"(?<=```text\n).*?(?=```)", re.DOTALL)
_NAMES = "|".join(ACCOUNTS)  # an answer may have a line that begins with a bracket too
_SPEAKER = rf"(?:{IN_GROUP})?(?:{_NAMES})|{BOT}(?: → (?:{_NAMES}))?"
_TURN = re.compile(rf"^(?:【(?P<speaker>{_SPEAKER})】|（(?P<clock>\d+月\d+日 \d\d:\d\d)）$)", re.MULTILINE)


@dataclass(frozen=True)
class Turn:
    """One line of a dialogue: the clock, or who says what. `text` has no line end."""

    speaker: str
    text: str
    clock: str = ""

    def __str__(self) -> str:
        return f"（{self.clock}）\n" if self.clock else f"【{self.speaker}】{self.text}\n"


def turns_of(block: str) -> list[Turn]:
    """The turns of a block, in order."""
    starts = list(_TURN.finditer(block))
    ends = [*(found.start() for found in starts[1:]), len(block)]
    return [
        Turn(found["speaker"] or "", block[found.end() : end].strip("\n"), found["clock"] or "")
        for found, end in zip(starts, ends, strict=True)
    ]


def all_turns(page: str) -> Iterator[Turn]:
    """Every turn of the page."""
    for block in _BLOCK.findall(page):
        yield from turns_of(block)


def played(page: str, store: Store) -> str:
    """The page with what the bot really answers."""
    stage = Stage(store)
    return _BLOCK.sub(lambda block: "".join(str(stage.play(turn)) for turn in turns_of(block[0])), page)


class Stage:
    """An office with the 金湖 plan as it ships, on Wednesday morning."""

    def __init__(self, store: Store) -> None:
        plan_text = (ROOT / "plans" / "jinhu.toml").read_text(encoding="utf-8")
        self.office = office = Office(store, "2026-11-18 10:00", plan_text)
        office.member("财政局", "测试员01")
        office.member("应急管理局", "测试员02")
        office.member("招商局", "测试员03")
        office.member("党群工作部", "测试员04", "editor")
        office.member("办公室", "测试员05", "leader")
        store.write(_hire_without_accounts)
        office.open_week()
        self._add_second_plan(store)
        self._answer = ""
        self._letters = 0

    def _add_second_plan(self, store: Store) -> None:
        both = ("jinhu", "yingshang")
        store.write(lambda connection: make_plan(connection, SECOND_PLAN, self.office.now))
        store.write(_hire_for_both_plans)
        self.office.plans = both
        self.office.channels(wecom_app(plans=both))

    def play(self, turn: Turn) -> Turn:
        """A person's turn is said; a turn of the bot comes back with what it answers."""
        if turn.clock:
            month, day, hour = re.findall(r"(\d+)月(\d+)日 (.*)", turn.clock)[0]
            self._let_pass(f"2026-{month:0>2}-{day:0>2} {hour}")
        elif turn.speaker == BOT:
            return Turn(BOT, self._answer)
        elif turn.speaker.startswith(BOT):
            return Turn(turn.speaker, self._letter(ACCOUNTS[turn.speaker.partition(" → ")[2]]))
        else:
            self._answer = self._say(turn)
        return turn

    def _let_pass(self, until: str) -> None:
        before, store = self.office.now, self.office.store
        self.office.clock(until)
        assert [report.error for report in run_due(store, NO_FILES, before, self.office.now) if report.error] == []
        store.write(self._deliver)

    def _deliver(self, connection: Connection) -> None:
        row = outbox_table.c
        due = update(outbox_table).where(row.state == "due", row.due_at <= self.office.now)
        connection.execute(due.values(state="sent", sent_at=row.due_at))

    def _say(self, turn: Turn) -> str:
        account = ACCOUNTS[turn.speaker.removeprefix(IN_GROUP)]
        group = "group" if turn.speaker.startswith(IN_GROUP) else ""
        media = [photo()] if turn.text == PHOTO else []
        reply = self.office.sends(account, "" if media else turn.text, media=media, group=group)
        return shown(reply) if reply else ""

    def _letter(self, account: str) -> str:
        """The last that was written to an account since the letter that was shown before."""
        rows = [row for row in self.office.outbox() if row.id > self._letters and row.account == account]
        self._letters = rows[-1].id
        return shown(rows[-1].content)


def _hire_without_accounts(connection: Connection) -> None:
    make_member(connection, "住建局", "测试员06", accounts=[])
    make_member(connection, "审计局", "测试员08", accounts=[])


def _hire_for_both_plans(connection: Connection) -> None:
    account = [("wecom", ACCOUNTS["两个方案的成员"])]
    for plan_id in ("jinhu", "yingshang"):
        make_member(connection, "统计局", "测试员07", "head", plan_id=plan_id, accounts=account)
    make_member(connection, "税务局", "测试员09", plan_id="yingshang")


def shown(content: Content) -> str:
    """A message as the page shows it."""
    buttons = "".join(f"［{button.label}］" for button in content.buttons)
    return f"{content.text}\n{buttons}" if buttons else content.text


def command_rows() -> list[str]:
    """The table of all commands, a line each: its words, who may use it, how it is typed."""
    return [
        f"| {'、'.join(command.words)} | {_who_may(command)} | {'<br>'.join(command.usage.splitlines())} |"
        for command in COMMANDS
    ]


def _who_may(command: Command) -> str:
    if command.roles == EVERYONE:
        return "所有人"
    return "、".join(ROLE_NAMES[role] for role in ROLE_NAMES if role in command.roles)


def main() -> None:
    """Writes the answers of today and the table into the page."""
    with tempfile.TemporaryDirectory() as folder:
        engine = open_engine(f"sqlite:///{folder}/page.db")
        metadata.create_all(engine)
        store = Store(engine)
        dialogues, rule, _ = played(PAGE.read_text(encoding="utf-8"), store).partition(TABLE_RULE)
        PAGE.write_text(dialogues + rule + "\n".join(command_rows()) + "\n", encoding="utf-8")
        store.close()


if __name__ == "__main__":
    main()
