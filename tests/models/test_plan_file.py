import json
from datetime import date, datetime, time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.plan_file import PlanError, fingerprint, load_plan_file, plan_from_text, plan_schema, read_plan
from models.plan_words import KEY_NAMES
from rules.plan import Board, Plan, Tone

SMALL = """\
id = "test"
title = "测试方案"
start = 2024-08-20

[[boards]]
name = "安全生产管理"
aliases = ["安全"]

[tone]
quiet_from = 20:30:00
"""
START = 'id = "test"\ntitle = "测试方案"\nstart = 2024-08-20\n'


def faults_of(text: str) -> list[str]:
    with pytest.raises(PlanError) as caught:
        plan_from_text(text, "plans/test.toml")
    lines = str(caught.value).split("\n")
    assert all(line.startswith("plans/test.toml: ") for line in lines)
    return [line.removeprefix("plans/test.toml: ") for line in lines]


def with_line(line: str) -> list[str]:
    return faults_of(START + line)


def test_a_plan_is_read_with_its_defaults() -> None:
    assert plan_from_text(SMALL, "test") == Plan(
        id="test",
        title="测试方案",
        start=date(2024, 8, 20),
        boards=(Board("安全生产管理", aliases=("安全",)),),
        tone=Tone(quiet_from=time(20, 30)),
    )


def test_a_time_in_quotes_needs_no_seconds() -> None:
    assert plan_from_text(START + '[tone]\nquiet_from = "20:30"', "test").tone.quiet_from == time(20, 30)


def test_a_file_is_read_with_and_without_the_mark_of_notepad(tmp_path: Path) -> None:
    plain, marked = tmp_path / "plain.toml", tmp_path / "marked.toml"
    plain.write_bytes(SMALL.encode())
    marked.write_bytes(b"\xef\xbb\xbf" + SMALL.replace("\n", "\r\n").encode())
    assert load_plan_file(marked) == load_plan_file(plain)
    assert load_plan_file(marked).text == SMALL
    assert read_plan(marked) == read_plan(plain) == plan_from_text(SMALL, "test")


def test_the_stored_text_gives_the_same_plan_and_fingerprint(tmp_path: Path) -> None:
    path = tmp_path / "plan.toml"
    path.write_text(SMALL, encoding="utf-8")
    file = load_plan_file(path)
    assert plan_from_text(file.text, "test") == file.plan
    assert fingerprint(file.text) == file.fingerprint


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    path = tmp_path / "nothing.toml"
    with pytest.raises(PlanError) as caught:
        read_plan(path)
    assert str(caught.value) == f"{path.as_posix()}: 找不到这个文件，请检查路径"


def test_a_folder_is_no_plan(tmp_path: Path) -> None:
    with pytest.raises(PlanError, match="打不开这个文件"):
        read_plan(tmp_path)
    with pytest.raises(PlanError, match="打不开这个文件"):
        read_plan(tmp_path / "a\0b")


@pytest.mark.parametrize("encoding", ["gbk", "utf-16"])
def test_other_encodings_are_explained(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "plan.toml"
    path.write_bytes(SMALL.encode(encoding))
    with pytest.raises(PlanError, match="不是 UTF-8 编码，请在记事本里“另存为”，编码选 UTF-8"):
        read_plan(path)


def test_an_unknown_key_is_named_with_its_entry_and_the_nearest_key() -> None:
    text = START + '[[boards]]\nname = "甲"\n[[boards]]\nname = "乙"\nkeywrds = ["丙"]\n'
    assert faults_of(text) == [
        "boards[2].keywrds: 没有这个配置项，请检查拼写，是不是 keywords"
        "（可用：name、aliases、keywords、key_points、highlights）"
    ]


def test_an_unknown_key_without_a_neighbour_lists_all_keys() -> None:
    (line,) = with_line('[tone]\n"免打扰" = true')
    assert (
        line
        == "tone.免打扰: 没有这个配置项，请检查拼写（可用：naming、ranking、quiet_from、quiet_to、head_if_unreachable）"
    )
    (line,) = with_line("zzz = 1")
    assert line.startswith("zzz: 没有这个配置项，请检查拼写（可用：id、title、start、")


def test_missing_keys_are_named_in_chinese() -> None:
    assert faults_of("") == [
        "id: 缺少这一项（方案代号），请补上",
        "title: 缺少这一项（方案名称），请补上",
        "start: 缺少这一项（开始日期），请补上",
    ]
    assert with_line('[[duties]]\nid = "a"\ntitle = "甲"\n[[duties.ladder]]\noffset = 0') == [
        "duties[1].ladder[1].id: 缺少这一项（代号），请补上"
    ]


def test_a_wrong_choice_is_answered_with_the_choices() -> None:
    assert with_line('[tone]\nnaming = "loud"') == ['tone.naming: 只能填："private"、"group"']
    assert with_line('[[outlets]]\nname = "甲"\nlevel = "县级"') == [
        'outlets[1].level: 只能填："county"、"city"、"province"、"central"'
    ]
    assert with_line('[[organisation]]\ntitle = "甲"\nroles = ["editor", "boss"]') == [
        'organisation[1].roles[2]: 只能填："liaison"、"head"、"editor"、"reviewer"、"leader"'
    ]


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ("issuer = 5", 'issuer: 应是文字，请加英文双引号，例如 "金湖"'),
        ("issuer = true", 'issuer: 应是文字，请加英文双引号，例如 "金湖"'),
        ('[recognition]\nshortest = "30"', "recognition.shortest: 应是整数，不加引号，也不带小数点，例如 1"),
        ("[recognition]\nshortest = true", "recognition.shortest: 应是整数，不加引号，也不带小数点，例如 1"),
        ("[recognition]\nshortest = 1.0", "recognition.shortest: 应是整数，不加引号，也不带小数点，例如 1"),
        ('[recognition]\nask_below = "高"', "recognition.ask_below: 应是数字，不加引号，例如 0.6"),
        ("end = 20241231", "end: 应是日期，不加引号，例如 2024-08-20"),
        ('end = "去年"', "end: 不是有效的日期，请写成 2024-08-20 的样子"),
        ("days_off = [2024-09-02, 2024-09-02T08:00:00]", "days_off[2]: 不是有效的日期，请写成 2024-08-20 的样子"),
        ("[tone]\nquiet_from = 21", "tone.quiet_from: 应是时间，请写成 17:00:00 的样子"),
        ('[tone]\nquiet_from = "晚上九点"', "tone.quiet_from: 不是有效的时间，请写成 17:00:00 的样子"),
        ('groups = "部门组"', 'groups: 应是列表，请用方括号，例如 ["甲", "乙"]'),
        ('[boards]\nname = "甲"', "boards: 应是列表，每一项请写成一段，以 [[boards]] 开头"),
        ("boards = [1]", "boards[1]: 应写成一段，以 [[boards]] 开头"),
        ('[[tone]]\nnaming = "group"', "tone: 应写成一段，以 [tone] 开头"),
    ],
)
def test_a_wrong_type_says_what_to_write(line: str, fault: str) -> None:
    assert with_line(line) == [fault]


