"""Questions made from sentences with gaps, each with the one reading that is right on Wednesday, 18 November 2026.

A sentence has gaps like {unit}; what fills a gap brings its part of the query along. `questions` draws from all
sentences, the same ones for the same seed.
"""

import random
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from tests.whole.figures.ledgers import BOARDS, DEPARTMENTS, EDITORS, UNITS

Query: TypeAlias = dict[str, Any]
Fillings: TypeAlias = Sequence[tuple[str, Query]]

GAP = re.compile(r"{(\w+)}")


def _span(start: str, end: str) -> Query:
    return {"start": start, "end": end}


PERIODS: Fillings = [
    ("本周", _span("2026-11-16", "2026-11-23")),
    ("上周", _span("2026-11-09", "2026-11-16")),
    ("本月", _span("2026-11-01", "2026-12-01")),
    ("上个月", _span("2026-10-01", "2026-11-01")),
    ("9月", _span("2026-09-01", "2026-10-01")),
    ("2025年12月", _span("2025-12-01", "2026-01-01")),
    ("三季度", _span("2026-07-01", "2026-10-01")),
    ("本季度", _span("2026-10-01", "2027-01-01")),
    ("上半年", _span("2026-01-01", "2026-07-01")),
    ("今年", _span("2026-01-01", "2027-01-01")),
    ("去年", _span("2025-01-01", "2026-01-01")),
    ("今年以来", _span("2026-01-01", "2026-11-19")),
    ("近30天", _span("2026-10-20", "2026-11-19")),
    ("10月下旬", _span("2026-10-21", "2026-11-01")),
    ("9月1日到15日", _span("2026-09-01", "2026-09-16")),
    ("国庆期间", _span("2026-10-01", "2026-10-08")),
    ("昨天", _span("2026-11-17", "2026-11-18")),
]
LONG: Fillings = [filling for filling in PERIODS if filling[0] in ("三季度", "上半年", "今年", "去年", "今年以来")]
SHORT: Fillings = [filling for filling in PERIODS if filling[0] in ("本月", "上个月", "9月", "近30天", "10月下旬")]
WEEKS: Fillings = [
    *PERIODS[:2],
    ("上上周", _span("2026-11-02", "2026-11-09")),
    ("第41周", _span("2026-10-05", "2026-10-12")),
    ("2月16日到22日", _span("2026-02-16", "2026-02-23")),
    ("", _span("2026-11-16", "2026-11-23")),
]
SHORT_NAMES = {"规划建设局": "规建局", "经济发展局": "经发局", "行政审批局": "审批局"}
UNIT_WORDS: Fillings = [(word, {"units": [unit]}) for unit in UNITS for word in (unit, SHORT_NAMES.get(unit, unit))]
PAIRS: Fillings = [
    (f"{one}和{two}", {"units": [one, two]}) for one, two in zip(UNITS, (*UNITS[3:], *UNITS[:3]), strict=True)
]
BOARD_WORDS: Fillings = [
    (word, {"boards": [board]})
    for board, word in zip(BOARDS, ("招引", "帮办服务", "企业培育", "低效用地", "基础设施", "安全生产"), strict=True)
]
LEVEL_WORDS: Fillings = [
    ("县级媒体", {"levels": ["county"]}),
    ("市媒", {"levels": ["city"]}),
    ("省级媒体", {"levels": ["province"]}),
    ("央媒", {"levels": ["central"]}),
    ("省级以上媒体", {"levels": ["province", "central"]}),
    ("市级以上媒体", {"levels": ["city", "province", "central"]}),
]
OUTLET_WORDS: Fillings = [
    (name, {"outlets": [name]}) for name in ("今日金湖", "淮安日报", "湖畔晚报", "苏北观察", "新华社")
]
COLUMN_WORDS: Fillings = [
    (name, {"columns": [name]}) for name in ("园区新观察", "项目为王", "安全生产大家谈", "乡村看台")
]
STATUS_WORDS: Fillings = [(word, {"statuses": [word]}) for word in ("退回", "采用", "待审", "撤回")]
GAPS: dict[str, Fillings] = {
    "period": PERIODS,
    "long": LONG,
    "short": SHORT,
    "week": WEEKS,
    "unit": UNIT_WORDS,
    "pair": PAIRS,
    "board": BOARD_WORDS,
    "level": LEVEL_WORDS,
    "outlet": OUTLET_WORDS,
    "column": COLUMN_WORDS,
    "status": STATUS_WORDS,
    "kind": [(kind, {"kinds": [kind]}) for kind in ("线索", "案例", "图片")],
    "member": [(name, {"members": [name]}) for name in ("测试员01", "测试员04", "测试员07", "测试员16")],
    "group": [(DEPARTMENTS, {"groups": [DEPARTMENTS]})],
    "number": [(str(number), {"limit": number}) for number in (2, 3, 4, 5)],
    "target": [
        LEVEL_WORDS[0],
        ("市级媒体", {"levels": ["city"]}),
        ("省级以上媒体", {"levels": ["province", "central"]}),
    ],
}


