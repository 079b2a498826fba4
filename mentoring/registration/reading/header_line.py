"""Finds the line with the column headers below whatever title lines somebody wrote above it."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from mentoring.registration.reading.fault import Cell, text_of
from mentoring.registration.reading.sheet import Row
from mentoring.registration.reading.spelling import fold

_DEEPEST = 30
_DATA = re.compile(r"@|\d{5,}|\d{1,4}[./\-]\d{1,2}[./\-]\d{2,4}|^\+?\d[\d ]*$|\d{1,2}[.:]\d{2}\s*[-–—]")


def header_place(rows: Sequence[Row], titles: Collection[str]) -> tuple[int, float]:
    """The index of the header line and how sure it is; 0 means that the file seems to have none."""
    known = {fold(title) for title in titles}
    widest = max((_filled(row) for row in rows), default=0)
    scores = [_score(row, known, widest) for row in rows[:_DEEPEST]]
    best = max(scores, default=0.0)
    return (scores.index(best), best) if best > 0 else (0, 0.0)


def _score(row: Row, known: Collection[str], widest: int) -> float:
    """Known words count most; a full line of different words without any data is a header too."""
    texts = [text_of(cell) for cell in row.cells if text_of(cell)]
    hits = sum(fold(text) in known for text in texts)
    if any(_is_data(cell) for cell in row.cells) and hits < 2:
        return 0.0
    is_full = len(texts) >= max(1, 0.6 * widest) and len({fold(text) for text in texts}) > 0.7 * len(texts)
    return hits + (len(texts) / max(widest, 1) if is_full or hits else 0.0)


def _filled(row: Row) -> int:
    return sum(bool(text_of(cell)) for cell in row.cells)


def _is_data(cell: Cell) -> bool:
    return cell is not None and (not isinstance(cell, str) or bool(_DATA.search(cell)))
