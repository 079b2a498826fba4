"""The letters about camp, all to guardians through the outbox. None says a word of health or of another child."""

from collections.abc import Iterable
from datetime import timedelta

from flask_babel import force_locale
from sqlalchemy import select

from mentoring.camp.models import Camp
from mentoring.camp.models_of_pupils import WITHDRAWN, CampPupil
from mentoring.camp.queries_of_pupils import children_of
from mentoring.camp.secret import family_address
from mentoring.core import mail
from mentoring.core.clock import OSLO, now, today
from mentoring.core.database import db
from mentoring.core.formats import written
from mentoring.core.languages import locale_of
from mentoring.outbox.actions import post
from mentoring.outbox.models import Mail
from mentoring.registration.models import Guardian, Pupil

HAS_PLACE, WAITS, MOVES_UP = "has_place", "waits", "moves_up"
#: so many days before the deadline those who have no wishes are reminded
REMINDED_BEFORE = (3, 1)
#: the hours of the day in which reminders go out
FROM, UNTIL = 9, 20
_PATTERN = "EEEE d. MMMM"


def tell(camp_pupil: CampPupil, what: str) -> None:
    """Write to a pupil's guardians that it has a place, waits for one, or has moved up to one."""
    for guardian in _reachable(camp_pupil.pupil.guardians):
        moment = int(now().timestamp())
        key = f"camp:{camp_pupil.camp_id}:{what}:{camp_pupil.id}:{guardian.id}:{moment}"
        _post("camp_place", camp_pupil.camp, guardian, key, what=what, child=camp_pupil.pupil.given_name)


def invite(camp: Camp) -> int:
    """Write, once, to every guardian with a child in the programme who is not signed up; how many they are."""
    signed_up = select(CampPupil.pupil_id).where(CampPupil.camp_id == camp.id)
    there = set(db.session.scalars(signed_up))
    guardians = db.session.scalars(select(Guardian).where(Guardian.programme_id == camp.programme_id))
    invited = 0
    for guardian in _reachable(guardians.all()):
        children = [one for one in children_of(guardian) if one.id not in there]
        if children:
            key = f"camp:{camp.id}:invitation:{guardian.id}"
            _post("camp_invitation", camp, guardian, key, children=_names(children))
            invited += 1
    return invited


def is_invited(camp: Camp) -> bool:
    """Whether any guardian was written to about this camp (as long as the outbox keeps its mails)."""
    mine = Mail.key.startswith(f"camp:{camp.id}:invitation:", autoescape=True)
    return db.session.scalar(select(Mail.id).where(mine).limit(1)) is not None


def remind() -> int:
    """Keep the reminders that are due, if it is day; how many. Each has a key, so that none comes twice."""
    if not FROM <= now().astimezone(OSLO).hour < UNTIL:
        return 0
    days = [today() + timedelta(days=before) for before in REMINDED_BEFORE]
    due = db.session.scalars(select(Camp).where(Camp.wishes_until.in_(days)))
    return sum(_remind(camp, (camp.wishes_until - today()).days) for camp in due.all())


def _remind(camp: Camp, before: int) -> int:
    coming = select(CampPupil).where(CampPupil.camp_id == camp.id, CampPupil.status != WITHDRAWN)
    without = {one.pupil_id for one in db.session.scalars(coming) if not one.wishes}
    guardians = {
        guardian.id: guardian
        for pupil in db.session.scalars(select(Pupil).where(Pupil.id.in_(without)))
        for guardian in _reachable(pupil.guardians)
    }
    for guardian in guardians.values():
        key = f"camp:{camp.id}:wishes:{before}:{guardian.id}"
        _post(
            "camp_wishes",
            camp,
            guardian,
            key,
            children=_names([one for one in children_of(guardian) if one.id in without]),
        )
    return len(guardians)


def _post(template: str, camp: Camp, guardian: Guardian, key: str, **values: object) -> None:
    with force_locale(locale_of(guardian.language)):
        days = {
            name: written(getattr(camp, name), _PATTERN, is_first=False)
            for name in ("start", "end", "sign_up_until", "wishes_until")
        }
    page = family_address(camp, guardian)
    letter = mail.write(
        template, to=guardian.email, language=guardian.language, camp=camp, days=days, page=page, **values
    )
    post(letter, programme_id=camp.programme_id, about=f"camp:{camp.id}", key=key)


def _reachable(guardians: Iterable[Guardian]) -> list[Guardian]:
    return [one for one in guardians if one.email]


def _names(pupils: Iterable[Pupil]) -> str:
    return ", ".join(one.given_name for one in pupils)
