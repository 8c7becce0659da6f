"""What a message becomes on the way to a platform: parts that fit, in order. Pure: no store, no network."""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import replace

from bot.platform import Capabilities
from models.outbox import Content


def parts_of(content: Content, capabilities: Capabilities) -> tuple[Content, ...]:
    """A message as a platform can take it, a part for each call: the texts, then each enclosure that it can show.

    There is at least one part. Markdown goes along if all fits one message; a longer one goes as plain text, which is
    complete by itself. The title and the persons to mention are with the first part, the buttons with the last text.
    """
    shown = tuple(part for part in enclosures(content) if _can_show(part, capabilities))
    texts = () if shown and not content.text.strip() else _texts(words_only(content), capabilities.text_bytes)
    return texts + shown


def enclosures(content: Content) -> tuple[Content, ...]:
    """What of a message goes beside its words, each as a message of its own: picture, chart, sheet."""
    title = content.title
    picture = (Content("", title, picture=content.picture),) if content.picture else ()
    chart = (Content("", title, chart=content.chart),) if content.chart else ()
    sheet = (Content("", title, sheet=content.sheet),) if content.sheet else ()
    return picture + chart + sheet


def words_only(content: Content) -> Content:
    """A message without its enclosures."""
    return replace(content, picture="", chart=None, sheet=None)


def _can_show(enclosure: Content, capabilities: Capabilities) -> bool:
    return capabilities.files if enclosure.sheet else capabilities.pictures


def _texts(content: Content, limit: int) -> tuple[Content, ...]:
    if _size(content.text) <= limit and _size(content.markdown) <= limit:
        return (content,)
    # Nobody accepts a message of blanks.
    pieces = [piece for piece in split_text(content.text, limit) if piece.strip()]
    if not pieces:
        return (replace(content, text="", markdown=""),)
    last = len(pieces) - 1
    return tuple(
        Content(
            text=piece,
            title=content.title if number == 0 else "",
            mention=content.mention if number == 0 else (),
            buttons=content.buttons if number == last else (),
        )
        for number, piece in enumerate(pieces)
    )


def split_text(text: str, limit: int) -> list[str]:
    """A text in pieces of at most `limit` UTF-8 bytes (at least 4), which joined are the text again.

    Cut behind line ends; only a line that is longer than a whole piece is cut inside, never within a character.
    """
    if limit < 4:
        raise ValueError("a character may take four bytes")
    pieces: list[str] = []
    current, size = "", 0
    for line in _cut_lines(text.splitlines(keepends=True), limit):
        length = _size(line)
        if current and size + length > limit:
            pieces.append(current)
            current, size = "", 0
        current, size = current + line, size + length
    return [*pieces, current] if current or not pieces else pieces


def _cut_lines(lines: Iterable[str], limit: int) -> Iterator[str]:
    for line in lines:
        data = line.encode()
        while len(data) > limit:
            cut = limit
            # A byte 10xxxxxx goes on with the character before it.
            while data[cut] & 0xC0 == 0x80:
                cut -= 1
            yield data[:cut].decode()
            data = data[cut:]
        yield data.decode()


def _size(text: str) -> int:
    return len(text.encode())


def parcel_key(outbox_keys: Iterable[str], part: int) -> str:
    """The name of a call: the same for the same messages and part, in whatever order; at most 40 ASCII characters."""
    names = "\n".join(sorted(outbox_keys))
    return f"{hashlib.sha256(names.encode()).hexdigest()[:32]}-{part}"
