"""A plan beside the plan in force: for each pupil, what changes."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import time

from mentoring.matching.models import PlanSession

KEPT, MOVED, NEW_MENTOR, NEWLY_PLACED, LOST = "kept", "moved", "new_mentor", "newly_placed", "lost"
KINDS = (KEPT, MOVED, NEW_MENTOR, NEWLY_PLACED, LOST)


@dataclass
class _Place:
    """With whom a pupil is, and when and where."""

    mentors: set[int] = field(default_factory=set)
    times: set[tuple[int, int, time]] = field(default_factory=set)


def changes(before: Iterable[PlanSession], after: Iterable[PlanSession], pupils: set[int]) -> dict[str, list[int]]:
    """Kind of change → ids of the pupils it befalls; only of `pupils`, and nothing for who has a place in neither."""
    old, new = _places(before), _places(after)
    found: dict[str, list[int]] = {kind: [] for kind in KINDS}
    for pupil in sorted(pupils & (set(old) | set(new))):
        found[_kind(old.get(pupil), new.get(pupil))].append(pupil)
    return found


def _kind(old: _Place | None, new: _Place | None) -> str:
    if new is None:
        return LOST
    if old is None:
        return NEWLY_PLACED
    if old.mentors != new.mentors:
        return NEW_MENTOR
    return KEPT if old.times == new.times else MOVED


def _places(sessions: Iterable[PlanSession]) -> dict[int, _Place]:
    found: dict[int, _Place] = defaultdict(_Place)
    for session in sessions:
        for pupil in session.pupils:
            found[pupil.id].mentors.add(session.mentor_id)
            found[pupil.id].times.add((session.venue_id, session.day, session.start))
    return dict(found)
