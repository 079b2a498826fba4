"""The calendars that were last made, in this process: a program that has none gets it without it being made again."""

from collections import OrderedDict
from threading import Lock

Key = tuple[int, str]


class Kept:
    """At most so many calendars by subscription and stamp; those not asked for longest go first."""

    def __init__(self, *, most: int) -> None:
        self._most, self._bodies, self._door = most, OrderedDict[Key, bytes](), Lock()

    def get(self, key: Key) -> bytes | None:
        """The calendar, None where it is not kept."""
        with self._door:
            if key in self._bodies:
                self._bodies.move_to_end(key)
            return self._bodies.get(key)

    def forget(self) -> None:
        """Forget all of them, as a new process knows none."""
        with self._door:
            self._bodies.clear()

    def __setitem__(self, key: Key, body: bytes) -> None:
        with self._door:
            self._bodies[key] = body
            while len(self._bodies) > self._most:
                self._bodies.popitem(last=False)


KEPT = Kept(most=256)
