"""Words compared without regard to case, accents, hyphens and spaces, and the nearest of many words."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from difflib import get_close_matches

_WHOLE_LETTERS = str.maketrans({"æ": "ae", "ø": "o", "ı": "i", "ł": "l", "đ": "d", "ð": "d", "þ": "th"})


def fold(text: str) -> str:
    """ "Strøm-Åsen " and "strom asen" fold to the same: no case, accents or marks, single spaces."""
    decomposed = unicodedata.normalize("NFKD", text.casefold().translate(_WHOLE_LETTERS))
    plain = "".join(letter for letter in decomposed if not unicodedata.combining(letter))
    return " ".join(re.sub(r"[^\w]+|_+", " ", plain.replace("'", "").replace("’", "")).split())


def nearest(word: str, words: Iterable[str], cutoff: float = 0.72) -> str:
    """The one of `words` spelt most like `word`, or "" if none is near (0 = anything goes, 1 = the same)."""
    by_fold = {fold(known): known for known in words}
    near = get_close_matches(fold(word), by_fold, n=1, cutoff=cutoff)
    return by_fold[near[0]] if near else ""


def listed(text: str) -> list[str]:
    """The parts of "a, b; c / d" and of lines, blanks trimmed, empty ones dropped."""
    return [part.strip() for part in re.split(r"[,;/|\n\r•·]+", text) if part.strip()]