def test_every_fault_has_its_line() -> None:
    assert len(with_line('end = 1\n[tone]\nnaming = 1\nx = 2\n[[boards]]\nname = "甲"\n[[boards]]')) == 4


def test_contradictions_are_faults_too() -> None:
    text = START + 'end = 2024-01-01\n[[boards]]\nname = "甲"\n[[boards]]\nname = "乙"\naliases = ["甲"]\n'
    assert faults_of(text) == [
        "end: 结束日期 2024-01-01 早于开始日期 2024-08-20，请核对",
        "boards[2].aliases[1]: “甲”已用于 boards[1]（甲），名称和别名不能重复，请改一个",
    ]


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ("id = “test”", "第 1 行第 6 个字附近：值的写法不对"),
        ("issuer 5", "第 1 行第 8 个字附近：配置项后面缺少英文等号"),
        ('issuer = "甲" 乙', "第 1 行第 14 个字附近：一行只能写一个配置项"),
        ('issuer = "甲\n', "第 1 行第 12 个字附近：双引号没有成对"),
        ('issuer = """甲', "文件末尾：双引号没有成对"),
        ("groups = [", "文件末尾：值的写法不对"),
        ('groups = ["a" "b"]', "第 1 行第 15 个字附近：方括号没有成对"),
        ("quiet = 21:00", "第 1 行第 11 个字附近：一行只能写一个配置项；日期写成 2024-08-20，时间写成 17:00:00"),
        ("end = 2024-02-30", "第 1 行第 7 个字附近：日期或时间不存在"),
        ("end = 2024-13-01", "第 1 行第 11 个字附近：一行只能写一个配置项；日期写成"),
        ("a = 1\na = 2\n", "第 2 行第 6 个字附近：同一个配置项写了两次"),
        ("[tone]\n[tone]", "第 2 行第 6 个字附近：同一个表写了两次"),
        ("a = {b = 1, b = 2}", "第 1 行第 18 个字附近：同一个配置项写了两次"),
        ("！", "第 1 行第 1 个字附近：写法不对"),
    ],
)
def test_a_slip_in_the_syntax_is_found_by_its_line(line: str, fault: str) -> None:
    (found,) = faults_of(line)
    assert found.startswith(fault)
    assert "at line" not in found


def test_senseless_sizes_are_refused() -> None:
    assert faults_of("a = " + "9" * 5000) == ["有过长的数字或过深的嵌套，请核对"]
    assert faults_of("a = 0x" + "f" * 5000) == ["有过长的数字或过深的嵌套，请核对"]
    assert faults_of("a = " + "[" * 5000) == ["有过长的数字或过深的嵌套，请核对"]
    assert len(faults_of("x" + ".a" * 5000 + " = 1")) == 1
    assert len(faults_of(f"x = {'[' * 250}{']' * 250}")) >= 1


def test_a_key_with_line_breaks_stays_on_its_line() -> None:
    (line,) = with_line('"a\\nb\\u001b" = 1')
    assert line.startswith("a b: 没有这个配置项")


