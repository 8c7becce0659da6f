"""The kind (类型) of an item: 信息 unless another one is named, which is kept while the item is written."""

import re
from collections.abc import Mapping
from typing import Any

from models.items import Item
from questions.normalise import normalise
from rules.plan import NEWS, Plan

KIND = "kind"  # the key of a conversation's data, as the column of an item

_FIRST = re.compile(r"^([^\s,，:：;；。]+)[\s,，:：;；。]*(.*)$", re.DOTALL)


def take_kind(arguments: str, plan: Plan) -> tuple[str | None, str]:
    """The plan's kind that the arguments begin with and what follows it; None and all of them where there is none."""
    found = _FIRST.match(arguments.strip())
    kind = kind_called(found[1], plan) if found else None
    return (kind, found[2].strip()) if found and kind else (None, arguments)


def kind_called(word: str, plan: Plan) -> str | None:
    """The plan's kind of a name, or None. Width and traditional characters make no difference."""
    wanted = normalise(word)
    return next((kind for kind in plan.kinds if normalise(kind) == wanted), None)


def kind_data(kind: str | None) -> dict[str, Any]:
    """What a conversation keeps of it; nothing for plain news."""
    return {KIND: kind} if kind not in (None, NEWS) else {}


def kind_told(data: Mapping[str, Any]) -> str:
    """The kind that a conversation's data name."""
    return str(data.get(KIND) or NEWS)


def kind_of_item(item: Item, named: str | None) -> dict[str, Any]:
    """What a conversation about a stored draft keeps: the kind just named, else the draft's own."""
    return kind_data(named or item.kind)
