"""How Alembic reaches the database: by the connection that the caller hands in."""

from alembic import context

from models.schema import metadata

connection = context.config.attributes["connection"]
is_sqlite = connection.dialect.name == "sqlite"


def say_to_driver(statement: str) -> None:
    """Not through SQLAlchemy, which would begin a transaction, inside which the pragma has no effect."""
    connection.connection.cursor().execute(statement)


# A change that rebuilds a table which others point to would be refused, or would empty them.
if is_sqlite:
    say_to_driver("PRAGMA foreign_keys=OFF")
try:
    context.configure(connection=connection, target_metadata=metadata, render_as_batch=True, compare_type=True)
    with context.begin_transaction():
        context.run_migrations()
finally:
    if is_sqlite:
        say_to_driver("PRAGMA foreign_keys=ON")
