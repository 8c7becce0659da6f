"""The names that a question may use: plain data, read elsewhere from a plan and its roster."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Named:
    """A name with what else it is called."""

    name: str
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True)
class NamedOutlet:
    """An outlet (媒体) with its level (`county`, `city`, `province`, `central`)."""

    name: str
    level: str
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True)
class Vocabulary:
    """Everything that has a name in one plan. `own_unit` is the asker's, None where there is none (我们 is refused)."""

    units: tuple[Named, ...] = ()
    groups: tuple[str, ...] = ()
    boards: tuple[Named, ...] = ()
    outlets: tuple[NamedOutlet, ...] = ()
    columns: tuple[Named, ...] = ()
    kinds: tuple[str, ...] = ()
    own_unit: str | None = None
