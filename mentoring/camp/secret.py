"""Links to camp that need no sign-in: a guardian's, for all it decides about its children at one camp, and a pupil's
own, for wishes and friends only.

A guardian's link stops when its address changes, a pupil's when staff make a new one. Neither shows what was told of
health.
"""

from mentoring.camp.models import Camp
from mentoring.camp.models_of_pupils import CampPupil
from mentoring.core.database import db
from mentoring.core.mail import address
from mentoring.core.signing import is_signed, signed
from mentoring.registration.models import Guardian

_GUARDIAN, _PUPIL = "camp guardian", "camp pupil"


def family_link(camp: Camp, guardian: Guardian) -> str:
    """The secret part of a guardian's address."""
    return f"{camp.id}-{guardian.id}-{signed(_GUARDIAN, _said_of(camp, guardian))}"


def family_address(camp: Camp, guardian: Guardian) -> str:
    """Where a guardian signs a child up, gives consent and ranks wishes."""
    return address("camp_family.show", camp_link=family_link(camp, guardian))


def pupil_link(camp_pupil: CampPupil) -> str:
    """The secret part of a pupil's address."""
    return f"{camp_pupil.id}-{signed(_PUPIL, camp_pupil.nonce)}"


def pupil_address(camp_pupil: CampPupil) -> str:
    """Where a pupil ranks its wishes and names friends."""
    return address("camp_family.mine", pupil_link=pupil_link(camp_pupil))


def family_of(link: str) -> tuple[Camp, Guardian] | None:
    """Whose link it is, to which camp; None for one that is not right, or not right any more."""
    first, _, rest = link.partition("-")
    second, _, secret = rest.partition("-")
    if not (_is_number(first) and _is_number(second)):
        return None
    camp, guardian = db.session.get(Camp, int(first)), db.session.get(Guardian, int(second))
    if camp is None or guardian is None or camp.programme_id != guardian.programme_id:
        return None
    return (camp, guardian) if is_signed(_GUARDIAN, _said_of(camp, guardian), secret) else None


def pupil_of(link: str) -> CampPupil | None:
    """Whose own link it is; None for one that is not right, or not right any more."""
    number, _, secret = link.partition("-")
    found = db.session.get(CampPupil, int(number)) if _is_number(number) else None
    return found if found is not None and is_signed(_PUPIL, found.nonce, secret) else None


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 10


def _said_of(camp: Camp, guardian: Guardian) -> bytes:
    return f"{camp.id}:{guardian.id}:{guardian.email.lower()}".encode()
