"""A wording with variables in braces (`{单位}`), as a plan gives it to a rung of a ladder.

It is written by whoever writes the plan, so a variable is a bare name: no attribute, index, conversion or format.
"""

from collections.abc import Collection, Iterator, Mapping
from string import Formatter

from rules.plan import Audience, Tone

COMMON = ("任务", "方案", "期间", "截止", "剩余")
OF_ONE_UNIT = ("单位", "应报", "已报", "还差", "连续")
OF_ALL_UNITS = ("应报数", "未报数")
NAMES = "未报单位"

PRIVATE: tuple[Audience, ...] = ("liaison", "deputy", "head")
"""The audiences that read of one unit; the group reads of all of them."""


class TemplateError(ValueError):
    """A wording that cannot be filled; the text says in Chinese what to change."""


def variables_of(text: str) -> tuple[str, ...]:
    """The variables of a wording, each once, as they come. Raises TemplateError where its braces make no sense."""
    return tuple(dict.fromkeys(name for _, name in _parts(text) if name is not None))


def fill(text: str, values: Mapping[str, str]) -> str:
    """The wording with its variables replaced; `{{` and `}}` stand for braces. Raises TemplateError."""
    missing = [name for name in variables_of(text) if name not in values]
    if missing:
        raise TemplateError(f"没有“{missing[0]}”这个变量")
    return "".join(literal + ("" if name is None else values[name]) for literal, name in _parts(text))


def allowed_variables(audiences: Collection[Audience], naming: str = Tone().naming) -> tuple[str, ...]:
    """The variables that a wording for all of these audiences may use; names in a group only where the plan says so.

    Editors and leaders get summaries, which no wording replaces.
    """
    choices: list[tuple[str, ...]] = []
    if any(audience in PRIVATE for audience in audiences):
        choices.append(COMMON + OF_ONE_UNIT)
    if "group" in audiences:
        choices.append(COMMON + OF_ALL_UNITS + ((NAMES,) if naming == "group" else ()))
    return tuple(name for name in (choices[0] if choices else ()) if all(name in choice for choice in choices))


def _parts(text: str) -> Iterator[tuple[str, str | None]]:
    """Pairs of a literal and the name of the variable after it, None at the end."""
    if "｛" in text or "｝" in text:
        raise TemplateError("花括号请用英文（半角）的，例如 {截止}")
    try:
        parsed = list(Formatter().parse(text))
    except ValueError:
        raise TemplateError("花括号没有成对，变量写成 {截止} 的样子") from None
    for literal, name, form, conversion in parsed:
        if form or conversion:
            raise TemplateError(f"花括号里只能写变量的名字，例如 {{{(name or '截止').strip()}}}")
        yield literal, None if name is None else name.strip()
