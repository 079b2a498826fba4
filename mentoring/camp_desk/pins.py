"""What staff decide beside a camp's plan: who stays where, and who never takes part in an activity."""

from collections.abc import Iterable

from flask_babel import gettext as _

from mentoring.camp.models_of_pupils import CampExclusion, CampPupil
from mentoring.camp_desk.deeds import Place
from mentoring.camp_desk.judge import forget
from mentoring.camp_desk.models import CampPin, CampRun
from mentoring.camp_desk.queries import pins_at, runs_in
from mentoring.core import audit
from mentoring.core.database import db
from mentoring.core.refusal import Refusal
from mentoring.planning.models import MADE, Plan
from mentoring.planning.queries import mends_of


def pin(run: CampRun, people: Iterable[str]) -> list[CampPin]:
    """These people stay in that activity at that time. Refuses who is pinned to something else then."""
    camp = run.block.camp
    there = {(one.person, one.block_id): one for one in pins_at(camp)}
    return [_pin(run, person, there.get((person, run.block_id))) for person in people]


def _pin(run: CampRun, person: str, there: CampPin | None) -> CampPin:
    if there is not None and there.activity_id == run.activity_id:
        return there
    if there is not None:
        raise Refusal(_("Somebody is pinned to another activity at that time. Take out that pin first."))
    number = int(person[1:])
    of = {"pupil_id": number} if person.startswith("p") else {"mentor_id": number}
    made = CampPin(**of, activity_id=run.activity_id, block_id=run.block_id)
    db.session.add(made)
    db.session.flush()
    forget()
    audit.record("camp.pinned", subject=_subject(made), camp=run.block.camp_id, pin=made.id)
    return made


def pin_mended(plan: Plan) -> None:
    """Pin everybody who was put somewhere by hand, and is there still."""
    moved = {tuple(row) for mend in mends_of(plan) if mend.state == MADE for row in mend.change["into"]}
    for run in runs_in(plan):
        where = (f"a{run.activity_id}", f"b{run.block_id}", f"r{run.room_id}")
        people = [*(f"p{one.id}" for one in run.pupils), *(f"m{one.id}" for one in run.mentors)]
        pin(run, [one for one in people if (one, *where) in moved])


def unpin(found: CampPin) -> None:
    """Nothing is asked for any more."""
    audit.record("camp.unpinned", subject=_subject(found), camp=found.block.camp_id, pin=found.id)
    db.session.delete(found)
    forget()


def ban(one: CampPupil, activity_id: int, pins: Iterable[CampPin]) -> None:
    """The pupil takes no part in that activity; its wish stays, in case this is lifted. Refuses against a pin."""
    if any(row.activity_id == activity_id for row in one.exclusions):
        return
    if any((row.pupil_id, row.activity_id) == (one.pupil_id, activity_id) for row in pins):
        raise Refusal(_("%(who)s is pinned to that activity. Take out the pin first.", who=one.pupil.name))
    one.exclusions.append(CampExclusion(activity_id=activity_id))
    _changed(one, "camp.banned")


def unban(one: CampPupil, activity_id: int) -> None:
    """The pupil may take part after all."""
    one.exclusions = [row for row in one.exclusions if row.activity_id != activity_id]
    _changed(one, "camp.unbanned")


def _changed(one: CampPupil, event: str) -> None:
    db.session.flush()
    forget()
    audit.record(event, subject=f"pupil:{one.pupil_id}", camp=one.camp_id, pupil=one.pupil_id)


def _subject(found: CampPin) -> str:
    return f"pupil:{found.pupil_id}" if found.pupil_id is not None else f"mentor:{found.mentor_id}"


def run_at(plan: Plan, place: Place) -> CampRun | None:
    """The run of the plan that is there."""
    found = (row for row in runs_in(plan) if (f"a{row.activity_id}", f"b{row.block_id}", f"r{row.room_id}") == place)
    return next(found, None)
