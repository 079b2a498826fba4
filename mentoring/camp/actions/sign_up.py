"""Signing up, consent, the draw of places, and moving up when there is a free one."""

from collections.abc import Collection
from secrets import token_bytes

from flask_babel import gettext as _
from sqlalchemy import delete, select

from mentoring.camp import letters
from mentoring.camp.actions.parts import days_of
from mentoring.camp.models import Camp
from mentoring.camp.models_of_pupils import (
    APPLIED,
    PLACE,
    TO_CAMP,
    TO_HEALTH,
    WAITING,
    WITHDRAWN,
    CampConsent,
    CampHealth,
    CampPupil,
)
from mentoring.camp.queries_of_pupils import camp_pupil_of, left_with_place, places_taken, waiting_list
from mentoring.core import audit
from mentoring.core.access import viewer
from mentoring.core.clock import now, today
from mentoring.core.database import add_all, db
from mentoring.core.refusal import Refusal
from mentoring.registration.models import Guardian, Pupil

NONCE_BYTES = 32


def sign_up(camp: Camp, pupil: Pupil, *, days: Collection[str] = (), is_accessible_only: bool = False) -> CampPupil:
    """Sign a pupil up. It gets no place without a guardian's consent; see `consent`.

    Refuses who is signed up already, and families when the time for it is over.
    """
    _check_open(camp)
    found = camp_pupil_of(camp, pupil)
    if found is not None and found.status != WITHDRAWN:
        raise Refusal(_("%(name)s is signed up already.", name=pupil.given_name))
    one = found or CampPupil(camp=camp, pupil=pupil, nonce=token_bytes(NONCE_BYTES))
    one.status, one.applied_at, one.changed_at = APPLIED, now(), now()
    add_all([one])
    change_stay(one, days=days, is_accessible_only=is_accessible_only)
    audit.record("camp.signed_up", subject=f"pupil:{pupil.id}", camp=camp.id, pupil=pupil.id)
    return one


def change_stay(camp_pupil: CampPupil, *, days: Collection[str], is_accessible_only: bool) -> None:
    """On which days the pupil is there (none named: all), and whether it needs rooms without steps."""
    known = [day.isoformat() for day in days_of(camp_pupil.camp)]
    chosen = [day for day in known if day in days]
    camp_pupil.days = [] if len(chosen) in (0, len(known)) else chosen
    camp_pupil.is_accessible_only, camp_pupil.changed_at = is_accessible_only, now()
    db.session.flush()


def consent(camp_pupil: CampPupil, *, item: str, given_by: str, guardian: Guardian | None = None) -> None:
    """Note a guardian's yes, by the guardian's own link or by somebody who was told; given twice it stays one.

    Who signed up after the draw gets a free place, or the end of the waiting list.
    """
    if camp_pupil.status == WITHDRAWN:
        raise Refusal(_("%(name)s is not signed up.", name=camp_pupil.pupil.given_name))
    if camp_pupil.consent(item) is None:
        camp_pupil.consents.append(
            CampConsent(
                item=item,
                given_by=given_by,
                guardian_id=guardian.id if guardian else None,
                noted_by_id=viewer().account_id,
                given_at=now(),
            )
        )
        db.session.flush()
        _record(camp_pupil, "camp.consented", item)
    if item == TO_CAMP and camp_pupil.camp.drawn_at is not None and camp_pupil.status == APPLIED:
        camp_pupil.status = WAITING
        db.session.flush()
        if camp_pupil not in move_up(camp_pupil.camp):
            letters.tell(camp_pupil, letters.WAITS)


def withdraw(camp_pupil: CampPupil) -> None:
    """The pupil does not come after all: every consent is taken back, and what was told of health erased at once. The
    next of the waiting list moves up; see `mentoring.camp.changes`.
    """
    camp_pupil.status, camp_pupil.changed_at = WITHDRAWN, now()
    withdraw_consent(camp_pupil, item=TO_CAMP)
    withdraw_consent(camp_pupil, item=TO_HEALTH)
    audit.record(
        "camp.withdrawn", subject=f"pupil:{camp_pupil.pupil_id}", camp=camp_pupil.camp_id, pupil=camp_pupil.pupil_id
    )
    db.session.flush()


