"""What changed since a run: its problem file beside the one that would be made now."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Any

from flask_babel import ngettext

from mentoring.core.database import db
from mentoring.matching.facts import Wish, problem_content
from mentoring.planning.models import Run
from mentoring.planning.queries import first_date, plan_in_force
from mentoring.programme.models import Programme, Term


@dataclass(frozen=True)
class Differences:
    """How many rows differ between a run's problem file and the rows as they are now."""

    new_pupils: int = 0
    left_pupils: int = 0
    changed_pupils: int = 0
    new_mentors: int = 0
    left_mentors: int = 0
    changed_mentors: int = 0
    newly_cleared: int = 0
    new_slots: int = 0
    lost_slots: int = 0
    settings: int = 0

    @property
    def is_any(self) -> bool:
        return any(getattr(self, field.name) for field in fields(self))

    def sentences(self) -> list[str]:
        """What differs, each in a sentence."""
        told = [
            (self.new_pupils, ngettext("%(num)d new pupil", "%(num)d new pupils", self.new_pupils)),
            (self.left_pupils, ngettext("%(num)d pupil left", "%(num)d pupils left", self.left_pupils)),
            (
                self.changed_pupils,
                ngettext("%(num)d pupil changed", "%(num)d pupils changed", self.changed_pupils),
            ),
            (self.new_mentors, ngettext("%(num)d new mentor", "%(num)d new mentors", self.new_mentors)),
            (self.left_mentors, ngettext("%(num)d mentor left", "%(num)d mentors left", self.left_mentors)),
            (
                self.changed_mentors,
                ngettext("%(num)d mentor changed", "%(num)d mentors changed", self.changed_mentors),
            ),
            (
                self.newly_cleared,
                ngettext("%(num)d mentor newly cleared", "%(num)d mentors newly cleared", self.newly_cleared),
            ),
            (self.new_slots, ngettext("%(num)d new time", "%(num)d new times", self.new_slots)),
            (self.lost_slots, ngettext("%(num)d time fell away", "%(num)d times fell away", self.lost_slots)),
            (self.settings, ngettext("%(num)d rule or pin changed", "%(num)d rules or pins changed", self.settings)),
        ]
        return [sentence for count, sentence in told if count]


def changed_since(run: Run) -> Differences:
    """What differs now from what that run was of; nothing where its file was never made."""
    if not run.problem:
        return Differences()
    then = json.loads(run.problem)
    programme, term = db.session.get_one(Programme, run.programme_id), db.session.get_one(Term, run.term_id)
    wish = Wish(then["name"], then["settings"]["goals"], first_date(term) or term.end)
    now = problem_content(programme, wish, plan_in_force(run.term_id, run.wing))
    return _differences(then, now)


def _differences(then: dict[str, Any], now: dict[str, Any]) -> Differences:
    pupils, mentors = (_compare(then[kind], now[kind]) for kind in ("pupils", "mentors"))
    slots = _compare([*then["slots"], *then["venues"]], [*now["slots"], *now["venues"]])
    was_cleared = {row["id"]: row.get("cleared", True) for row in then["mentors"]}
    cleared = sum(row["cleared"] and was_cleared.get(row["id"]) is False for row in now["mentors"])
    return Differences(
        *pupils,
        mentors[0],
        mentors[1],
        mentors[2] - cleared,
        cleared,
        new_slots=slots[0],
        lost_slots=slots[1],
        settings=_changed_settings(then, now) + slots[2],
    )


def _compare(then: Sequence[dict[str, Any]], now: Sequence[dict[str, Any]]) -> tuple[int, int, int]:
    """(new, gone, changed) rows by id."""
    old, new = ({row["id"]: row for row in rows} for rows in (then, now))
    changed = sum(old[key] != new[key] for key in old.keys() & new.keys())
    return len(new.keys() - old.keys()), len(old.keys() - new.keys()), changed


def _changed_settings(then: dict[str, Any], now: dict[str, Any]) -> int:
    ours = set(now["settings"]) - {"goals", "max_broken_pairs"}
    changed = sum(then["settings"].get(key) != now["settings"][key] for key in ours)
    rows = [_as_set(then[kind]) ^ _as_set(now[kind]) for kind in ("pins", "bans")]
    return changed + sum(map(len, rows))


def _as_set(rows: Sequence[dict[str, Any]]) -> set[str]:
    return {json.dumps(row, sort_keys=True) for row in rows}
