"""Which revisions of the database this program knows, read from `migrations/`."""

from functools import cache

from commands.preparing import ROOT


@cache
def known_revisions() -> frozenset[str]:
    """Every revision from the first on."""
    from alembic.script import ScriptDirectory

    scripts = ScriptDirectory(str(ROOT / "migrations"))
    return frozenset(script.revision for script in scripts.walk_revisions())


@cache
def newest_revision() -> str | None:
    """The revision that `migrate` leads to; None where there is no migration at all."""
    from alembic.script import ScriptDirectory

    return ScriptDirectory(str(ROOT / "migrations")).get_current_head()
