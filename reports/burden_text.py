"""The answer to 负担: how many messages the office sent, to whom most of them, and what the plan does to keep it light.

What is to be kept light is said by 《关于防治“指尖上的形式主义”的若干意见》 (18 December 2023).
"""

from collections.abc import Sequence
from datetime import date

from models.burden import Burden
from reports.calendar_text import span_text
from rules.plan import Plan

SHOWN = 10


def burden_text(found: Sequence[Burden], plan: Plan, start: date, end: date) -> str:
    """`found` as `models.burden.burdens` gives it, for the office's days `start` ≤ day < `end`."""
    people = [each for each in found if each.unit]
    posts = sum(each.total for each in found if not each.unit)
    total = sum(each.total for each in people)
    if not people:
        in_group = f"，工作群发布{posts}条" if posts else "，工作群也没有发布"
        return "\n".join((f"{span_text(start, end)}没有发出私信{in_group}。", _light(plan)))
    head = f"{span_text(start, end)}发出的消息："
    average = f"平均每人{total / len(people):.1f}条"
    sums = f"私信{total}条，收到的有{len(people)}人，{average}；工作群{posts}条。{_kinds(people)}"
    most = [f"{place}. {each.unit} {each.name}：{_figures(each)}" for place, each in enumerate(people[:SHOWN], 1)]
    more = f"收到最多的{SHOWN}人：" if len(people) > SHOWN else "收到的人："
    return "\n".join((head, sums, more, *most, _light(plan)))


def _kinds(people: Sequence[Burden]) -> str:
    chases, reminders, others = (
        sum(getattr(each, name) for each in people) for name in ("chases", "reminders", "others")
    )
    return f"其中自动催报{chases}条，人工催报{reminders}条，其他{others}条；对本人消息的答复不计。"


def _figures(each: Burden) -> str:
    parts = (("自动催报", each.chases), ("人工催报", each.reminders), ("其他", each.others))
    named = "、".join(f"{name}{count}" for name, count in parts if count)
    return f"{each.total}条（{named}）"


def _light(plan: Plan) -> str:
    tone = plan.tone
    ways = [
        "提醒以私信为先",
        "不公开点名" if tone.naming == "private" else "工作群里点名（方案设置）",
        "不排名" if tone.ranking == "off" else "有排名（方案设置）",
        f"{tone.quiet_from:%H:%M}至{tone.quiet_to:%H:%M}不打扰",
    ]
    return f"减负措施（依据2023年《关于防治“指尖上的形式主义”的若干意见》）：{'，'.join(ways)}。"
