"""Secrets in links that need no sign-in: made of a nonce or of a row and the installation's key.

A link to answer a request works once. A guardian's link is good for telling that a child does not come, and for
nothing else; it shows no more than the mail in which it stands, and stops when the guardian's address changes.
"""

import hashlib

from mentoring.core.database import db
from mentoring.core.mail import address
from mentoring.core.signing import is_signed, signed
from mentoring.programme.models import Programme
from mentoring.registration.models import Guardian
from mentoring.registration.queries import find_guardians
from mentoring.standins.models import StandInRequest

_FAMILY = "family"


def secret_of(nonce: bytes) -> str:
    """The secret in the links of a request."""
    return signed("stand-in", nonce)


def hash_of(secret: str) -> str:
    """What is stored and looked up."""
    return hashlib.sha256(secret.encode()).hexdigest()


def answer_secret(request: StandInRequest) -> str:
    """The secret of a request, for the eyes of the one who is asked."""
    return secret_of(request.nonce)


def answer_address(request: StandInRequest, answer: str) -> str:
    """The address at which somebody who was asked says yes or no."""
    return address("answers.show", secret=secret_of(request.nonce), answer=answer)


def family_address(guardian: Guardian) -> str:
    """The address at which a guardian tells that a child does not come."""
    return address("family.child", link=f"{guardian.id}-{signed(_FAMILY, _said_of(guardian))}")


def family_link(programme: Programme, email: str) -> str:
    """The same for whoever reads mail at that address; empty where no guardian of the programme does."""
    found = (one for one in find_guardians(programme.id, email) if one.pupils)
    guardian = next(found, None)
    return family_address(guardian) if guardian else ""


def guardian_of(token: str) -> Guardian | None:
    """Whose link it is; None for one that is not right, or not right any more."""
    number, _, secret = token.partition("-")
    if not (number.isascii() and number.isdigit() and len(number) < 10):
        return None
    found = db.session.get(Guardian, int(number))
    good = found is not None and is_signed(_FAMILY, _said_of(found), secret)
    return found if good else None


def _said_of(guardian: Guardian) -> bytes:
    return f"{guardian.id}:{guardian.email.lower()}".encode()
