"""Photos, files and pictures on disk, each under the hash of its content: stored twice is stored once."""

import hashlib
import os
import re
import tempfile
from pathlib import Path

_NAME = re.compile(r"[0-9a-f]{64}(\.[a-z0-9]{1,8})?")


class FileStore:
    """The folder `[files] directory`. A file's name is its SHA-256 and its ending, as `ab12….png`."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory

    def put(self, content: bytes, ending: str = "") -> str:
        """Stores bytes as they are; whole or not at all. `ending` like "png". → the name.

        ValueError for an ending that no name can have: at most eight of a–z and 0–9.
        """
        name = hashlib.sha256(content).hexdigest() + (f".{ending}" if ending else "")
        path = self.path(name)
        if path.exists():
            return name
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, unfinished = tempfile.mkstemp(dir=path.parent)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            os.replace(unfinished, path)
        except BaseException:
            os.unlink(unfinished)
            raise
        return name

    def path(self, name: str) -> Path:
        """Where a stored file lies. ValueError for a name that `put` cannot have given."""
        if not _NAME.fullmatch(name):
            raise ValueError("not the name of a stored file")
        return self.directory / name[:2] / name

    def read(self, name: str) -> bytes:
        """The bytes of a stored file. ValueError for an impossible name, FileNotFoundError for a missing one."""
        return self.path(name).read_bytes()
