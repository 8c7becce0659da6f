"""Where the tests keep their files: in memory where there is room, else where pytest keeps them.

A folder is locked as long as its run lives. What a killed run has left behind is thrown away by the next one.
"""

import fcntl
import os
import shutil
import tempfile
import time
from contextlib import suppress
from pathlib import Path

MEMORY = Path("/dev/shm")
PREFIX = "baosong-test-"
ENOUGH_BYTES = 2 * 1024**3
YOUNG_SECONDS = 60.0


class Folder:
    """A folder that no other run takes for a dead one's, until `remove`."""

    def __init__(self, place: Path) -> None:
        self.path = Path(tempfile.mkdtemp(prefix=PREFIX, dir=place))
        self._lock = os.open(self.path, os.O_RDONLY)
        fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)

    def remove(self) -> None:
        """Throws away the folder with all that is in it."""
        shutil.rmtree(self.path, ignore_errors=True)
        os.close(self._lock)


def has_room(place: Path, needed: int = ENOUGH_BYTES) -> bool:
    """Whether `place` is a folder that one may write in, with so many bytes free."""
    return os.access(place, os.W_OK | os.X_OK) and shutil.disk_usage(place).free >= needed


def remove_dead(place: Path, young_seconds: float = YOUNG_SECONDS) -> None:
    """Throws away the folders of runs that were killed; a young one may belong to a run that is about to lock it."""
    for path in place.glob(f"{PREFIX}*"):
        with suppress(OSError):  # another user's, another run's, or gone meanwhile
            if time.time() - path.stat().st_mtime >= young_seconds:
                _remove_unlocked(path)


def _remove_unlocked(path: Path) -> None:
    lock = os.open(path, os.O_RDONLY)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        shutil.rmtree(path, ignore_errors=True)
    finally:
        os.close(lock)
