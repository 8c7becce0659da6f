"""Finding the command in what was typed: width, traditional characters, a leading slash and spaces do not matter."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from rapidfuzz.distance import OSA

from handlers.context import Command
from questions.normalise import normalise

_LEADING = re.compile(r"^[\s/／、，。,.;；:：!！]+")
_AFTER_WORD = re.compile(r"[\s\d第,，。.:：、;；!！?？]")
_TAKE_BACK = re.compile(r"^(?:取消|撤销)\s*")
_BETWEEN = " \t　,，:：、;；"
_ENDS = re.compile(r"^[\s。.!！?？~～，,；;、]+|[\s。.!！?？~～，,；;、]+$")
_NUMBER = re.compile(r"^[\s第#＃]*(\d{1,9})\s*号?[\s,，:：、]*")

# What answers the bot's own questions, as `plain_answer` gives it.
YES = frozenset(("确认", "是", "好", "好的", "对", "可以", "提交", "确定", "ok"))
TAKE_BACK = frozenset(("取消", "撤销", "恢复"))
NO = frozenset(("取消", "不", "否", "不是", "算了", "不报"))


# Words of the design whose commands are not there yet; none of them is a misspelling of another command.
NOT_YET = frozenset(
    (
        "排行",
        "约稿",
        "整改",
        "采访",
        "项目",
        "导出",
        "通报",
        "评优",
        "公布",
        "加分",
        "批示",
        "销号",
        "活动",
        "通知",
    )
)

_OPENINGS = {
    "您好": ("你好", "您好", "早", "早上好", "上午好", "中午好", "下午好", "晚上好", "在吗", "hi", "hello"),
    "不客气": ("谢谢", "谢谢您", "谢谢你", "多谢", "感谢", "辛苦了", "辛苦", "您辛苦了"),
    "好的": ("收到", "好", "好的", "ok", "嗯", "知道了", "明白", "再见"),
}
_GREETINGS = {word: opening for opening, words in _OPENINGS.items() for word in words}


@dataclass(frozen=True)
class Match:
    """A command and what stood behind its word, as typed."""

    command: Command
    arguments: str


class Vocabulary:
    """The words of all commands. Two commands with one word refuse to start."""

    def __init__(self, commands: Iterable[Command]) -> None:
        self.by_word: dict[str, Command] = {}
        for command in commands:
            for word in command.words:
                if word in self.by_word:
                    raise ValueError(f"two commands have the word {word}")
                self.by_word[word] = command
        self._longest = max(map(len, self.by_word))

    def match(self, text: str) -> Match | None:
        """The command that a message begins with, its word standing alone or before a space, number or mark."""
        bare = _LEADING.sub("", text)
        return self._begun(bare) or self._taken_back(bare)

    def _taken_back(self, bare: str) -> Match | None:
        """取消请假 is 请假 取消, for the commands that know it."""
        rest = _TAKE_BACK.sub("", bare)
        found = self._begun(rest) if rest != bare else None
        if found is None or not found.command.takes_back:
            return None
        return Match(found.command, f"取消 {found.arguments}".strip())

    def _begun(self, bare: str) -> Match | None:
        for length in range(min(self._longest, len(bare)), 1, -1):
            command = self._command(bare[:length])
            if command and (len(bare) == length or _AFTER_WORD.match(bare[length])):
                return Match(command, bare[length:].lstrip(_BETWEEN))
        whole = normalise(bare) if len(bare) <= 2 * self._longest else ""
        found = self.by_word.get(whole.strip("。.!！?？~～"))
        return Match(found, "") if found else None

    def _command(self, head: str) -> Command | None:
        return self.by_word.get(head) or self.by_word.get(simplified(head))

    def nearest(self, text: str, allowed: Mapping[str, Command] | None = None) -> str | None:
        """The word that a short text misses by one character, or None."""
        words = self.by_word if allowed is None else allowed
        head = normalise(head_and_rest(text)[0])
        if not 2 <= len(head) <= self._longest + 1:
            return None
        best = min(words, key=lambda word: OSA.distance(head, word))
        near = OSA.distance(head, best) == 1 and (len(best) > 2 or len(head) == 2)
        return best if near else None


def head_and_rest(text: str) -> tuple[str, str]:
    """What stands where a command's word would, up to a space, number or mark, and what follows it, as typed."""
    bare = _LEADING.sub("", text)
    found = _AFTER_WORD.search(bare)
    end = found.start() if found else len(bare)
    return bare[:end], bare[end:].lstrip(_BETWEEN).rstrip()


def simplified(text: str) -> str:
    """Half-width and simplified, of the same length; the text itself if that cannot be."""
    changed = normalise(text)
    return changed if len(changed) == len(text) else text


def plain_answer(text: str) -> str:
    """An answer as it is compared: half-width, simplified, without spaces and marks at its ends."""
    # Without what stood before it a mark may read otherwise: again until nothing changes.
    while (barer := _ENDS.sub("", simplified(text))) != text:
        text = barer
    return text


def take_number(arguments: str) -> tuple[int | None, str]:
    """An item's number at the front of the arguments (12, 第12号, １２) and what follows it."""
    found = _NUMBER.match(arguments)
    if not found:
        half_width = unicodedata.normalize("NFKC", arguments)
        found = _NUMBER.match(half_width)
        if not found:
            return None, arguments
        return int(found[1]), half_width[found.end() :].strip()
    return int(found[1]), arguments[found.end() :].strip()


def greeting(text: str) -> str | None:
    """How to begin the answer to a greeting, to thanks, or to a message without a word; None for anything else."""
    words = "".join(filter(str.isalnum, simplified(text)))
    return _GREETINGS.get(words.lower()) if words else "您好"
