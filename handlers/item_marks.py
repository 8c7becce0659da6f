"""What stands behind an item in a list: （逾期） after a deadline, （补报） for what makes up for an earlier period."""

from collections.abc import Sequence

from sqlalchemy import Connection

from models.items import Item
from models.lateness import late_items

SENT = ("待审", "采用", "退回")


def marks_of(connection: Connection, items: Sequence[Item]) -> dict[int, str]:
    """The mark of each item, "" for none: item id → mark. One statement."""
    late = late_items(connection, [item.id for item in items if item.status in SENT])
    return {item.id: "（补报）" if item.made_up_for else "（逾期）" if item.id in late else "" for item in items}
