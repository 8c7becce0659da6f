"""One process of several that run the schedule on one database, in step with the test that starts them.

    python -m tests.whole.schedule_runner DATABASE_URL FILES_FOLDER

Reads firings from stdin, one JSON object a line: {"job", "slot" (null by hand), "at"}. Answers each with a line:
{"ran", "written", "error"}. A line "ready" comes first.
"""

import json
import sys
from datetime import datetime
from pathlib import Path

from models.files import FileStore
from models.store import Store, open_engine
from scheduler.jobs import job_named
from scheduler.running import run_job


def main(url: str, folder: str) -> None:
    """Runs what it is told until stdin ends."""
    store, files = Store(open_engine(url)), FileStore(Path(folder))
    say("ready")
    for line in sys.stdin:
        firing = json.loads(line)
        job = job_named(firing["job"])
        assert job is not None
        report = run_job(store, files, job, datetime.fromisoformat(firing["at"]), firing["slot"])
        say({"ran": report.ran, "written": report.written, "error": report.error})
    store.close()


def say(value: object) -> None:
    """One line for the test."""
    sys.stdout.write(json.dumps(value) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(*sys.argv[1:])
