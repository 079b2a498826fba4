"""What the camp must know of a pupil's health: told by a guardian, seen by its leaders only, erased at its end.

This module is the only one that reads or writes it. It is stored encrypted in a table of its own, so it is in no
export, no problem file and no letter; each look is noted in the audit register, without what was seen.
"""

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date

from flask_babel import gettext as _
from sqlalchemy import delete, or_, select

from mentoring.camp.actions.sign_up import consent
from mentoring.camp.models import Camp, CampLeader
from mentoring.camp.models_of_pupils import PLACE, TO_HEALTH, WITHDRAWN, CampHealth, CampPupil
from mentoring.core import audit
from mentoring.core.access import Viewer
from mentoring.core.clock import today
from mentoring.core.database import db
from mentoring.core.refusal import Refusal
from mentoring.core.sealing import opened, sealed
from mentoring.registration.models import Guardian, Pupil

_PURPOSE = "health at camp"


@dataclass(frozen=True)
class Health:
    """In the guardian's own words, each empty where there is nothing to know."""

    food: str = ""
    allergy: str = ""
    swimming: str = ""
    medicine: str = ""


def leads(viewer: Viewer, camp: Camp) -> bool:
    """Whether the viewer leads this camp: named for it, and still on the programme's staff."""
    is_staff = viewer.may("camp.health") and viewer.programme_id == camp.programme_id
    return is_staff and db.session.get(CampLeader, (camp.id, viewer.account_id)) is not None


def tell(camp_pupil: CampPupil, health: Health, *, given_by: str, guardian: Guardian | None = None) -> None:
    """Keep what a guardian tells, in place of what was told before, with the consent to keep it.

    Refuses for who does not come, and when the camp is over.
    """
    if camp_pupil.status == WITHDRAWN or camp_pupil.camp.end < today():
        raise Refusal(_("This is kept only for pupils who are to go to camp."))
    consent(camp_pupil, item=TO_HEALTH, given_by=given_by, guardian=guardian)
    told = sealed(_PURPOSE, json.dumps(asdict(health)))
    row = db.session.get(CampHealth, camp_pupil.id) or CampHealth(camp_pupil_id=camp_pupil.id)
    row.told, row.told_on = told, today()
    db.session.add(row)
    db.session.flush()
    audit.record("camp.health_told", subject=f"pupil:{camp_pupil.pupil_id}", pupil=camp_pupil.pupil_id)


def seen_by(viewer: Viewer, camp: Camp, *, why: str) -> dict[int, Health]:
    """CampPupil id → what was told, of all who have a place; for a leader, with each look noted. Nothing for others.

    `why` is the list for which it is read ("leaders", "kitchen"). Nothing when the camp is over, erased or not yet.
    """
    if not leads(viewer, camp) or camp.end < today():
        return {}
    rows = db.session.execute(
        select(CampHealth, CampPupil)
        .join(CampPupil, CampPupil.id == CampHealth.camp_pupil_id)
        .join(Pupil, Pupil.id == CampPupil.pupil_id)
        .where(CampPupil.camp_id == camp.id, CampPupil.status == PLACE, Pupil.is_in_programme(today()))
    ).all()
    for _row, one in rows:
        audit.record("camp.health_seen", subject=f"pupil:{one.pupil_id}", camp=camp.id, pupil=one.pupil_id, why=why)
    found = {one.id: _opened(row) for row, one in rows}
    return {id_: told for id_, told in found.items() if told is not None}


def told_on(camp_pupils: Iterable[CampPupil]) -> dict[int, date]:
    """CampPupil id → the date on which something was told, never what."""
    ids = [one.id for one in camp_pupils]
    rows = db.session.execute(
        select(CampHealth.camp_pupil_id, CampHealth.told_on).where(CampHealth.camp_pupil_id.in_(ids))
    )
    return dict(iter(rows))


def erase_over() -> int:
    """Erase what was told for camps that are over, and of pupils who have left the programme; how many rows."""
    over = (
        select(CampPupil.id)
        .join(Camp, Camp.id == CampPupil.camp_id)
        .join(Pupil, Pupil.id == CampPupil.pupil_id)
        .where(or_(Camp.end < today(), ~Pupil.is_in_programme(today())))
    )
    gone = delete(CampHealth).where(CampHealth.camp_pupil_id.in_(over)).returning(CampHealth.camp_pupil_id)
    return len(db.session.scalars(gone).all())


def _opened(row: CampHealth) -> Health | None:
    text = opened(_PURPOSE, row.told)
    return Health(**json.loads(text)) if text is not None else None
