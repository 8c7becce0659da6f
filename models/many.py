"""Many values in a statement go as one parameter: a server takes only so many of them, and would parse each."""

import json
from collections.abc import Collection
from typing import Any

from sqlalchemy import ColumnElement, Connection, any_, func, literal, select
from sqlalchemy.dialects.postgresql import ARRAY


def one_of(connection: Connection, column: ColumnElement[Any], values: Collection[Any]) -> ColumnElement[bool]:
    """The condition that a column of numbers or texts has one of these values, however many; false for none."""
    if connection.dialect.name == "sqlite":
        rows = func.json_each(literal(json.dumps(list(values)))).table_valued("value")
        return column.in_(select(rows.c.value))
    return column == any_(literal(list(values), ARRAY(column.type)))
