"""How the office's pictures look: their width, margins, colours and font, and the pen that draws them.

They are drawn at twice their size and scaled down, as Pillow does not smooth the edges of shapes.
"""

from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from reports.fonts import drawable, fitted, open_font, wrapped

if TYPE_CHECKING:
    from PIL.Image import Image
    from PIL.ImageDraw import ImageDraw
    from PIL.ImageFont import FreeTypeFont

WIDTH = 960
MARGIN = 56
RIGHT = WIDTH - MARGIN
SCALE = 2

TITLE_SIZE, TITLE_LEADING, TITLE_LINES = 36, 50, 2

PAPER, INK, GREY, FAINT, TRACK = "#FFFFFF", "#1F2A33", "#66727C", "#DDE3E6", "#EAEEF0"
ACCENT, PALE = "#1F5F8B", "#9FBFD3"


class Pen:
    """Draws in the picture's own pixels, whatever scale it is painted at. `font_path`: an office's own font."""

    _image: "Image"
    _draw: "ImageDraw"

    def __init__(self, font_path: Path | None) -> None:
        self._font_path = font_path
        self._fonts: dict[int, FreeTypeFont] = {}

    def start(self, height: int) -> None:
        """Takes a clean sheet with the coloured edge at its top; before that the pen can only measure."""
        from PIL import Image, ImageDraw

        self._image = Image.new("RGB", (WIDTH * SCALE, height * SCALE), PAPER)
        self._draw = ImageDraw.Draw(self._image)
        self.box(0, 0, WIDTH, 10, ACCENT)

    def png(self) -> bytes:
        """What was drawn, as a PNG of 960 pixels' width."""
        target = BytesIO()
        self._image.reduce(SCALE).save(target, "PNG")
        return target.getvalue()

    def width(self, text: str, size: int) -> float:
        """The width of a text."""
        return self._font(size).getlength(drawable(text)) / SCALE

    def cut(self, text: str, size: int, width: float) -> str:
        """The text, cut short with … where it is wider than that."""
        return fitted(text, self._font(size), width * SCALE)

    def lines(self, text: str, size: int, most: int) -> list[str]:
        """The text on at most that many lines between the margins."""
        return wrapped(text, self._font(size), (RIGHT - MARGIN) * SCALE, most)

    def text(
        self, x: float, y: float, text: str, size: int, colour: str = INK, anchor: str = "ls", bold: bool = False
    ) -> None:
        """`y` is the base line; anchors as Pillow names them (ls left, rs right, ms middle, mm centred)."""
        place = (x * SCALE, y * SCALE)
        self._draw.text(
            place, drawable(text), colour, self._font(size), anchor, stroke_width=1 if bold else 0, stroke_fill=colour
        )

    def upright(self, x: float, bottom: float, text: str, size: int, colour: str = INK) -> None:
        """A text turned to the left that begins at `bottom` and runs up; `x` is its middle."""
        from PIL import Image, ImageDraw

        high = size * SCALE * 3 // 2
        mask = Image.new("L", (round(self.width(text, size) * SCALE) + 2, high), 0)
        ImageDraw.Draw(mask).text((0, high / 2), drawable(text), 255, self._font(size), "lm")
        turned = mask.rotate(90, expand=True)
        self._image.paste(colour, (round(x * SCALE - high / 2), round(bottom * SCALE) - turned.height), turned)

    def box(
        self, left: float, top: float, right: float, bottom: float, fill: str, radius: float = 0, outline: str = ""
    ) -> None:
        """A rectangle, its corners rounded."""
        corners = (left * SCALE, top * SCALE, right * SCALE - 1, bottom * SCALE - 1)
        line = 2 * SCALE if outline else 0
        self._draw.rounded_rectangle(corners, radius * SCALE, fill, outline or None, line)

    def line(self, x: float, top: float, to_x: float, bottom: float, colour: str, width: float) -> None:
        """A straight line."""
        self._draw.line((x * SCALE, top * SCALE, to_x * SCALE, bottom * SCALE), colour, round(width * SCALE))

    def _font(self, size: int) -> "FreeTypeFont":
        if size not in self._fonts:
            self._fonts[size] = open_font(size * SCALE, self._font_path)
        return self._fonts[size]
