"""Chinese words for the keys of a plan file, and for what the reader finds wrong with one."""

from dataclasses import is_dataclass
from difflib import get_close_matches
from typing import Any, get_args, get_origin, get_type_hints

from pydantic_core import ErrorDetails

from rules.plan import (
    Award,
    Board,
    Column,
    Duty,
    Escalation,
    Organisation,
    Outlet,
    Plan,
    Quota,
    Recognition,
    Rung,
    Target,
    Tone,
)

TABLE_NAMES: dict[type, str] = {
    Plan: "报送通方案文件",
    Organisation: "组织",
    Board: "板块",
    Duty: "报送任务",
    Rung: "催报级",
    Escalation: "连续未报时加送",
    Quota: "另定应报数",
    Outlet: "媒体",
    Column: "专栏",
    Target: "目标",
    Award: "评优",
    Tone: "语气与免打扰",
    Recognition: "信息识别",
}

KEY_NAMES: dict[type, dict[str, str]] = {
    Plan: {
        "id": "方案代号",
        "title": "方案名称",
        "start": "开始日期",
        "issuer": "发文单位",
        "document": "文号",
        "end": "结束日期",
        "effective_from": "本次修改的生效日期",
        "timezone": "时区",
        "days_off": "另外放假的日子",
        "working_days": "另外上班的日子",
        "calendar_until": "放假和上班的日子写全到哪天",
        "groups": "单位组",
        "kinds": "信息类型",
        "organisation": "组织",
        "boards": "板块",
        "duties": "报送任务",
        "outlets": "媒体",
        "columns": "专栏",
        "targets": "目标",
        "awards": "评优",
        "tone": "语气与免打扰",
        "recognition": "信息识别",
    },
    Organisation: {"title": "名称", "roles": "角色", "work": "职责"},
    Board: {"name": "名称", "aliases": "别名", "keywords": "关键词", "key_points": "要点", "highlights": "亮点"},
    Duty: {
        "id": "代号",
        "title": "名称",
        "period": "周期",
        "required": "每期应报条数",
        "deadline_day": "截止日",
        "deadline_time": "截止时间",
        "ladder": "催报级",
        "preset": "现成的催报级",
        "counts": "统计对象",
        "kinds": "信息类型",
        "boards": "板块",
        "levels": "媒体级别",
        "units": "应报单位",
        "classes": "应报单位的类别",
        "groups": "应报单位组",
        "quotas": "另定应报数",
        "make_up": "可以补报前几期",
        "bank": "多报一条抵下一期",
        "zero_reports": "每季度零报告次数",
    },
    Rung: {
        "id": "代号",
        "offset": "距截止日几个工作日",
        "time": "时间",
        "to": "催报对象",
        "also": "连续未报时加送",
        "day": "固定在哪一天",
        "from_miss": "从连续第几期未报起",
        "classes": "单位类别",
        "text": "措辞",
        "tone": "颜色",
    },
    Escalation: {"to": "加送对象", "from_miss": "从连续第几期未报起"},
    Quota: {"required": "应报条数", "units": "单位", "classes": "单位类别", "groups": "单位组"},
    Outlet: {"name": "名称", "level": "级别", "domains": "网站域名", "aliases": "别名"},
    Column: {"name": "名称", "aliases": "别名"},
    Target: {
        "id": "代号",
        "title": "名称",
        "period": "周期",
        "needed": "目标数",
        "counts": "统计对象",
        "levels": "媒体级别",
        "boards": "板块",
        "columns": "专栏",
        "warn_days": "提前预警天数",
    },
    Award: {"title": "名称", "period": "周期", "text": "说明"},
    Tone: {
        "naming": "是否点名",
        "ranking": "排行范围",
        "quiet_from": "免打扰开始",
        "quiet_to": "免打扰结束",
        "head_if_unreachable": "收不到提醒时告诉负责人",
    },
    Recognition: {"shortest": "最短字数", "ask_below": "低于多少把握时询问"},
}