def _query(intent: str, metric: str | None = None, **more: Any) -> Query:
    return {"intent": intent, **({"metric": metric} if metric else {}), **more}


ITEMS, PRINT = _query("count", "items"), _query("count", "publications")
RANKED = {"group_by": "unit", "order": "desc"}
SEPTEMBER = {**_span("2026-09-01", "2026-10-01"), "compare_to": _span("2026-08-01", "2026-09-01")}
SENTENCES: Sequence[tuple[str, Query]] = [
    ("{unit}{period}报了几条", ITEMS),
    ("{period}收到多少条信息", ITEMS),
    ("{period}{board}报了多少条", ITEMS),
    ("{unit}{period}报了几条{kind}", ITEMS),
    ("{member}{period}报了几条", ITEMS),
    ("{period}{status}了几条", ITEMS),
    ("{pair}{period}一共报了几条", ITEMS),
    ("{group}{period}报了多少条信息", ITEMS),
    ("{period}{level}发了几条", PRINT),
    ("{unit}{period}在{outlet}登了几条", PRINT),
    ("{unit}{period}{level}上了几条", PRINT),
    ("{column}专栏{period}登了几篇", PRINT),
    ("{period}刊发了多少条", PRINT),
    ("{period}各单位分别报了几条", {**ITEMS, "group_by": "unit"}),
    ("{period}按板块分报了多少条", {**ITEMS, "group_by": "board"}),
    ("{period}各级媒体分别刊发几条", {**PRINT, "group_by": "level"}),
    ("{period}每家媒体各登了几篇", {**PRINT, "group_by": "outlet"}),
    ("{period}各专栏分别登了几篇", {**PRINT, "group_by": "column"}),
    ("{long}平均每个单位报几条", {**ITEMS, "calculation": "average", "group_by": "unit"}),
    ("{long}平均每个月报几条", {**ITEMS, "calculation": "average", "group_by": "month"}),
    ("{short}平均每天收到几条信息", {**ITEMS, "calculation": "average", "group_by": "day"}),
    ("{group}{long}平均每个单位报几条", {**ITEMS, "calculation": "average", "group_by": "unit"}),
    ("{period}采用的占多少", {**ITEMS, "statuses": ["采用"], "calculation": "share"}),
    ("{unit}{long}报的占多少", {**ITEMS, "calculation": "share"}),
    ("{long}{level}刊发占比", {**PRINT, "calculation": "share"}),
    ("{long}各板块信息占比", {**ITEMS, "calculation": "share", "group_by": "board"}),
    ("{period}哪个单位报得最多", _query("ranking", "items", **RANKED, limit=1)),
    ("{period}报送排名", _query("ranking", "items", **RANKED)),
    ("{unit}{period}报送排第几", _query("ranking", "items", **RANKED)),
    ("{period}报送前{number}名", _query("ranking", "items", **RANKED)),
    ("{period}报送后{number}名", _query("ranking", "items", group_by="unit", order="asc")),
    ("{period}刊发前{number}名的单位", _query("ranking", "publications", **RANKED)),
    ("{period}{level}发稿最多的单位", _query("ranking", "publications", **RANKED, limit=1)),
    ("{period}哪个板块信息最多", _query("ranking", "items", group_by="board", order="desc", limit=1)),
    ("{long}哪家媒体发得最多", _query("ranking", "publications", group_by="outlet", order="desc", limit=1)),
    ("{long}哪个月报得最多", _query("ranking", "items", group_by="month", order="desc", limit=1)),
    ("{long}每个月报了多少条", _query("trend", "items", group_by="month")),
    ("{unit}{long}每个季度报了几条", _query("trend", "items", group_by="quarter")),
    ("{long}每周收到几条信息", _query("trend", "items", group_by="week")),
    ("{short}每天收到几条信息", _query("trend", "items", group_by="day")),
    ("{level}{long}每个月发了几条", _query("trend", "publications", group_by="month")),
    ("9月比8月多报了几条", _query("compare", "items", **SEPTEMBER)),
    ("{unit}9月比8月多报几条", _query("compare", "items", **SEPTEMBER)),
    ("{level}9月比8月多发几条", _query("compare", "publications", **SEPTEMBER)),
    ("{pair}{period}谁报得多", _query("compare", "items", group_by="unit")),
    ("列出{unit}{period}报的信息", _query("list", "items")),
    ("{period}{status}的信息有哪些", _query("list", "items")),
    ("{level}{period}发了哪些稿子", _query("list", "publications")),
    ("最近{number}条信息", _query("list", "items", order="desc")),
    ("{week}谁没报", _query("missing", "items")),
    ("{week}还有哪些单位没交", _query("missing", "items")),
    ("{week}都有谁报了", _query("delivered", "items")),
    ("{unit}{week}报了没有", _query("delivered", "items")),
    ("{period}{board}谁没报", _query("missing", "items")),
    ("{period}哪些单位报了{board}", _query("delivered", "items")),
    ("{long}哪些单位没上过{level}", _query("missing", "publications")),
    ("{long}哪些单位上过{outlet}", _query("delivered", "publications")),
    ("{target}目标完成了吗", _query("progress")),
    ("今年{target}目标完成了吗", _query("progress", **_span("2026-01-01", "2027-01-01"))),
    ("目标完成得怎么样", _query("progress")),
]


