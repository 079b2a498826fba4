"""Mends plans of the week: what a change would break, in words; the change made in the rows; what it is worth."""

from collections.abc import Iterable, Mapping
from datetime import datetime, time, timedelta
from typing import Any

from sqlalchemy import delete, exists, insert, select

from mentoring.core.database import db
from mentoring.matching import deeds
from mentoring.matching.ids import number_of
from mentoring.matching.judge import HOUSE_RULES, AtHand, at_hand, forget_plan, worth_of
from mentoring.matching.models import PlanSession, Waiting, plan_session_pupil
from mentoring.matching.names import Names, names_in
from mentoring.matching.stamp import stamp_of_pins
from mentoring.matching.told import breach_told, losses_told, mend_told
from mentoring.planning.by_rules import ByRules, Sentence
from mentoring.planning.menders import Change
from mentoring.planning.models import Mend, Plan
from mentoring.programme.models import Programme


class WeeklyMender(ByRules):
    """Mends who meets whom every week."""

    is_calendar = True
    template = "matching/_board.html"
    panel_template = "matching/_panel.html"
    house = HOUSE_RULES

    def understand(self, plan: Plan, asked: Mapping[str, str]) -> tuple[dict[str, str], Change]:
        """The rows that a form of the board means."""
        return deeds.understand(at_hand(plan), asked)

    def at(self, plan: Plan) -> AtHand:
        """The plan as it stands."""
        return at_hand(plan)

    def sentence(self, plan: Plan) -> Sentence:
        """Breaches with the names of the plan's programme."""
        names = names_of(plan)
        return lambda rule, about, *count: breach_told(rule, about, names, *count)

    def losses(self, gains: Mapping[str, int]) -> tuple[str, ...]:
        """The goals that lose."""
        return losses_told(gains)

    def entered(self, at: AtHand, change: Change) -> list[Any]:
        """What the plan breaks already at a place where somebody is put in, and nobody departs from.

        One pupil more with a mentor who is not cleared breaks nothing new, and must not be for all that.
        """
        rows = [dict(zip(("pupil", "mentor", "slot"), row, strict=True)) for row in change.into]
        return [
            one
            for one in (at.breaches() if rows else ())
            if "mentor" in one.about
            and one.rule not in self.house
            and any(row.items() >= dict(one.about).items() for row in rows)
        ]

    def apply(self, plan: Plan, change: Change) -> None:
        """Take the rows out and put them in; a session ends with its last pupil, and begins with its first."""
        for pupil, mentor, slot in change.out:
            here = _session_at(plan, mentor, slot)
            gone = plan_session_pupil.c.pupil_id == number_of(pupil)
            db.session.execute(delete(plan_session_pupil).where(plan_session_pupil.c.plan_session_id == here, gone))
        for pupil, mentor, slot in change.into:
            here = _session_at(plan, mentor, slot) or _begin(plan, mentor, slot)
            db.session.execute(insert(plan_session_pupil).values(plan_session_id=here, pupil_id=number_of(pupil)))
        nobody = ~exists().where(plan_session_pupil.c.plan_session_id == PlanSession.id)
        db.session.execute(
            delete(PlanSession).where(PlanSession.plan_id == plan.id, nobody), execution_options=_PLAIN
        )
        db.session.expire_all()
        forget_plan()

    def recount(self, plan: Plan, *, departs: bool) -> tuple[dict[str, int], dict[str, int | None]]:
        """The goals counted by the checker, and who has fewer sessions than wished."""
        at = at_hand(plan)
        _note_waiting(plan, at.short())
        return worth_of(plan, at, departs=departs)

    def told(self, plan: Plan, mends: Iterable[Mend]) -> list[str]:
        """What each mend did."""
        names = names_of(plan)
        return [mend_told(one.asked, names) for one in mends]

    def stamp(self, plan: Plan) -> str:
        """Pins and bans are on the board too."""
        return stamp_of_pins(plan.programme_id)

    def board(self, plan: Plan, chosen: Mapping[str, str]) -> dict[str, Any]:
        """The week, who waits, pins and bans."""
        from mentoring.matching.board import shown  # the board shows what this mender says

        return shown(plan, chosen)

    def panel(self, plan: Plan, chosen: Mapping[str, str]) -> dict[str, Any] | None:
        """The pupil or session that is chosen."""
        from mentoring.matching.board import panel

        return panel(plan, chosen)

    def outlook(self, plan: Plan, chosen: Mapping[str, str]) -> dict[str, Any]:
        """Where what is being dragged could go."""
        from mentoring.matching.board import outlook

        return outlook(plan, chosen)


_PLAIN = {"synchronize_session": False}


def names_of(plan: Plan) -> Names:
    """The names of the plan's programme."""
    return names_in(db.session.get_one(Programme, plan.programme_id))


def _session_at(plan: Plan, mentor: str, slot: str) -> int | None:
    venue, day, start = place_and_time(slot)
    there = (PlanSession.venue_id == venue, PlanSession.day == day, PlanSession.start == start)
    query = select(PlanSession.id).where(PlanSession.plan_id == plan.id, PlanSession.mentor_id == number_of(mentor))
    return db.session.scalar(query.where(*there))


def place_and_time(slot: str) -> tuple[int, int, time]:
    """Venue, weekday and start that a slot's id is made of."""
    venue, day, start = slot.split("-")
    return number_of(venue), int(day), time(int(start[:2]), int(start[2:]))


def _begin(plan: Plan, mentor: str, slot: str) -> int:
    venue, day, start = place_and_time(slot)
    length = timedelta(minutes=db.session.get_one(Programme, plan.programme_id).session_minutes)
    end = (datetime.combine(datetime.min, start) + length).time()
    made = PlanSession(plan_id=plan.id, mentor_id=number_of(mentor), venue_id=venue, day=day, start=start, end=end)
    db.session.add(made)
    db.session.flush()
    return made.id


def _note_waiting(plan: Plan, short: Iterable[tuple[str, int, int]]) -> None:
    """Who has fewer sessions than wished now. Why, the pages ask anew: a mend changes it for everybody."""
    have = {number_of(pupil): sessions for pupil, sessions, _wanted in short}
    rows = {row.pupil_id: row for row in db.session.scalars(select(Waiting).where(Waiting.plan_id == plan.id))}
    for pupil_id in rows.keys() - have.keys():
        db.session.delete(rows[pupil_id])
    for pupil_id, sessions in have.items():
        row = rows.get(pupil_id) or Waiting(plan_id=plan.id, pupil_id=pupil_id)
        row.sessions = sessions
        db.session.add(row)
    db.session.flush()
