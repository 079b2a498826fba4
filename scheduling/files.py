"""Problem and plan files: reading with every fault at its place, writing always the same bytes for the same content.

Formats ``weekly-problem/1`` and ``weekly-plan/1``; ``.gz`` names are compressed. Keys that the format does not know
are left alone, so that a later version's file can still be read.
"""

from __future__ import annotations

import gzip
import json
import os
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar, cast

from scheduling import week
from scheduling.week import Window

Item = TypeVar("Item")
REQUIRED = object()


@dataclass(frozen=True)
class Fault:
    """Something wrong in a file: ``place`` like ``pupils[3].grade``, and what."""

    place: str
    what: str

    def __str__(self) -> str:
        return f"{self.place or 'file'}: {self.what}"


class Faulty(ValueError):
    """A file that cannot be used; ``faults`` holds every fault found, in the order of the file."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__("\n".join(str(f) for f in faults))
        self.faults = tuple(faults)


def load(path: str | Path) -> Any:
    """The JSON content of a file. Raises ``Faulty`` for what is no UTF-8 JSON, OSError where it cannot be read."""
    raw = Path(path).read_bytes()
    try:
        text = gzip.decompress(raw) if raw[:2] == b"\x1f\x8b" else raw
        return json.loads(text.decode("utf-8-sig"))
    except (UnicodeDecodeError, gzip.BadGzipFile, EOFError) as error:
        raise Faulty([Fault("", f"is no UTF-8 text ({error})")]) from error
    except json.JSONDecodeError as error:
        raise Faulty([Fault(f"line {error.lineno}", f"is no JSON: {error.msg}")]) from error
    except RecursionError as error:
        raise Faulty([Fault("", "is nested too deeply")]) from error


def save(path: str | Path, content: Mapping[str, Any]) -> None:
    """Write JSON, one list item a line, whole or not at all: readers never see half a file."""
    target = Path(path)
    raw = text_of(content).encode()
    raw = gzip.compress(raw, mtime=0) if target.suffix == ".gz" else raw
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(raw)
            file.flush()
            os.fsync(file.fileno())
        os.chmod(name, 0o644)  # mkstemp makes it readable by its owner alone
        os.replace(name, target)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def text_of(content: Mapping[str, Any]) -> str:
    """JSON text in the order of the mapping, with each item of a top-level list on its own line."""

    def one(value: object) -> str:
        return json.dumps(value, ensure_ascii=False)

    parts = [
        f"{one(key)}: [\n  " + ",\n  ".join(one(item) for item in value) + "\n ]"
        if isinstance(value, list) and value
        else f"{one(key)}: {one(value)}"
        for key, value in content.items()
    ]
    return "{\n " + ",\n ".join(parts) + "\n}\n"


class Reader:
    """Reads values out of parsed JSON and collects faults instead of stopping at the first."""

    def __init__(self) -> None:
        self.faults: list[Fault] = []

    def fault(self, place: str, what: str) -> None:
        """Note one fault."""
        self.faults.append(Fault(place, what))

    def finish(self) -> None:
        """Raise ``Faulty`` if any fault was noted."""
        if self.faults:
            raise Faulty(self.faults)

    def mapping(self, value: object, place: str) -> Mapping[str, Any]:
        """A JSON object; an empty one after a fault."""
        if isinstance(value, dict):
            return value
        self.fault(place, f"must be an object, not {_kind(value)}")
        return {}

    def get(
        self,
        source: Mapping[str, Any],
        place: str,
        key: str,
        read: Callable[[object, str], Item],
        default: object = REQUIRED,
    ) -> Item:
        """``source[key]`` read; the default where the key is missing, a fault where there is none."""
        at = f"{place}.{key}" if place else key
        if key in source:
            return read(source[key], at)
        if default is REQUIRED:
            self.fault(at, "is missing")
            return cast(Item, None)  # never used: finish() raises first
        return cast(Item, default)

    def text(self, value: object, place: str) -> str:
        """A string that is not empty, and that can be written again."""
        if isinstance(value, str) and value:
            # JSON may hold half of a pair, UTF-8 may not
            if not value.isascii() and any("\ud800" <= sign <= "\udfff" for sign in value):
                self.fault(place, "holds a sign that is no character of Unicode")
            return value
        self.fault(place, "must not be empty" if value == "" else f"must be text, not {_kind(value)}")
        return ""

    def flag(self, value: object, place: str) -> bool:
        """True or false."""
        if not isinstance(value, bool):
            self.fault(place, f"must be true or false, not {_kind(value)}")
        return value is True

    def whole(self, low: int, high: int | None = None) -> Callable[[object, str], int]:
        """A reader of whole numbers from ``low`` to ``high``."""

        def read(value: object, place: str) -> int:
            if isinstance(value, bool) or not isinstance(value, int):
                self.fault(place, f"must be a whole number, not {_kind(value)}")
                return low
            if value < low or value > (2**31 if high is None else high):
                most = "" if high is None else f" and at most {high}"
                self.fault(place, f"must be at least {low}{most}, not {value}" if value < 2**31 else "is too large")
            return value

        return read

    def maybe(self, read: Callable[[object, str], Item]) -> Callable[[object, str], Item | None]:
        """The same reader, but null is allowed."""
        return lambda value, place: None if value is None else read(value, place)

    def many(self, read: Callable[[object, str], Item], least: int = 0) -> Callable[[object, str], tuple[Item, ...]]:
        """A reader of lists."""

        def read_all(value: object, place: str) -> tuple[Item, ...]:
            if not isinstance(value, list):
                self.fault(place, f"must be a list, not {_kind(value)}")
                return ()
            if len(value) < least:
                self.fault(place, f"must name at least {least}")
            return tuple(read(item, f"{place}[{i}]") for i, item in enumerate(value))

        return read_all

    def words(self, value: object, place: str) -> tuple[str, ...]:
        """A list of strings that means a set: doubles are dropped, the order is kept."""
        return tuple(dict.fromkeys(self.many(self.text)(value, place)))

    def each_once(self, value: object, place: str, names: Sequence[str]) -> tuple[str, ...]:
        """A list that names each of ``names`` once, in any order."""
        named = self.many(self.text)(value, place)
        for i, one in enumerate(named):
            if one and one not in names:
                self.fault(f"{place}[{i}]", f'"{one}" is no goal')
            elif one in named[:i]:
                self.fault(f"{place}[{i}]", f'"{one}" is named twice')
        for one in names if isinstance(value, list) else ():
            if one not in named:
                self.fault(place, f'"{one}" is missing')
        return named

    def grades(self, value: object, place: str) -> tuple[int, int]:
        """The lowest and the highest grade."""
        found = self.many(self.whole(0))(value, place)
        if isinstance(value, list) and len(found) != 2:
            self.fault(place, f"must be the lowest and the highest grade, not {len(found)} numbers")
        elif len(found) == 2 and found[0] > found[1]:
            self.fault(place, f"the lowest grade {found[0]} is above the highest {found[1]}")
        return (found[0], found[1]) if len(found) == 2 else (0, 0)

    def window(self, value: object, place: str) -> Window:
        """A window of the week."""
        source = self.mapping(value, place)
        if not source and not isinstance(value, dict):
            return Window(1, 0, 1)
        day = self.get(source, place, "day", self.whole(1, 7))
        before = len(self.faults)
        start = self.get(source, place, "start", lambda v, at: self.time(v, at, as_end=False))
        end = self.get(source, place, "end", lambda v, at: self.time(v, at, as_end=True))
        if before == len(self.faults) and end <= start:
            self.fault(f"{place}.end", f"must be after the start {week.clock(start)}")
        return Window(day, start, end)

    def time(self, value: object, place: str, *, as_end: bool) -> int:
        """``"HH:MM"`` in minutes."""
        try:
            return week.minutes(value if isinstance(value, str) else "", as_end=as_end)
        except ValueError:
            shown = f'"{value}"' if isinstance(value, str) else _kind(value)
            self.fault(place, f'must be a time like "15:30", not {shown}')
            return 0

    def unique(self, ids: Sequence[str], place: str) -> None:
        """A fault for each id that an earlier item of the list has."""
        seen: dict[str, int] = {}
        for i, one in enumerate(ids):
            if one and one in seen:
                self.fault(f"{place}[{i}].id", f'"{one}" is the id of {place}[{seen[one]}] too')
            seen.setdefault(one, i)


def _kind(value: object) -> str:
    names = {dict: "an object", list: "a list", str: "text", bool: "true or false", type(None): "null"}
    return names.get(type(value), f"the number {value}")
