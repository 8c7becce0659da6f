"""Why somebody is reminded or is not: liaisons, leave, deputies, and whether anybody can be reached."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Standing:
    """Who of a unit is reminded on a day, by member id; `reader` is whoever asks, None for an editor of the office."""

    unit: str
    liaisons: Mapping[int, str]
    deputies: Mapping[int, str]
    away: Collection[int]
    reminded: Collection[int]
    unreachable: str | None = None
    reader: int | None = None
    reads_as_head: bool = False

    @property
    def members(self) -> list[int]:
        """Everybody who may have reported for the unit."""
        return [*self.liaisons, *self.deputies]


def standing_text(standing: Standing) -> str:
    """One or two sentences about the reader, or for an editor about the unit."""
    if standing.reader is None:
        return _for_the_office(standing)
    if standing.reader in standing.liaisons:
        return _for_a_liaison(standing)
    if standing.reader in standing.deputies:
        return _for_a_deputy(standing)
    return f"您是{standing.unit}负责人，收到的是抄送的提醒。" if standing.reads_as_head else ""


def _for_a_liaison(standing: Standing) -> str:
    if standing.reader not in standing.away:
        return ""
    if standing.reader not in standing.reminded:
        return f"您在请假，提醒发给{_names(standing, standing.reminded)}，不发给您。"
    return "您在请假，但没有代理人，也没有其他信息报送员，提醒仍发给您。发送「代理 姓名」可指定代理人。"


def _for_a_deputy(standing: Standing) -> str:
    of = "、".join(standing.liaisons.values())
    if standing.reader in standing.reminded:
        return f"您是{standing.unit}的代理人，{of}请假期间提醒发给您。"
    return f"您是{standing.unit}的代理人，提醒先发给{of}，发给代理人的提醒才抄送您。"


def _for_the_office(standing: Standing) -> str:
    if not standing.liaisons and not standing.reminded:
        return f"{standing.unit}没有在任的信息报送员，提醒发不出去，请更新花名册。"
    away = [name for member_id, name in standing.liaisons.items() if member_id in standing.away]
    absent = f"（{'、'.join(away)}请假）" if away else ""
    trouble = f"目前联系不上：{standing.unreachable}，请查看「失联」。" if standing.unreachable else ""
    return f"提醒发给{_names(standing, standing.reminded)}{absent}。{trouble}"


def _names(standing: Standing, member_ids: Collection[int]) -> str:
    known = {**standing.deputies, **standing.liaisons}
    return "、".join(known[member_id] for member_id in member_ids if member_id in known)
