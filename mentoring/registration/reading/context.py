"""What a reader must know of the programme and the day to judge a row."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from mentoring.registration.reading.choices import TOPICS, Vocabulary
from mentoring.registration.reading.week_text import DAY_END, DAY_START


@dataclass(frozen=True)
class Context:
    """The programme's grades, most sessions a week, topics, venues and day hours (minutes), and today's date.

    `schools` and `venues` are the names that may be written in cells; with none given, any words are taken.
    `certificate_months`: so old a police certificate may be when it is shown. `adult_age` in years.
    """

    today: date
    grades: tuple[int, int] = (8, 10)
    max_sessions: int = 3
    topics: Vocabulary = field(default_factory=lambda: TOPICS)
    venues: Sequence[str] = ()
    schools: Sequence[str] = ()
    day_start: int = DAY_START
    day_end: int = DAY_END
    certificate_months: int = 3
    adult_age: int = 18