def withdraw_consent(camp_pupil: CampPupil, *, item: str) -> None:
    """Take one consent back. That of health erases what was told; without that of the camp nobody keeps a place."""
    found = camp_pupil.consent(item)
    if found is not None:
        found.withdrawn_at = now()
        _record(camp_pupil, "camp.consent_withdrawn", item)
    if item == TO_HEALTH:
        db.session.execute(delete(CampHealth).where(CampHealth.camp_pupil_id == camp_pupil.id))
    db.session.flush()


def hold_draw(camp: Camp, *, seed: str) -> None:
    """Draw the places among all who have signed up with consent, and write to their guardians.

    Refuses before signing up is over, a second time, and without a seed where not everybody can come.
    """
    db.session.execute(select(Camp.id).where(Camp.id == camp.id).with_for_update())
    if why_not := reason_against_draw(camp):
        raise Refusal(why_not)
    taking_part = [one for one in _all(camp, APPLIED) if one.has_consent]
    if not seed and len(taking_part) > camp.seats:
        raise Refusal(_("There are fewer places than pupils, so a seed is needed."), "seed")
    camp.draw_seed, camp.drawn_at, camp.drawn_seats = seed, now(), camp.seats
    audit.record("camp.drawn", camp=camp.id, seed=seed)
    for place, one in enumerate(sorted(taking_part, key=lambda one: (-one.ticket, one.id))):
        one.is_drawn, one.status = True, PLACE if place < camp.seats else WAITING
        letters.tell(one, letters.HAS_PLACE if one.status == PLACE else letters.WAITS)
    db.session.flush()


def reason_against_draw(camp: Camp) -> str:
    """Why the draw cannot be held now; empty where it can."""
    if camp.drawn_at is not None:
        return str(_("The draw is held already. It is held once."))
    if today() <= camp.sign_up_until:
        return str(_("Signing up is still open. The draw is held when it is over."))
    return ""


def move_up(camp: Camp) -> list[CampPupil]:
    """Give free places to who waits longest, and write to the guardians; who they were. Before the draw nobody.

    Whose place was given away because the pupil had left the programme waits for another after coming back.
    """
    db.session.execute(select(Camp.id).where(Camp.id == camp.id).with_for_update())
    if camp.drawn_at is None:
        return []
    free = max(0, camp.seats - places_taken(camp))
    moved = [one for one in waiting_list(camp) if one.has_consent][:free] if camp.end >= today() else []
    for one in left_with_place(camp) if moved else ():
        one.status, one.changed_at = WAITING, now()
    for one in moved:
        one.status, one.changed_at = PLACE, now()
        letters.tell(one, letters.MOVES_UP)
        audit.record("camp.moved_up", subject=f"pupil:{one.pupil_id}", camp=camp.id, pupil=one.pupil_id)
    db.session.flush()
    return moved


def renew_link(camp_pupil: CampPupil) -> None:
    """Make the pupil's own link anew; the old one shows nothing any more."""
    camp_pupil.nonce = token_bytes(NONCE_BYTES)


def _check_open(camp: Camp) -> None:
    is_family = viewer().account_id is None
    if today() > camp.end:
        raise Refusal(_("The camp is over."))
    if is_family and today() > camp.sign_up_until:
        raise Refusal(_("The time for signing up is over. Call %(contact)s.", contact=camp.contact))


def _all(camp: Camp, status: str) -> list[CampPupil]:
    return list(db.session.scalars(select(CampPupil).where(CampPupil.camp_id == camp.id, CampPupil.status == status)))


def _record(camp_pupil: CampPupil, event: str, item: str) -> None:
    subject = f"pupil:{camp_pupil.pupil_id}"
    if event == "camp.consented":
        audit.record("camp.consented", subject=subject, pupil=camp_pupil.pupil_id, item=item)
    else:
        audit.record("camp.consent_withdrawn", subject=subject, pupil=camp_pupil.pupil_id, item=item)
