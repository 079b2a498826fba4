"""What staff decide beside the plan: who stays with whom, who never meets; and what is taken over from *what if*."""

from datetime import time

from flask_babel import gettext as _

from mentoring.core import audit
from mentoring.core.database import db
from mentoring.core.refusal import Refusal
from mentoring.matching.models import Ban, Pin
from mentoring.matching.wishes import change_record, read_changes
from mentoring.planning import mending
from mentoring.planning.models import Plan
from mentoring.registration.models import Mentor, Pupil

Slot = tuple[int, int, time]


def pin(pupil: Pupil, mentor: Mentor, slot: Slot | None = None) -> Pin:
    """This pupil stays with this mentor, and, where a slot (venue, weekday, start) is named, there and then."""
    venue_id, day, start = slot or (None, None, None)
    same = db.session.query(Pin).filter_by(
        pupil_id=pupil.id, mentor_id=mentor.id, venue_id=venue_id, day=day, start=start
    )
    if found := same.first():
        return found
    if db.session.get(Ban, (pupil.id, mentor.id)):
        raise Refusal(_("%(pupil)s must not meet %(mentor)s.", pupil=pupil.name, mentor=mentor.name))
    other = db.session.query(Pin).filter(Pin.pupil_id == pupil.id, Pin.mentor_id != mentor.id).first()
    if other:
        raise Refusal(_("%(pupil)s is pinned to another mentor. Take out that pin first.", pupil=pupil.name))
    made = Pin(pupil_id=pupil.id, mentor_id=mentor.id, venue_id=venue_id, day=day, start=start)
    db.session.add(made)
    db.session.flush()
    audit.record("pin.set", subject=f"pupil:{pupil.id}", pupil=pupil.id, mentor=mentor.id)
    return made


def unpin(found: Pin) -> None:
    """Nothing is asked for any more."""
    audit.record("pin.removed", subject=f"pupil:{found.pupil_id}", pupil=found.pupil_id, mentor=found.mentor_id)
    db.session.delete(found)


def ban(pupil: Pupil, mentor: Mentor) -> None:
    """This pupil never meets this mentor. Refuses where a pin says the contrary."""
    if db.session.get(Ban, (pupil.id, mentor.id)):
        return
    if db.session.query(Pin).filter_by(pupil_id=pupil.id, mentor_id=mentor.id).first():
        raise Refusal(
            _("%(pupil)s is pinned to %(mentor)s. Take out the pin first.", pupil=pupil.name, mentor=mentor.name)
        )
    db.session.add(Ban(pupil_id=pupil.id, mentor_id=mentor.id))
    db.session.flush()
    audit.record("ban.set", subject=f"pupil:{pupil.id}", pupil=pupil.id, mentor=mentor.id)


def unban(found: Ban) -> None:
    """They may meet after all."""
    audit.record("ban.removed", subject=f"pupil:{found.pupil_id}", pupil=found.pupil_id, mentor=found.mentor_id)
    db.session.delete(found)


def take_over_what_if(
    plan: Plan, pupil: Pupil, *, revision: int, changes: str, out: str, into: str, reason: str = ""
) -> mending.Done:
    """Change the pupil's record as *what if* said, and give the place that opens. Both or neither.

    The record stays changed when the mend is undone: it says what is so, not what the plan does with it.
    """
    change_record(pupil, read_changes(changes))
    asked = {"deed": "take_over", "pupil": f"p{pupil.id}", "out": out, "into": into}
    return mending.mend(plan, revision=revision, asked=asked, reason=reason)