def test_the_fingerprint_ignores_what_an_editor_changes_by_itself() -> None:
    assert fingerprint(SMALL) == fingerprint("\ufeff" + SMALL.replace("\n", " \r\n") + "\n\n")
    assert fingerprint(SMALL) != fingerprint(SMALL.replace("安全", "消防"))
    assert len(fingerprint(SMALL)) == 64


def test_every_key_has_a_chinese_name_in_the_schema() -> None:
    schema = plan_schema()
    definitions = schema["$defs"]
    assert isinstance(definitions, dict)
    tables = {"Plan": schema, **definitions}
    assert set(tables) == {kind.__name__ for kind in KEY_NAMES}
    for kind, names in KEY_NAMES.items():
        properties = tables[kind.__name__]["properties"]
        assert {key: value["title"] for key, value in properties.items()} == names
        assert tables[kind.__name__]["additionalProperties"] is False
    assert schema["title"] == "报送通方案文件"
    assert schema["required"] == ["id", "title", "start"]


def test_the_schema_is_plain_json_and_stays_the_same() -> None:
    assert json.loads(json.dumps(plan_schema())) == plan_schema()
    assert "description" not in json.dumps(plan_schema())


KEYS = st.sampled_from(sorted({key for names in KEY_NAMES.values() for key in names})) | st.text(max_size=5)
SCALARS = (
    st.text(max_size=8)
    | st.sampled_from(["week", "plan", "county", "items", "head", "liaison", "17:00Z", "Asia/Shanghai"])
    | st.integers()
    | st.floats()
    | st.booleans()
    | st.dates()
    | st.times()
    | st.datetimes()
)
VALUES = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=4), max_leaves=12
)


def as_toml(value: object) -> str:
    """One TOML value on one line."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{as_toml(key)} = {as_toml(inner)}" for key, inner in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(as_toml, value)) + "]"
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
    if isinstance(value, float):
        return repr(value)
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, date | time | datetime):
        return value.isoformat()
    return str(value)


def read_or_refuse(text: str) -> None:
    try:
        plan_from_text(text, "test")
    except PlanError as error:
        assert str(error)
        assert all(line.startswith("test: ") for line in str(error).split("\n"))
        assert not any(english in str(error) for english in ("Input should", "Unexpected", "Field required"))


@settings(deadline=None)
@given(st.dictionaries(KEYS, VALUES, max_size=8))
def test_any_table_is_a_plan_or_a_plan_error(table: dict[str, object]) -> None:
    read_or_refuse("\n".join(f"{as_toml(key)} = {as_toml(value)}" for key, value in table.items()))


FULL: dict[str, object] = {
    "id": "test",
    "title": "测试方案",
    "start": date(2024, 8, 20),
    "organisation": [{"title": "组", "roles": ["head"]}],
    "boards": [{"name": "安全", "aliases": ["甲"], "keywords": ["乙"]}],
    "duties": [
        {
            "id": "weekly",
            "title": "每周",
            "ladder": [{"id": "a", "offset": 0, "time": time(9), "also": [{"to": "head", "from_miss": 2}]}],
        }
    ],
    "outlets": [{"name": "报", "level": "city", "domains": ["a.cn"]}],
    "columns": [{"name": "栏"}],
    "targets": [{"id": "t", "title": "目标", "period": "month", "needed": 1, "boards": ["安全"]}],
    "awards": [{"title": "奖", "period": "year"}],
    "tone": {"naming": "group"},
    "recognition": {"shortest": 20},
}


def test_the_table_that_is_varied_below_is_a_plan() -> None:
    assert plan_from_text("\n".join(f"{key} = {as_toml(value)}" for key, value in FULL.items()), "test").id == "test"


def varied(draw: st.DrawFn, value: object) -> object:
    """The value with one place in it, chosen at random, replaced by something else."""
    if isinstance(value, dict) and value and draw(st.integers(0, 9)):
        key = draw(st.sampled_from(list(value) * 3 + ["extra"]))
        return value | {key: varied(draw, value.get(key))}
    if isinstance(value, list) and value and draw(st.integers(0, 9)):
        return [varied(draw, value[0]), *value[1:]] if draw(st.booleans()) else value + value
    return draw(VALUES)


@st.composite
def nearly_plans(draw: st.DrawFn) -> dict[str, object]:
    key = draw(st.sampled_from(list(FULL)))
    return FULL | {key: varied(draw, FULL[key])}


@settings(deadline=None)
@given(nearly_plans())
def test_a_plan_with_one_value_changed_is_a_plan_or_a_plan_error(table: dict[str, object]) -> None:
    read_or_refuse("\n".join(f"{as_toml(key)} = {as_toml(value)}" for key, value in table.items()))


@settings(deadline=None)
@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_any_text_is_a_plan_or_a_plan_error(text: str) -> None:
    read_or_refuse(text)


@settings(deadline=None)
@given(st.binary(max_size=200))
def test_any_bytes_are_a_plan_or_a_plan_error(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    path = tmp_path_factory.getbasetemp() / "any.toml"
    path.write_bytes(content)
    with pytest.raises(PlanError):
        read_plan(path)
