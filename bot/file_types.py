"""Which kind of file some bytes are, by the bytes themselves: a name can be changed by anybody."""

import io
import re
import zipfile

PICTURES = frozenset(("jpg", "png", "gif", "webp", "bmp", "heic"))

_BEGINNINGS = (
    (b"\xff\xd8\xff", "jpg"),
    (b"\x89PNG\r\n\x1a\n", "png"),
    (b"GIF87a", "gif"),
    (b"GIF89a", "gif"),
    (b"#!AMR", "amr"),
    (b"ID3", "mp3"),
    (b"OggS", "ogg"),
    (b"%PDF-", "pdf"),
    (b"Rar!\x1a\x07", "rar"),
)
_RIFF = {b"WEBP": "webp", b"WAVE": "wav"}

# The brands of ISO media files (ISO/IEC 14496-12); those that are not named here are video.
_HEIC = (b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1")
_BRANDS = {**dict.fromkeys(_HEIC, "heic"), b"M4A ": "m4a", b"M4B ": "m4a", b"qt  ": "mov"}
_OLD_MOVIES = (b"moov", b"mdat", b"wide", b"free", b"skip")

# Old Office files are small file systems ([MS-CFB]); the name of the main stream tells which. Installers are, too.
_COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_STREAMS = (("WordDocument", "doc"), ("Workbook", "xls"), ("Book", "xls"), ("PowerPoint Document", "ppt"))

_OFFICE = (("word/", "docx"), ("xl/", "xlsx"), ("ppt/", "pptx"))
# Programs and macros that come as an archive.
_PROGRAMS = ("META-INF/MANIFEST.MF", "AndroidManifest.xml", "vbaProject.bin")

# Pages, scripts and PostScript are text as well.
_SCRIPT = re.compile(r"\s*(<[!?a-z]|#!|@echo|%!ps)", re.IGNORECASE)
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0e-\x1f]")


def ending_of(content: bytes, filename: str = "") -> str | None:
    """The file's ending, like "jpg" or "docx"; None for what is not accepted: programs, scripts, pages, the unknown.

    `filename` is only asked where bytes cannot tell: a text must not call itself anything but .txt.
    """
    for beginning, ending in _BEGINNINGS:
        if content.startswith(beginning):
            return ending
    for look in (_sound_or_picture, _iso_media, _old_office, _archive):
        found = look(content)
        if found:
            return found
    named = filename.lower().rpartition(".")[2] if "." in filename else "txt"
    return "txt" if named == "txt" and _is_text(content) else None


def _sound_or_picture(content: bytes) -> str | None:
    if content[:4] == b"RIFF":
        return _RIFF.get(content[8:12])
    if content[:2] == b"BM" and content[6:10] == bytes(4) and len(content) > 26:
        return "bmp"
    # MPEG audio, layer III: eleven bits of sync, no reserved version, a bit rate and a sampling rate.
    if len(content) > 4 and content[0] == 0xFF and content[1] & 0xE6 == 0xE2 and content[1] & 0x18 != 0x08:
        return "mp3" if content[2] >> 4 not in (0, 15) and content[2] & 0x0C != 0x0C else None
    return None


def _iso_media(content: bytes) -> str | None:
    if content[4:8] == b"ftyp":
        return _BRANDS.get(content[8:12], "mp4")
    return "mov" if content[4:8] in _OLD_MOVIES and content[:2] == b"\x00\x00" else None


def _old_office(content: bytes) -> str | None:
    if not content.startswith(_COMPOUND):
        return None
    return next((ending for name, ending in _STREAMS if name.encode("utf-16-le") in content), None)


def _archive(content: bytes) -> str | None:
    if content[:4] not in (b"PK\x03\x04", b"PK\x05\x06"):
        return None
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = archive.namelist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        return None
    if any(name.endswith(_PROGRAMS) for name in names):
        return None
    if "[Content_Types].xml" not in names:
        return "zip"
    return next((ending for folder, ending in _OFFICE if any(name.startswith(folder) for name in names)), None)


def _is_text(content: bytes) -> bool:
    wide = content.startswith((b"\xff\xfe", b"\xfe\xff"))
    for encoding in ("utf-16",) if wide else ("utf-8-sig", "gb18030"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        return bool(text.strip()) and not _CONTROLS.search(text) and not _SCRIPT.match(text)
    return False
