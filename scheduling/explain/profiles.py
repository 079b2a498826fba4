"""Profiles of mentors who are not there yet, made from what the waiting pupils need and what mentors are like."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import combinations, product
from statistics import median_low

from scheduling.week import Window
from scheduling.weekly.problem import Mentor, Problem, Pupil

NEW = "new"
"""Id of a mentor (or, with more words, a slot) that is not there yet."""
MOST_TOPICS, MOST_WORDS, MOST_DAYS, MOST_VENUES = 4, 3, 10, 4
LEAST_PROFILES, MOST_PROFILES, MOST_WORK = 24, 400, 20_000_000


def wanted_profiles(problem: Problem, waiting: Sequence[Pupil]) -> list[Mentor]:
    """Mentors as large as the middle one, with the topics, languages, gender and days that waiting pupils ask for.

    Those made of what most ask for come first.
    """
    if not problem.mentors or not waiting or not problem.slots:
        return []
    load = {
        name: median_low(getattr(m, name) for m in problem.mentors)
        for name in ("max_sessions", "max_pupils", "group_size")
    }
    grades = min(p.grade for p in problem.pupils), max(p.grade for p in problem.pupils)
    topics, languages, genders = _topics(problem, waiting), _languages(problem, waiting), _genders(waiting)
    days, venues = _days(problem, waiting), _venues(problem, waiting)
    sizes = [len(some) for some in (topics, languages, genders, days, venues)]
    places = sorted(product(*(range(size) for size in sizes)), key=lambda at: (sum(at), at))[: _most(problem)]
    return [
        Mentor(
            NEW,
            languages[b],
            topics[a],
            grades,
            days[d],
            load["max_sessions"],
            load["max_pupils"],
            load["group_size"],
            gender=genders[c],
            venues=venues[e],
        )
        for a, b, c, d, e in places
    ]


def _venues(problem: Problem, waiting: Sequence[Pupil]) -> list[tuple[str, ...] | None]:
    """Everywhere if most mentors go everywhere; else as many venues as they have in the middle, the most wanted."""
    own = [len(m.venues) for m in problem.mentors if m.venues is not None]
    if 2 * len(own) <= len(problem.mentors):
        return [None]
    size = max(1, median_low(own))
    every = [v.id for v in problem.venues]
    asked = ((v, p.priority) for p in waiting for v in (every if p.venues is None else p.venues))
    words = _most_wanted(asked, size + MOST_VENUES - 1)
    found: list[tuple[str, ...] | None] = [*combinations(words, min(size, len(words)))]
    return found[:MOST_VENUES]


def _most(problem: Problem) -> int:
    """How many profiles are made: fewer where each has very many pupils and slots."""
    size = max(1, len(problem.pupils) * len(problem.slots))
    return min(MOST_PROFILES, max(LEAST_PROFILES, MOST_WORK // size))


def _most_wanted(words: Iterable[tuple[str, int]], most: int) -> list[str]:
    """The words of the greatest weight, in a fixed order."""
    total: Counter[str] = Counter()
    for word, weight in words:
        total[word] += weight
    return [word for word, _ in sorted(total.items(), key=lambda item: (-item[1], item[0]))[:most]]


def _topics(problem: Problem, waiting: Sequence[Pupil]) -> list[tuple[str, ...]]:
    """Sets of topics, as many as mentors have in the middle: those that most waiting pupils could use."""
    size = max(1, median_low(len(set(m.topics)) for m in problem.mentors))
    words = _most_wanted(((t, p.priority) for p in waiting for t in set(p.needs)), 8)

    def worth(topics: tuple[str, ...]) -> int:
        return sum(p.priority for p in waiting if set(topics) & set(p.needs))

    sets = [tuple(sorted(c)) for c in combinations(words, min(size, len(words)))]
    return sorted(sets, key=lambda c: (-worth(c), c))[:MOST_TOPICS]


def _languages(problem: Problem, waiting: Sequence[Pupil]) -> list[tuple[str, ...]]:
    """The language that most mentors speak, alone and with each language most asked for."""
    usual = _most_wanted(((w, 1) for m in problem.mentors for w in m.languages), 1)
    asked = ((p.required_language, 10 * p.priority) for p in waiting if p.required_language)
    home = ((p.languages[0], p.priority) for p in waiting if p.languages)
    more = [word for word in _most_wanted([*asked, *home], MOST_WORDS + 1) if word not in usual][:MOST_WORDS]
    return [tuple(usual), *((*usual, word) for word in more)]


def _genders(waiting: Sequence[Pupil]) -> list[str | None]:
    """The genders that waiting pupils must have; nobody's in particular where none does."""
    asked = {p.mentor_gender for p in waiting if p.mentor_gender_required and p.mentor_gender}
    return [*sorted(asked)] or [None]


def _days(problem: Problem, waiting: Sequence[Pupil]) -> list[tuple[Window, ...]]:
    """From the first slot to the last on as many days as mentors have in the middle, the most wanted sets."""
    hours: dict[int, tuple[int, int]] = {}
    for slot in problem.slots:
        w = slot.window
        first, last = hours.get(w.day, (w.start, w.end))
        hours[w.day] = min(first, w.start), max(last, w.end)
    size = max(1, min(len(hours), median_low(len({w.day for w in m.availability}) for m in problem.mentors)))

    def worth(days: tuple[int, ...]) -> int:
        return sum(p.priority for p in waiting if any(w.day in days for w in p.availability))

    sets = sorted(combinations(sorted(hours), size), key=lambda days: (-worth(days), days))[:MOST_DAYS]
    return [tuple(Window(day, *hours[day]) for day in days) for days in sets]


def recruited(problem: Problem, profile: Mentor) -> Problem:
    """The problem with one more mentor, under an id that nobody has."""
    known = {m.id for m in problem.mentors}
    name = NEW
    while name in known:
        name += "+"
    return replace(problem, mentors=(*problem.mentors, replace(profile, id=name)))
