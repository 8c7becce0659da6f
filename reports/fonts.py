"""The font of pictures: Noto Sans SC from its wheel, or a font file of the office's own."""

import unicodedata
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL.ImageFont import FreeTypeFont


def font_file(own: Path | None = None) -> Path:
    """The font file: the office's own if it names one, else Noto Sans SC (regular; the wheel has no bold)."""
    if own is not None:
        return own
    import pylopdf_fonts_zh_cn

    return Path(pylopdf_fonts_zh_cn.sans_path())


def open_font(size: int, own: Path | None = None) -> "FreeTypeFont":
    """The font in a size in pixels. OSError if the office's own file is missing or is no font."""
    from PIL import ImageFont

    return ImageFont.truetype(str(font_file(own)), size)


def drawable(text: str) -> str:
    """The text on one line without what no such font has: control characters and emoji."""
    kept = (" " if char.isspace() else char for char in text)
    return " ".join("".join(char for char in kept if not _is_undrawable(char)).split())


def _is_undrawable(char: str) -> bool:
    category = unicodedata.category(char)
    is_emoji = category in ("So", "Sk") and (ord(char) > 0xFFFF or 0x2600 <= ord(char) <= 0x27BF)
    return is_emoji or category in ("Cc", "Cf", "Cs", "Co", "Cn") or 0xFE00 <= ord(char) <= 0xFE0F


def fitted(text: str, font: "FreeTypeFont", width: float) -> str:
    """The text, cut short with … where it is wider than `width` pixels."""
    text = drawable(text)
    if font.getlength(text) <= width:
        return text
    low, high = 0, len(text)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if font.getlength(text[:middle] + "…") <= width else (low, middle - 1)
    return text[:low].rstrip() + "…"


def wrapped(text: str, font: "FreeTypeFont", width: float, most_lines: int) -> list[str]:
    """The text on at most `most_lines` lines of `width` pixels; the last one is cut short where more would follow."""
    rest = drawable(text)
    lines: list[str] = []
    while rest and len(lines) < most_lines - 1 and font.getlength(rest) > width:
        length = max(1, len(fitted(rest, font, width)) - 1)
        lines.append(rest[:length])
        rest = rest[length:].lstrip()
    return [*lines, fitted(rest, font, width)] if rest else lines
