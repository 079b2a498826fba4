"""Guardians: people of their own, tied to any number of pupils."""

from collections.abc import Collection
from typing import Any, TypedDict, Unpack

from flask_babel import gettext as _
from sqlalchemy import select

from mentoring.core import audit
from mentoring.core.database import add_all, db
from mentoring.core.languages import LANGUAGES
from mentoring.core.refusal import Refusal
from mentoring.registration.actions import checks
from mentoring.registration.models import Guardian, Pupil


class GuardianValues(TypedDict, total=False):
    """What may be said of a guardian; `language` is that of letters: nb, nn or en."""

    given_name: str
    family_name: str
    email: str
    phone: str
    language: str


def register_guardian(pupil: Pupil, **values: Unpack[GuardianValues]) -> Guardian:
    """A new person who is a guardian of the pupil. Who is already there is tied by `set_guardians` instead."""
    checks.refuse_empty({"given_name": ""} | values, "given_name")
    guardian = Guardian(programme_id=pupil.programme_id, family_name="")
    checks.put(guardian, _checked(values))
    add_all([guardian])
    pupil.guardians.append(guardian)
    _record(guardian)
    _record_change(pupil)
    return guardian


def change_guardian(guardian: Guardian, **values: Unpack[GuardianValues]) -> tuple[str, ...]:
    """Store what differs; the names of the fields that did."""
    checks.refuse_empty(values, "given_name")
    changed = checks.put(guardian, _checked(values))
    if changed:
        _record(guardian)
    return changed


def set_guardians(pupil: Pupil, *, guardian_ids: Collection[int]) -> None:
    """Exactly these guardians, who are registered already, are the pupil's.

    A guardian who has no pupil any more is erased: there is no reason left to know that person.
    """
    wanted = select(Guardian).where(Guardian.programme_id == pupil.programme_id, Guardian.id.in_(guardian_ids))
    rows = list(db.session.scalars(wanted.order_by(Guardian.id)))
    if {row.id for row in rows} != set(guardian_ids):
        raise Refusal(_("Choose among those of this programme."), "guardians")
    gone = [row for row in pupil.guardians if row not in rows]
    if not checks.put(pupil, {"guardians": rows}):
        return
    _record_change(pupil)
    db.session.flush()
    for guardian in gone:
        db.session.refresh(guardian)
        if not guardian.pupils:
            db.session.delete(guardian)
    db.session.flush()


def _checked(values: Any) -> dict[str, Any]:
    checks.refuse_identity_numbers(values)
    if "language" in values and values["language"] not in LANGUAGES:
        raise Refusal(_("Choose a language."), "language")
    return dict(values)


def _record(guardian: Guardian) -> None:
    audit.record("guardian.changed", subject=f"guardian:{guardian.id}", guardian=guardian.id)


def _record_change(pupil: Pupil) -> None:
    audit.record("pupil.changed", subject=f"pupil:{pupil.id}", pupil=pupil.id, fields=["guardians"])
