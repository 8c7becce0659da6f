"""Units (单位) that a command names: by the full name, or by a short form that only one unit can be meant by."""

from collections.abc import Sequence

from handlers.context import Context
from models.members import Unit, units_of
from questions.names.reading import entity_pieces
from questions.normalise import normalise
from questions.vocabulary import Named, Vocabulary

_BETWEEN = str.maketrans(dict.fromkeys("、，,;；", " "))


def named_units(context: Context, text: str) -> tuple[list[Unit], list[str]]:
    """The units that a text lists, each once, and the words that name none."""
    units = units_of(context.connection, context.plan.id)
    found: dict[int, Unit] = {}
    unknown: list[str] = []
    for word in text.translate(_BETWEEN).split():
        unit = unit_named(units, word)
        if unit is None:
            unknown.append(word)
        else:
            found[unit.id] = unit
    return list(found.values()), unknown


def unit_named(units: Sequence[Unit], word: str) -> Unit | None:
    """The one unit that a word can mean, as in a question: 财政局, 应急局 for 应急管理局; None if none or several."""
    exact = next((unit for unit in units if unit.name == word), None)
    if exact is not None:
        return exact
    plain = normalise(word)
    vocabulary = Vocabulary(units=tuple(Named(unit.name) for unit in units))
    whole = [piece for piece in entity_pieces(plain, vocabulary) if (piece.start, piece.end) == (0, len(plain))]
    names = {piece.value for piece in whole if piece.kind == "unit"}
    return next((unit for unit in units if names == {unit.name}), None)
