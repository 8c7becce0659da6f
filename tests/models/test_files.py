"""Files on disk: under the hash of their content, once, whole or not at all, and nowhere else."""

import hashlib
import resource
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.files import FileStore
from tests.models.observing import together

PHOTO = bytes(range(256)) * 40
HASH = hashlib.sha256(PHOTO).hexdigest()
TRICKS = ["", ".", "..", "/etc/passwd", "../secret", f"../{HASH}", f"{HASH}/", f"{HASH}.png/..", f"{HASH[:2]}/{HASH}",
          f"{HASH}.png\n", f"{HASH}.png\0", f" {HASH}", HASH.upper(), HASH[:-1], f"{HASH}0", f"{HASH}.", f"{HASH}.p-g",
          f"{HASH}.tar.gz", f"{HASH}.abcdefghi", "．．/" + HASH]  # fmt: skip


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where the store keeps its files; it is not there yet."""
    return tmp_path / "data" / "files"


def files_in(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


@contextmanager
def disk_full_after(size: int) -> Iterator[None]:
    """No file can grow beyond this size while the block runs."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_a_file_comes_back_byte_by_byte_under_the_hash_of_its_content(folder: Path) -> None:
    files = FileStore(folder)
    name = files.put(PHOTO, "png")
    assert name == f"{HASH}.png"
    assert files.read(name) == PHOTO
    assert files.path(name) == folder / HASH[:2] / name
    assert FileStore(folder).read(name) == PHOTO


def test_a_file_may_have_no_ending_and_no_bytes(folder: Path) -> None:
    files = FileStore(folder)
    name = files.put(b"")
    assert name == hashlib.sha256(b"").hexdigest()
    assert files.read(name) == b""


def test_what_is_stored_twice_is_stored_once_and_not_written_again(folder: Path) -> None:
    files = FileStore(folder)
    name = files.put(PHOTO, "png")
    before = files.path(name).stat()
    assert files.put(PHOTO, "png") == name
    after = files.path(name).stat()
    assert (after.st_ino, after.st_mtime_ns) == (before.st_ino, before.st_mtime_ns)
    assert files_in(folder) == [f"{HASH[:2]}/{name}"]


def test_one_content_with_two_endings_is_two_files(folder: Path) -> None:
    files = FileStore(folder)
    assert {files.put(PHOTO, "png"), files.put(PHOTO, "jpg")} == {f"{HASH}.png", f"{HASH}.jpg"}
    assert len(files_in(folder)) == 2


@pytest.mark.parametrize("name", TRICKS)
def test_a_name_that_no_file_can_have_is_refused(folder: Path, name: str) -> None:
    files = FileStore(folder)
    files.put(PHOTO, "png")
    with pytest.raises(ValueError, match="not the name of a stored file"):
        files.path(name)
    with pytest.raises(ValueError, match="not the name of a stored file"):
        files.read(name)


@given(st.text() | st.from_regex(r"[0-9a-f]{0,70}[./\\]{0,3}[a-z0-9]{0,9}", fullmatch=True))
def test_whatever_the_name_no_file_outside_the_folder_is_meant(name: str) -> None:
    files = FileStore(Path("/data/files"))
    try:
        path = files.path(name)
    except ValueError:
        return
    assert path.parent.parent == Path("/data/files")
    assert ".." not in path.parts and path.name == name


@pytest.mark.parametrize(
    "ending", ["../../../evil", "/etc/cron", "png\0", "PNG", "p.ng", "字", "toolongan", " png", "."]
)
def test_an_ending_that_could_not_be_read_again_is_not_written(tmp_path: Path, folder: Path, ending: str) -> None:
    with pytest.raises(ValueError, match="not the name of a stored file"):
        FileStore(folder).put(PHOTO, ending)
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_is_not_there_is_said_to_be_missing(folder: Path) -> None:
    with pytest.raises(FileNotFoundError):
        FileStore(folder).read(f"{HASH}.png")


def test_a_disk_that_is_full_leaves_nothing_half_written(folder: Path) -> None:
    files = FileStore(folder)
    with disk_full_after(4096), pytest.raises(OSError, match="too large"):
        files.put(PHOTO, "png")
    assert files_in(folder) == []
    name = files.put(PHOTO, "png")
    assert files.read(name) == PHOTO


def test_many_may_store_the_same_at_once(folder: Path) -> None:
    names = together(12, lambda number: FileStore(folder).put(PHOTO, "png"))
    assert set(names) == {f"{HASH}.png"}
    assert files_in(folder) == [f"{HASH[:2]}/{HASH}.png"]
    assert FileStore(folder).read(names[0]) == PHOTO