FOLLOW_UPS: Sequence[tuple[str, Query, str, Query]] = [
    ("{unit}{period}报了几条", ITEMS, "那{unit}呢", {}),
    ("{period}收到多少条信息", ITEMS, "{period}呢", {}),
    ("{level}{period}发了几条", PRINT, "{level}的呢", {}),
    ("{period}收到多少条信息", ITEMS, "按板块分一下", {"group_by": "board"}),
    ("{week}谁没报", _query("missing", "items"), "报了的呢", {"intent": "delivered"}),
]


@dataclass(frozen=True)
class Question:
    """A question, the query that it means, and the questions before it."""

    text: str
    query: Query
    before: tuple[str, ...] = ()


def questions(seed: int, each: int = 4) -> list[Question]:
    """At most `each` questions of every sentence, none twice; 除了 questions and follow-ups beside them."""
    chance = random.Random(seed)
    made: dict[str, Question] = {}
    for sentence, query in SENTENCES:
        for _ in range(each):
            text, told = _filled(chance, sentence, query)
            made.setdefault(text, Question(text, told))
    others = [_all_but(chance, unit) for unit in UNITS[:each]]
    later = [_followed(chance, *follow_up) for follow_up in FOLLOW_UPS for _ in range(each)]
    return [*made.values(), *others, *later]


def _filled(chance: random.Random, sentence: str, query: Query) -> tuple[str, Query]:
    told = dict(query)

    def fill(gap: re.Match[str]) -> str:
        word, part = chance.choice(GAPS[gap[1]])
        told.update(part)
        return word

    return GAP.sub(fill, sentence), told


def _all_but(chance: random.Random, unit: str) -> Question:
    word, span = chance.choice(PERIODS)
    others = [other for other in (*UNITS, EDITORS) if other != unit]
    query = {**ITEMS, **span, "units": others, "excluded": [unit]}
    return Question(f"除了{unit}，其他单位{word}报了多少条", query)


def _followed(chance: random.Random, first: str, query: Query, then: str, change: Query) -> Question:
    before, told = _filled(chance, first, query)
    text, query = _filled(chance, then, {**told, **change})
    return Question(text, query, (before,))
