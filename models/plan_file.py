"""Reads a plan file (`plans/*.toml`) into `rules.plan.Plan` and words in Chinese whatever is wrong with it."""

import hashlib
import json
import re
import tomllib
from dataclasses import dataclass
from datetime import date, time
from functools import cache
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError

from models.plan_words import KEY_NAMES, TABLE_NAMES, place, wording
from rules.plan import Plan
from rules.plan_checks import faults

# Beginnings of the messages of tomllib (3.11 to 3.14) and what the writer of a plan can do about each.
SYNTAX_WORDS: tuple[tuple[str, str], ...] = (
    ("Cannot overwrite", "同一个配置项写了两次，请去掉一个"),
    ("Cannot declare", "同一个表写了两次，或单个表与列表混用，请去掉一个"),
    ("Cannot mutate", "同一个配置项写了两次，请去掉一个"),
    ("Duplicate inline", "同一个配置项写了两次，请去掉一个"),
    ("Expected '='", "配置项后面缺少英文等号"),
    ("Unclosed array", "方括号没有成对"),
    ("Unterminated", "双引号没有成对"),
    ("Illegal character", "双引号没有成对，或文字里有不能使用的字符"),
    ("Invalid date", "日期或时间不存在，请核对"),
    ("Invalid value", '值的写法不对：文字要加英文双引号，日期写成 2024-08-20，时间写成 17:00:00 或 "17:00"'),
    ("Expected newline", '一行只能写一个配置项；日期写成 2024-08-20，时间写成 17:00:00 或 "17:00"'),
)
_TOO_DEEP = "有过长的数字或过深的嵌套，请核对"
SYNTAX_OTHERWISE = "写法不对，请检查引号、方括号和等号是否成对，是否用了中文标点"


class PlanError(Exception):
    """A plan or calendar file that cannot be used; one line per fault, `file: table.key: what is wrong`, in Chinese."""

    def __init__(self, name: str, found: list[tuple[str, str]]) -> None:
        self.lines = tuple(": ".join([name, *filter(None, map(_one_line, fault))]) for fault in found)
        super().__init__("\n".join(self.lines))


@dataclass(frozen=True)
class PlanFile:
    """A plan with the text that it was read from (no BOM, lines end with \\n) and the text's fingerprint."""

    plan: Plan
    text: str
    fingerprint: str


def read_plan(path: Path) -> Plan:
    """The plan in a TOML file. Raises PlanError with every fault found."""
    return load_plan_file(path).plan


def load_plan_file(path: Path) -> PlanFile:
    """The plan in a TOML file with its text and fingerprint, for the plan's history. Raises PlanError."""
    text = file_text(path).replace("\r\n", "\n")
    return PlanFile(plan_from_text(text, path.as_posix()), text, fingerprint(text))


def plan_from_text(text: str, name: str) -> Plan:
    """The plan in a TOML text; `name` (the file's) begins each line of the error. Raises PlanError."""
    plan = stored_plan(text, name)
    contradictions = faults(plan)
    if contradictions:
        raise PlanError(name, [(fault.where, fault.what) for fault in contradictions])
    return plan


def stored_plan(text: str, name: str) -> Plan:
    """The plan in a text that was checked when it was stored; `name` as above. PlanError for a wrong type alone.

    A limit that came later is no reason to read a plan no more that an office works by.
    """
    json_text = _as_json(text.removeprefix("\ufeff"), name)
    try:
        # Strict JSON, not the parsed table: in Python mode `17` would pass for a time and `true` for a number.
        return _adapter().validate_json(json_text, strict=True)
    except ValidationError as error:
        found = [(place(each["loc"]), wording(each)) for each in error.errors(include_url=False, include_input=False)]
        raise PlanError(name, found) from None


def fingerprint(plan_text: str) -> str:
    """SHA-256 (hex) of a plan's text; a BOM, line ends and spaces at line ends make no difference."""
    lines = plan_text.removeprefix("\ufeff").replace("\r\n", "\n").split("\n")
    normal = "\n".join(line.rstrip() for line in lines).strip("\n")
    return hashlib.sha256(normal.encode()).hexdigest()


def plan_schema() -> dict[str, object]:
    """The JSON Schema of a plan file, with Chinese titles, for editors that complete and check TOML."""
    schema: dict[str, object] = _adapter().json_schema()
    definitions = schema.get("$defs")
    tables = {"Plan": schema, **(definitions if isinstance(definitions, dict) else {})}
    for kind, title in TABLE_NAMES.items():
        table = tables[kind.__name__]
        table["title"] = title
        table.pop("description", None)
        for key, meaning in KEY_NAMES[kind].items():
            table["properties"][key]["title"] = meaning
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}


def file_text(path: Path) -> str:
    """The text of a file without its BOM. Raises PlanError where it cannot be read."""
    try:
        # Notepad puts a BOM before UTF-8, which tomllib refuses.
        return path.read_bytes().decode("utf-8-sig")
    except FileNotFoundError:
        what = "找不到这个文件，请检查路径"
    except UnicodeDecodeError:
        what = "不是 UTF-8 编码，请在记事本里“另存为”，编码选 UTF-8"
    except (OSError, ValueError):  # ValueError: a path with a NUL
        what = "打不开这个文件，请检查它是不是文件、有没有读取权限"
    raise PlanError(path.as_posix(), [("", what)])


def toml_table(text: str, name: str) -> dict[str, Any]:
    """The table in a TOML text; `name` (the file's) begins the line of the error. Raises PlanError."""
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        what = _syntax_words(str(error))
    except (ValueError, RecursionError):  # a number of thousands of digits, brackets of thousands of levels
        what = _TOO_DEEP
    raise PlanError(name, [("", what)])


@cache
def _adapter() -> TypeAdapter[Plan]:
    return TypeAdapter(Plan)


def _one_line(text: str) -> str:
    """A key in quotes may hold line breaks and control characters; a fault stays on its line."""
    return " ".join("".join(char if char.isprintable() else " " for char in text).split())


def _as_json(text: str, name: str) -> str:
    table = toml_table(text, name)
    try:
        return json.dumps(table, ensure_ascii=False, default=_iso)
    except (ValueError, RecursionError):
        raise PlanError(name, [("", _TOO_DEEP)]) from None


def _syntax_words(message: str) -> str:
    what = next((words for start, words in SYNTAX_WORDS if message.startswith(start)), SYNTAX_OTHERWISE)
    found = re.search(r"at line (\d+), column (\d+)", message)
    where = f"第 {found[1]} 行第 {found[2]} 个字附近" if found else "文件末尾"
    return f"{where}：{what}"


def _iso(value: object) -> str:
    """TOML has dates and times as values of their own; the validator takes them as ISO text."""
    if isinstance(value, date | time):
        return value.isoformat()
    raise TypeError(f"no TOML value: {type(value).__name__}")
