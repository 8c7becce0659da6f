"""A plan of a thousand units with three years of items and publications for the benchmark of questions.

Everything is written a day at a time, in a few statements; `each` is the number of an item. One publication comes to
five items, one in ten of them without an item. One item in twenty was returned, others were withdrawn or are drafts.
"""

from collections.abc import Iterator
from datetime import date, timedelta

from sqlalchemy import Connection, insert

from benchmarks.duty_data import PLAN_TEXT, WEEK, instant, run
from models.members import member_table, unit_table
from models.plan_file import PlanFile, fingerprint, plan_from_text
from models.plans import sync_plan

UNITS = 1000
DAYS = 1096
TODAY = date(2026, 11, 18)
FIRST_DAY = TODAY - timedelta(days=DAYS - 1)

_TREES = "松柏梅兰竹菊荷桂枫桐榆槐柳杉樟楠棠桃李杏梨橘柚枣莲萍芦苇蒲茶桑麻"
_PLACES = "山川河湖溪泉江海岭峰谷原林园亭台楼阁桥渡港湾洲岛塘坊庄屯寨营堡驿"
UNIT_NAMES = [f"{tree}{place}局" for tree in _TREES for place in _PLACES][:UNITS]
GROUPS = [f"{tree}字组" for tree in _TREES[:10]]
BOARDS = ["安全生产", "招商引资", "基础设施", "科技创新", "生态环保", "党的建设"]
BOARDS += ["民生实事", "营商环境", "文明创建", "人才工作", "项目建设", "法治建设"]
OUTLETS = [f"{tree}城日报" for tree in _TREES]
COLUMNS = ["项目为王", "一线风采", "走进企业", "学思践悟"]

_EACH = "WITH RECURSIVE numbers(each) AS (SELECT :done + 1 UNION ALL SELECT each + 1 FROM numbers WHERE each < :until) "
_ITEMS = f"""
INSERT INTO item (plan_id, number, unit_id, member_id, byline, kind, board, title, body, status, sent_at, counted_on)
{_EACH} SELECT 'bench', each, each * 379 % 1009 % {UNITS} + 1, each * 379 % 1009 % {UNITS} + 1, '测试员',
  CASE each % 20 WHEN 0 THEN '案例' WHEN 1 THEN '线索' ELSE '信息' END,
  substr(:boards, each * 31 % {len(BOARDS)} * 4 + 1, 4),
  '园区第' || each || '次隐患排查见成效',
  '联合园区企业排查隐患26处，已整改24处，其余两处已明确时限和责任人。下一步将建立台账，每周通报进度，确保整改到位。',
  CASE WHEN each % 20 = 7 THEN '退回' WHEN each % 40 = 3 THEN '撤回' WHEN each % 50 = 9 THEN '草稿'
    WHEN each % 9 = 0 THEN '待审' ELSE '采用' END,
  :sent, :sent_on FROM numbers ORDER BY each
"""
_PUBLICATIONS = f"""
INSERT INTO publication (plan_id, item_id, outlet, level, published_on, "column")
{_EACH} SELECT 'bench',
  CASE WHEN each % 50 = 0 THEN NULL WHEN each > 5000 THEN each - each * 373 % 5000 ELSE each END,
  substr(:outlets, each / 5 * 37 % {len(OUTLETS)} * 4 + 1, 4),
  CASE WHEN each / 5 % 97 < 58 THEN 'county' WHEN each / 5 % 97 < 83 THEN 'city' WHEN each / 5 % 97 < 94 THEN 'province'
    ELSE 'central' END,
  :sent_on, CASE WHEN each / 5 % 13 < 4 THEN substr(:columns, each / 5 % 13 * 4 + 1, 4) ELSE '' END
FROM numbers WHERE each % 5 = 0 ORDER BY each
"""
_OBLIGATIONS = """
INSERT INTO obligation (plan_id, duty, unit_id, period, starts_on, ends_on, deadline, required, opened_at, chase_from)
SELECT 'bench', 'weekly', id, :period, :start, :end, :deadline, 1, :opened, :opened FROM unit ORDER BY id
"""
_NAMES = {"boards": "".join(BOARDS), "outlets": "".join(OUTLETS), "columns": "".join(COLUMNS)}


def build(connection: Connection, items: int) -> None:
    """Fills an empty database with so many items, evenly over the days."""
    plan = plan_from_text(PLAN_TEXT, "bench")
    sync_plan(connection, PlanFile(plan, PLAN_TEXT, fingerprint(PLAN_TEXT)), instant(FIRST_DAY))
    connection.execute(insert(unit_table), list(_units()))
    people = [{"id": id_, "plan_id": "bench", "unit_id": id_, "name": f"测试员{id_}"} for id_ in range(1, UNITS + 1)]
    connection.execute(insert(member_table).values(role="liaison"), people)
    for place in range(DAYS):
        day = FIRST_DAY + timedelta(days=place)
        values = {"done": items * place // DAYS, "until": items * (place + 1) // DAYS, "sent": instant(day, 10)}
        for statement in (_ITEMS, _PUBLICATIONS):
            run(connection, statement, {**_NAMES, **values, "sent_on": day})
        if day.weekday() == 0:
            run(connection, _OBLIGATIONS, _week(day))


def _units() -> Iterator[dict[str, object]]:
    for place, name in enumerate(UNIT_NAMES):
        group = GROUPS[place % len(GROUPS)]
        yield {"id": place + 1, "plan_id": "bench", "name": name, "group_name": group, "position": place}


def _week(monday: date) -> dict[str, object]:
    deadline = instant(monday + timedelta(days=4), 17)
    days = {"start": monday, "end": monday + WEEK, "period": f"{monday:%G-W%V}"}
    return {**days, "deadline": deadline, "opened": instant(monday)}
