"""Statements that run for every message: written in Core, compiled once, and on SQLite given straight to the driver.

SQLAlchemy spends several times longer on preparing a small statement than SQLite does on running it, and a receipt
takes eight of them. What the types do to values on their way is kept. On PostgreSQL, where the way to the server costs
more than the preparation, the statement takes the usual one.
"""

from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import Connection, Delete, Dialect, Insert, Select, Update
from sqlalchemy.engine.interfaces import DBAPICursor
from sqlalchemy.types import TypeEngine

Statement = Select[Any] | Insert | Update | Delete
Convert = Callable[[Any], Any]


class Prepared:
    """One statement. `keys` are the columns that an INSERT gets values for."""

    def __init__(self, statement: Statement, keys: Sequence[str] | None = None) -> None:
        self._statement = statement
        self._keys = list(keys) if keys is not None else None
        self._sql = ""
        self._binds: tuple[tuple[str | None, Convert | None, Any], ...] = ()
        self._results: tuple[tuple[int, Convert], ...] = ()

    def rows(self, connection: Connection, **values: Any) -> list[Any]:
        """Runs it. → the rows, as tuples in the order of its columns."""
        if connection.dialect.name != "sqlite":
            return list(connection.execute(self._statement, values).all())
        found = self._run(connection, values).fetchall()
        return [self._converted(row) for row in found] if self._results else list(found)

    def first(self, connection: Connection, **values: Any) -> Any:
        """Runs it. → the first row, or None."""
        found = self.rows(connection, **values)
        return found[0] if found else None

    def run(self, connection: Connection, **values: Any) -> int:
        """Runs it. → how many rows it changed."""
        if connection.dialect.name != "sqlite":
            # Without the option PostgreSQL's implicit RETURNING hides the count of an insert.
            kept = {"preserve_rowcount": True}
            return connection.execute(self._statement, values, execution_options=kept).rowcount
        return self._run(connection, values).rowcount

    def _run(self, connection: Connection, values: dict[str, Any]) -> DBAPICursor:
        if not self._sql:
            self._compile(connection.dialect)
        parameters = [
            fixed if name is None else (convert(values[name]) if convert else values[name])
            for name, convert, fixed in self._binds
        ]
        cursor = connection.connection.cursor()
        cursor.execute(self._sql, parameters)
        return cursor

    def _compile(self, dialect: Dialect) -> None:
        compiled = self._statement.compile(dialect=dialect, column_keys=self._keys)
        if "[POSTCOMPILE" in str(compiled):
            raise ValueError("a prepared statement cannot have a list of unknown length")
        binds: list[tuple[str | None, Convert | None, Any]] = []
        for name in compiled.positiontup or ():
            bind = compiled.binds[name]
            convert = _processor(bind.type, dialect, "bind_processor")
            if bind.required:
                binds.append((bind.key, convert, None))
            else:
                binds.append((None, None, convert(bind.value) if convert else bind.value))
        columns = self._statement.exported_columns
        results = [(place, _processor(c.type, dialect, "result_processor")) for place, c in enumerate(columns)]
        self._binds = tuple(binds)
        self._results = tuple((place, convert) for place, convert in results if convert)
        self._sql = str(compiled)

    def _converted(self, row: Sequence[Any]) -> tuple[Any, ...]:
        values = list(row)
        for place, convert in self._results:
            values[place] = convert(values[place])
        return tuple(values)


def _processor(kind: TypeEngine[Any], dialect: Dialect, which: str) -> Convert | None:
    own = kind.dialect_impl(dialect)
    found: Convert | None = (
        own.bind_processor(dialect) if which == "bind_processor" else own.result_processor(dialect, None)
    )
    return found
