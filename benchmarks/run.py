"""One engine on one file, alone in its process: ``python -m benchmarks.run ENGINE FILE SECONDS DIARY``.

Started by ``benchmarks.race``, which ends it when it goes on for too long.
"""

from __future__ import annotations

import sys
from pathlib import Path

from benchmarks.peers import prepare, run
from benchmarks.told import Told
from scheduling import read_problem


def main(engine: str, file: str, seconds: str, diary: str) -> None:
    """Import what is needed, start the clock, read the file, work, tell."""
    missing = prepare(engine, file)
    told = Told(Path(diary), float(seconds))
    if missing:
        told.note(f"left out: {missing}")
    else:
        run(engine, read_problem(file), told)
    told.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