# Every error type that the fields of rules.plan can raise: https://docs.pydantic.dev/latest/errors/validation_errors/
WORDS: dict[str, str] = {
    "string_type": '应是文字，请加英文双引号，例如 "金湖"',
    "int_type": "应是整数，不加引号，也不带小数点，例如 1",
    "int_parsing_size": "数字太大，请核对",
    "float_type": "应是数字，不加引号，例如 0.6",
    "bool_type": "应是 true 或 false，不加引号",
    "date_type": "应是日期，不加引号，例如 2024-08-20",
    "date_parsing": "不是有效的日期，请写成 2024-08-20 的样子",
    "date_from_datetime_parsing": "不是有效的日期，请写成 2024-08-20 的样子",
    "date_from_datetime_inexact": "应是日期，不带时间，例如 2024-08-20",
    "time_type": "应是时间，请写成 17:00:00 的样子",
    "time_parsing": "不是有效的时间，请写成 17:00:00 的样子",
}
OTHERWISE = "填写的内容不对，请对照方案说明修改"


def place(location: tuple[int | str, ...]) -> str:
    """Where a fault is, as a person counts: ("boards", 1, "name") is `boards[2].name`."""
    text = ""
    for step in location:
        text += f"[{step + 1}]" if isinstance(step, int) else f".{step}"
    return text.removeprefix(".")


def wording(error: ErrorDetails) -> str:
    """What is wrong and what to write instead, in one Chinese sentence; the library's own words never pass."""
    location = error["loc"]
    match error["type"]:
        case "missing":
            return _missing(location)
        case "unexpected_keyword_argument":
            return _unknown_key(location)
        case "literal_error":
            choices = "、".join(f'"{value}"' for value in get_args(_kind_at(location)))
            return f"只能填：{choices}"
        case "tuple_type":
            return _not_a_list(location)
        case "dataclass_type":
            return _not_a_table(location)
    return WORDS.get(error["type"], OTHERWISE)


def _missing(location: tuple[int | str, ...]) -> str:
    names = KEY_NAMES.get(_kind_at(location[:-1]), {})
    return f"缺少这一项（{names.get(str(location[-1]), '必填')}），请补上"


def _unknown_key(location: tuple[int | str, ...]) -> str:
    keys = list(KEY_NAMES.get(_kind_at(location[:-1]), {}))
    near = get_close_matches(str(location[-1]), keys, n=1)
    guess = f"，是不是 {near[0]}" if near else ""
    return f"没有这个配置项，请检查拼写{guess}（可用：{'、'.join(keys)}）"


def _not_a_list(location: tuple[int | str, ...]) -> str:
    item = _item_kind(_kind_at(location))
    if is_dataclass(item):
        return f"应是列表，每一项请写成一段，以 [[{_header(location)}]] 开头"
    return '应是列表，请用方括号，例如 ["甲", "乙"]'


def _not_a_table(location: tuple[int | str, ...]) -> str:
    if not location:
        return "整个文件应是一个表，请对照方案说明修改"
    repeated = isinstance(location[-1], int)
    header = f"[[{_header(location)}]]" if repeated else f"[{_header(location)}]"
    return f"应写成一段，以 {header} 开头"


def _header(location: tuple[int | str, ...]) -> str:
    return ".".join(step for step in location if isinstance(step, str))


def _kind_at(location: tuple[int | str, ...]) -> Any:
    """The type that the plan's dataclasses declare at a place, `object` where they declare none."""
    kind: Any = Plan
    for step in location:
        if isinstance(step, int):
            kind = _item_kind(kind)
        else:
            kind = get_type_hints(kind).get(step, object) if is_dataclass(kind) else object
    return kind


def _item_kind(kind: Any) -> Any:
    return get_args(kind)[0] if get_origin(kind) is tuple else object
