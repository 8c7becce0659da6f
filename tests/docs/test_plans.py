"""docs/plans.md keeps what it promises: every key with its default, examples that are read, errors that exist."""

import inspect
import re
from dataclasses import MISSING, Field, fields, is_dataclass
from datetime import time
from pathlib import Path

import pytest

from models.calendar_file import calendar_from_text
from models.plan_file import PlanError, plan_from_text
from rules import plan as plan_module
from rules.plan import Duty, Rung, default_ladder, three_colours
from rules.templates import allowed_variables

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "plans.md").read_text(encoding="utf-8")
TABLES = [kind for _, kind in inspect.getmembers(plan_module, inspect.isclass) if is_dataclass(kind)]
EXAMPLES = re.findall(r"```toml\n(.*?)```", PAGE, re.DOTALL)
START = 'id = "test"\ntitle = "测试方案"\nstart = 2024-08-20\n'


def rows_of(table: str) -> dict[str, str]:
    """The keys that the page lists for a dataclass, each with its default as the page gives it."""
    (section,) = re.findall(rf"<!-- {table} -->\n\n((?:\|.*\n)+)", PAGE)
    return dict(re.findall(r"^\| `(\w+)` \| [^|]+ \| ([^|]+) \|", section, re.MULTILINE))


def default_as_written(field: "Field[object]") -> str:
    value = field.default
    if value is MISSING:
        return "必填"
    if value is None:
        return "不写"
    if is_dataclass(value):
        return "见下"
    return f"`{toml_value(value)}`"


def toml_value(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        return f'"{value}"'
    if isinstance(value, time):
        return value.isoformat()
    if isinstance(value, tuple):
        return f"[{', '.join(map(toml_value, value))}]"
    return str(value)


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.__name__)
def test_every_key_is_on_the_page_with_its_default(table: type) -> None:
    assert is_dataclass(table)
    assert rows_of(table.__name__) == {field.name: default_as_written(field) for field in fields(table)}


def test_every_example_is_a_part_of_a_plan_that_can_be_read() -> None:
    assert len(EXAMPLES) > 9
    for example in EXAMPLES:
        text = example if example.startswith("id = ") else START + example
        assert plan_from_text(text, "example").title


def test_the_examples_are_those_of_the_jinhu_plan() -> None:
    jinhu = (ROOT / "plans" / "jinhu.toml").read_text(encoding="utf-8")
    own = [example for example in EXAMPLES if not example.startswith("# 例：") and "[recognition]" not in example]
    assert len(own) > 7
    assert [example for example in own if example not in jinhu] == []


def test_the_example_of_the_calendar_can_be_read() -> None:
    (example,) = re.findall(r"```toml calendar\n(.*?)```", PAGE, re.DOTALL)
    assert calendar_from_text(example, "example")[2027].source


@pytest.mark.parametrize(("name", "ladder"), [("默认催报级", default_ladder()), ("三色催报级", three_colours())])
def test_the_presets_on_the_page_are_those_of_the_program(name: str, ladder: tuple[Rung, ...]) -> None:
    (example,) = [example for example in EXAMPLES if example.startswith(f"# 例：{name}\n")]
    (duty,) = plan_from_text(START + example, "example").duties
    assert duty.ladder == ladder
    assert ladder in (Duty("weekly", "每周").rungs(), Duty("weekly", "每周", preset="three-colours").rungs())


def test_the_variables_on_the_page_are_those_that_a_wording_may_use() -> None:
    rows = re.findall(r"^\| `\{(\S+)\}` \| (可以)? ?\| (\S.*可以|可以)? ?\|", PAGE, re.MULTILINE)
    assert {name for name, private, _ in rows if private} == set(allowed_variables(["liaison"]))
    assert {name for name, _, group in rows if group == "可以"} == set(allowed_variables(["group"]))
    assert {name for name, _, group in rows if group} == set(allowed_variables(["group"], "group"))


def test_the_errors_shown_are_those_that_the_reader_gives() -> None:
    (shown,) = re.findall(r"```text\n(.*?)```", PAGE, re.DOTALL)
    broken = (
        START
        + '[[boards]]\nname = "甲"\n[[boards]]\nname = "乙"\nkeywrds = []\n'
        + '[[targets]]\nid = "t"\ntitle = "目标"\nperiod = "month"\n[tone]\nnaming = "loud"\n'
    )
    with pytest.raises(PlanError) as caught:
        plan_from_text(broken, "plans/shiyan.toml")
    assert sorted(shown.strip().split("\n")) == sorted(caught.value.lines)
