"""Files are what their bytes say they are."""

import io
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.file_types import ending_of

COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)


def packed(*names: str) -> bytes:
    """A zip archive of empty files."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name in names:
            archive.writestr(name, b"")
    return buffer.getvalue()


ACCEPTED: dict[str, list[bytes]] = {
    "jpg": [b"\xff\xd8\xff\xe0\x00\x10JFIF", b"\xff\xd8\xff\xe1\x00\x10Exif"],
    "png": [b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"],
    "gif": [b"GIF87a\x01\x00", b"GIF89a\x01\x00"],
    "webp": [b"RIFF\x10\x00\x00\x00WEBPVP8 "],
    "bmp": [b"BM\x46\x00\x00\x00\x00\x00\x00\x00\x36\x00\x00\x00" + bytes(40)],
    "heic": [b"\x00\x00\x00\x18ftypheic\x00\x00", b"\x00\x00\x00\x18ftypmif1\x00\x00"],
    "amr": [b"#!AMR\n\x0c", b"#!AMR-WB\n"],
    "mp3": [b"ID3\x03\x00", b"\xff\xfb\x90\x64\x00", b"\xff\xf3\x48\xc4\x00"],
    "wav": [b"RIFF\x10\x00\x00\x00WAVEfmt "],
    "ogg": [b"OggS\x00\x02"],
    "m4a": [b"\x00\x00\x00\x20ftypM4A \x00\x00"],
    "mp4": [b"\x00\x00\x00\x20ftypisom\x00\x00", b"\x00\x00\x00\x20ftypmp42\x00\x00"],
    "mov": [b"\x00\x00\x00\x14ftypqt  \x00\x00", b"\x00\x00\x08\x00moov\x00\x00"],
    "pdf": [b"%PDF-1.7\n"],
    "doc": [COMPOUND + "WordDocument".encode("utf-16-le")],
    "xls": [COMPOUND + "Workbook".encode("utf-16-le"), COMPOUND + "Book".encode("utf-16-le")],
    "ppt": [COMPOUND + "PowerPoint Document".encode("utf-16-le")],
    "docx": [packed("[Content_Types].xml", "word/document.xml")],
    "xlsx": [packed("[Content_Types].xml", "xl/workbook.xml")],
    "pptx": [packed("[Content_Types].xml", "ppt/presentation.xml")],
    "zip": [packed("照片/1.jpg"), packed()],
    "rar": [b"Rar!\x1a\x07\x00", b"Rar!\x1a\x07\x01\x00"],
    "txt": ["本周信息".encode(), "本周信息".encode("gb18030"), "本周信息".encode("utf-16"), "<通知> 请报送".encode()],
}
REFUSED: dict[str, bytes] = {
    "windows program": b"MZ\x90\x00\x03\x00\x00\x00",
    "linux program": b"\x7fELF\x02\x01\x01\x00",
    "java class": b"\xca\xfe\xba\xbe\x00\x00\x00\x34",
    "java program": packed("META-INF/MANIFEST.MF", "Main.class"),
    "android program": packed("AndroidManifest.xml", "classes.dex"),
    "macros": packed("[Content_Types].xml", "word/document.xml", "word/vbaProject.bin"),
    "package": packed("[Content_Types].xml", "AppxManifest.xml"),
    "installer": COMPOUND + "Property".encode("utf-16-le"),
    "page": b"\n<!DOCTYPE html><html></html>",
    "bare page": b"<Script>alert(1)</Script>",
    "drawing": b'<?xml version="1.0"?><svg/>',
    "shell script": b"#!/bin/sh\nrm -rf x\n",
    "batch script": b"@ECHO off\r\n",
    "postscript": b"%!PS-Adobe-3.0",
    "broken archive": b"PK\x03\x04 and then nothing",
    "nothing": b"",
    "blanks": b" \r\n ",
    "control characters": b"abc\x01\x02",
    "unknown": b"\x80\x81\x82\xff\xff\xff",
    "other sound": b"RIFF\x10\x00\x00\x00AVI LIST",
}


@pytest.mark.parametrize("ending", ACCEPTED)
def test_what_an_office_sends_is_accepted(ending: str) -> None:
    assert [ending_of(content) for content in ACCEPTED[ending]] == [ending] * len(ACCEPTED[ending])


@pytest.mark.parametrize("ending", [ending for ending in ACCEPTED if ending != "txt"])
def test_the_name_does_not_matter_where_the_bytes_tell(ending: str) -> None:
    assert ending_of(ACCEPTED[ending][0], "照片.exe") == ending


@pytest.mark.parametrize("name", REFUSED)
def test_programs_scripts_pages_and_the_unknown_are_refused(name: str) -> None:
    assert ending_of(REFUSED[name]) is None
    assert ending_of(REFUSED[name], "照片.jpg") is None


@pytest.mark.parametrize("filename", ["run.bat", "run.PS1", "a.js", "a.txt.vbs", "页面.html", "a.py"])
def test_a_text_that_calls_itself_a_script_is_refused(filename: str) -> None:
    assert ending_of(b"dir", filename) is None


@pytest.mark.parametrize("filename", ["", "说明", "说明.txt", "说明.TXT"])
def test_a_text_that_calls_itself_a_text_is_accepted(filename: str) -> None:
    assert ending_of(b"dir", filename) == "txt"


@given(
    st.binary(max_size=200),
    st.sampled_from([content for contents in ACCEPTED.values() for content in contents]),
    st.integers(min_value=0, max_value=60),
)
def test_whatever_the_bytes_nothing_breaks(noise: bytes, content: bytes, keep: int) -> None:
    for damaged in (noise, content[:keep] + noise, noise + content, content[:-keep] + noise):
        assert ending_of(damaged) in {None, *ACCEPTED}
