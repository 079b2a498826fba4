"""Times of the week as people write them: "man 15.00–18.30, tirsdag etter 15"; and written back as text."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from flask_babel import lazy_gettext as _  # type: ignore[import-untyped] # Flask-Babel ships no types

from mentoring.registration.reading.fault import Fault
from mentoring.registration.reading.week import EVERY_DAY, Window, format_week, merged, without
from mentoring.registration.reading.week_words import Mark, Piece, nearest_word, pieces_of

__all__ = ["DAY_END", "DAY_START", "WeekReading", "Window", "format_week", "merged", "parse_week", "without"]

DAY_START = 8 * 60
DAY_END = 21 * 60
_HINT = _("Write it like this: man 15.00–18.30, tirsdag etter 15")


@dataclass(frozen=True)
class WeekReading:
    """The windows that were understood (merged, in order), what was not, and what was taken for granted."""

    windows: tuple[Window, ...]
    faults: tuple[Fault, ...] = ()
    warnings: tuple[Fault, ...] = ()


def parse_week(text: str, *, day_start: int = DAY_START, day_end: int = DAY_END) -> WeekReading:
    """The times of the week that free text in bokmål, nynorsk or English names.

    `day_start` and `day_end` (minutes) bound "the whole day", "before 17" and "after 15". Every word that was not
    understood is in a fault, word for word; the windows that were understood are given all the same.
    """
    reader = _Reader(text, day_start, day_end)
    for clause in _clauses(pieces_of(text, day_start)):
        reader.read(clause)
    return reader.outcome()


def _clauses(pieces: Sequence[Piece]) -> list[list[Piece]]:
    """The text cut at line breaks and semicolons, but not between "Monday:" and the time on the line below."""
    clauses: list[list[Piece]] = [[]]
    for place, piece in enumerate(pieces):
        if piece.mark is not Mark.BREAK:
            clauses[-1].append(piece)
        elif place + 1 == len(pieces) or (pieces[place + 1].mark in _TIME_STARTS and _has_no_time(clauses[-1])):
            continue
        else:
            clauses.append([])
    return clauses


_TIME_STARTS = {Mark.TIME, Mark.VAGUE, Mark.AFTER, Mark.BEFORE, Mark.BETWEEN, Mark.TO, Mark.WHOLE}


def _has_no_time(clause: Sequence[Piece]) -> bool:
    return bool(clause) and all(piece.mark in (Mark.DAY, Mark.COMMA, Mark.AND, Mark.TO) for piece in clause)


class _Reader:
    """Reads one clause after the other; days named earlier stay in force until others are named."""

    def __init__(self, text: str, day_start: int, day_end: int) -> None:
        self.text, self.day_start, self.day_end = text, day_start, day_end
        self.free: list[Window] = []
        self.gone: list[Window] = []
        self.strange: list[Piece] = []
        self.faults: list[Fault] = []
        self.warnings: list[Fault] = []
        self.days: tuple[int, ...] = ()
        self.waiting = False  # days are named whose time is still to come
        self.said_something = False
        self.pieces: list[Piece] = []
        self.place = 0

    # -- looking at the pieces -------------------------------------------------

    def mark(self, ahead: int = 0) -> Mark | None:
        """The mark so many pieces ahead, None past the end."""
        place = self.place + ahead
        return self.pieces[place].mark if place < len(self.pieces) else None

    def take(self) -> Piece:
        """The next piece, stepping past it."""
        self.place += 1
        return self.pieces[self.place - 1]

    # -- clauses ---------------------------------------------------------------

    def read(self, clause: list[Piece]) -> None:
        """Take in one clause."""
        self.pieces, self.place = clause, 0
        if self._time_comes_first():
            self._read_times_then_days()
        else:
            while self.mark() is not None:
                self._read_next()
        self._whole_day_for_waiting()

    def _time_comes_first(self) -> bool:
        first = self.mark()
        for place, piece in enumerate(self.pieces):
            if piece.mark is Mark.NOT:
                return False
            if piece.mark is Mark.DAY:
                return first in _TIME_STARTS and place > 0
        return False

    def _read_times_then_days(self) -> None:
        """ "15-17 mandag og tirsdag, 16-18 onsdag": every time must be followed by its days."""
        while self.mark() is not None:
            if self.mark() in _TIME_STARTS:
                span = self._time()
                while self.mark() in (Mark.COMMA, Mark.AND):
                    self.take()
                days = self._day_list()
                if span and not days:
                    self.faults.append(Fault(_("It is not clear which days go with which times."), _HINT))
                elif span:
                    self._add(self.free, days, span)
                self.days, self.waiting = (), False
            else:
                self._read_next()

    def _read_next(self) -> None:
        mark = self.mark()
        if mark in (Mark.COMMA, Mark.AND):
            self.take()
        elif mark is Mark.NOT:
            self._read_not()
        elif mark in (Mark.DAY, Mark.REST):
            self._read_days()
        elif mark in _TIME_STARTS:
            self._read_time()
        else:
            self.strange.append(self.take())

    def _read_days(self) -> None:
        self._whole_day_for_waiting()
        self.days, self.waiting = self._day_list(), True
        if self.mark() is Mark.NOT and self.mark(1) in (None, Mark.COMMA, Mark.AND):  # "fredag ikke"
            self.take()
            self._add(self.gone, self.days, (0, 24 * 60))
            self.days, self.waiting = (), False

    def _read_time(self) -> None:
        is_any_time = self.mark() is Mark.WHOLE
        span = self._time()
        self.waiting = False
        if span is None or (self.strange and not self.days):  # the strange word may have been the day
            return
        if not self.days and not is_any_time:
            self.warnings.append(Fault(_("No day is named here, so it was read as every day."), _HINT))
        self._add(self.free, self.days or EVERY_DAY, span)

    def _read_not(self) -> None:
        """ "ikke fredag", "unntatt fredag før 16"; a time after it goes to days that still wait for theirs."""
        self.take()
        days = self._day_list(comma_needs_no_time=True)
        span = None if self.waiting or self.mark() not in _TIME_STARTS else self._time()
        if days or span or self.mark() in (None, Mark.COMMA):
            self._add(self.gone, days or EVERY_DAY, span or (0, 24 * 60))

    def _whole_day_for_waiting(self) -> None:
        if self.waiting:
            self._add(self.free, self.days, (self.day_start, self.day_end))
        self.waiting = False

    def _add(self, to: list[Window], days: Iterable[int], span: tuple[int, int]) -> None:
        self.said_something = True
        to.extend(Window(day, *span) for day in days)

    # -- days ------------------------------------------------------------------

    def _day_list(self, comma_needs_no_time: bool = False) -> tuple[int, ...]:
        days: list[int] = []
        while self.mark() in (Mark.DAY, Mark.REST):
            piece = self.take()
            days += self._rest_of_week() if piece.mark is Mark.REST else self._through(piece)
            if self._another_day_follows(comma_needs_no_time):
                self.take()
        return tuple(dict.fromkeys(days))

    def _another_day_follows(self, comma_needs_no_time: bool) -> bool:
        if self.mark() not in (Mark.COMMA, Mark.AND) or self.mark(1) is not Mark.DAY:
            return False
        if self.mark() is Mark.AND or not comma_needs_no_time:
            return True
        rest = [
            piece.mark for piece in self.pieces[self.place :] if piece.mark not in (Mark.DAY, Mark.COMMA, Mark.AND)
        ]
        return not rest or rest[0] not in _TIME_STARTS

    def _through(self, first: Piece) -> Sequence[int]:
        if self.mark() is Mark.TO and self.mark(1) is Mark.DAY and len(first.days) == 1:
            self.take()
            last = self.take()
            length = (last.days[-1] - first.days[0]) % 7
            return [(first.days[0] - 1 + step) % 7 + 1 for step in range(length + 1)]
        return first.days

    def _rest_of_week(self) -> list[int]:
        named = {window.day for window in self.free + self.gone}
        return [day for day in EVERY_DAY if day not in named]

    # -- times -----------------------------------------------------------------

    def _time(self) -> tuple[int, int] | None:
        """Minutes from and to; None, with a fault, if they make no time."""
        if self._leads_nowhere():
            self.strange.append(self.take())
            return None
        begin = self.place
        start, end = self._bounds()
        words = self.text[self.pieces[begin].start : self.pieces[self.place - 1].end]
        if any(piece.mark is Mark.VAGUE for piece in self.pieces[begin : self.place]):
            self.faults.append(
                Fault(
                    _("“%(words)s” may be night or afternoon.", words=words),
                    _("Write the hours from 0 to 24: 15 for three in the afternoon, 03 for three at night."),
                )
            )
            return None
        if start is None or end is None:
            self.faults.append(
                Fault(_("“%(words)s” does not say both when it starts and when it ends.", words=words), _HINT)
            )
            return None
        if start >= end:
            self.faults.append(Fault(_("“%(words)s” ends before it starts.", words=words), _HINT))
            return None
        return start, end

    def _bounds(self) -> tuple[int | None, int | None]:
        opening = self.take()
        if opening.mark is Mark.WHOLE:
            return self.day_start, self.day_end
        if opening.mark in (Mark.TIME, Mark.VAGUE):
            return self._end_after(opening.minutes)
        if opening.mark is Mark.AFTER and self._clock_follows():
            start, end = self._end_after(self.take().minutes)
            return start, self.day_end if end is None else end
        if opening.mark is Mark.BETWEEN and self._clock_follows():
            start = self.take().minutes
            if self.mark() in (Mark.AND, Mark.TO) and self.mark(1) in (Mark.TIME, Mark.VAGUE):
                self.take()
                return start, self.take().minutes
        if opening.mark in (Mark.BEFORE, Mark.TO) and self._clock_follows():
            return self.day_start, self.take().minutes
        return None, None

    def _end_after(self, start: int) -> tuple[int, int | None]:
        """After "15": the end in "-17", "til 17", "og før 17"; the end of the day in "-" and "og utover"."""
        if self.mark() is Mark.ONWARD:
            self.take()
            return start, self.day_end
        skip = 1 if self.mark() is Mark.AND and self.mark(1) is Mark.BEFORE else 0
        if self.mark(skip) not in (Mark.TO, Mark.BEFORE):
            return start, None
        if self.mark(skip + 1) in (Mark.TIME, Mark.VAGUE):
            self.place += skip + 1
            return start, self.take().minutes
        if self.mark() is Mark.TO and self.mark(1) in (None, Mark.COMMA, Mark.AND):
            self.take()
            return start, self.day_end
        return start, None

    def _leads_nowhere(self) -> bool:
        """ "etter skolen", "25-26": the word before a strange one is as strange."""
        opening = self.mark() in (Mark.AFTER, Mark.BEFORE, Mark.BETWEEN, Mark.TO)
        return opening and self.mark(1) not in (Mark.TIME, Mark.VAGUE)

    def _clock_follows(self) -> bool:
        return self.mark() in (Mark.TIME, Mark.VAGUE)

    # -- the outcome -----------------------------------------------------------

    def outcome(self) -> WeekReading:
        """All that was read, with a fault for each run of words that was not."""
        if self.gone and not self.free:
            self._add(self.free, EVERY_DAY, (self.day_start, self.day_end))
        strange = tuple(self._strange_words())
        return WeekReading(without(self.free, self.gone), (*strange, *self.faults), tuple(self.warnings))

    def _strange_words(self) -> Iterable[Fault]:
        runs: list[list[int]] = []
        for piece in sorted(self.strange, key=lambda piece: piece.start):
            if runs and not self.text[runs[-1][1] : piece.start].strip():
                runs[-1][1] = piece.end
            else:
                runs.append([piece.start, piece.end])
        for start, end in runs:
            words = self.text[start:end]
            near = nearest_word(words)
            hint = _("Do you mean “%(word)s”?", word=near) if near else _HINT
            yield Fault(_("“%(words)s” was not understood.", words=words), hint)
