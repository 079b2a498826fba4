"""Who the guardians of a list are: known again by e-mail and name, never merged, shared by brothers and sisters."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from mentoring.core.database import db
from mentoring.importing.lines import Change
from mentoring.registration import actions
from mentoring.registration.models import Guardian, Pupil
from mentoring.registration.reading.fault import Fault
from mentoring.registration.reading.pupil_row import Guardian as Named
from mentoring.registration.reading.spelling import fold


@dataclass
class Planned:
    """A guardian whom a row of the list would register; rows with the same one share it. `stored` once it is."""

    given_name: str
    family_name: str
    email: str
    phone: str
    stored: Guardian | None = None

    @property
    def name(self) -> str:
        return f"{self.given_name} {self.family_name}".strip()


Somebody = Guardian | Planned


@dataclass(frozen=True)
class GuardianDeed:
    """What becomes of one guardian of a row. `updates` are new contact details of the pupil's own guardian."""

    who: Somebody
    is_own: bool
    updates: dict[str, str]
    warnings: tuple[Fault, ...] = ()

    def changes(self) -> tuple[Change, ...]:
        """In words, for a pupil who is registered already."""
        if not self.is_own:
            return (Change(_l("Guardians"), "", written(self.who)),)
        return tuple(Change(_LABELS[key], getattr(self.who, key), value) for key, value in self.updates.items())

    def carry_out(self, pupil: Pupil) -> None:
        """Store it for a pupil who is stored."""
        known = self.who
        if isinstance(known, Planned):
            if known.stored is None:
                known.stored = _registered(known, pupil)
                return
            known = known.stored
        if known not in pupil.guardians:
            actions.set_guardians(pupil, guardian_ids={known.id, *(one.id for one in pupil.guardians)})
        if self.updates:
            actions.change_guardian(known, **self.updates)  # type: ignore[arg-type] # keys are those of _LABELS


_LABELS = {"email": _l("Guardian's e-mail"), "phone": _l("Guardian's telephone")}


def _registered(planned: Planned, pupil: Pupil) -> Guardian:
    return actions.register_guardian(
        pupil,
        given_name=planned.given_name,
        family_name=planned.family_name,
        email=planned.email,
        phone=planned.phone,
    )


def written(who: Somebody) -> str:
    """A guardian in one line."""
    return ", ".join(part for part in (who.name, who.email, who.phone) if part)


class GuardianBook:
    """All guardians by address: those registered in the programme, and those of earlier rows."""

    def __init__(self, programme_id: int) -> None:
        self._by_email: dict[str, list[Somebody]] = {}
        for row in db.session.scalars(select(Guardian).where(Guardian.programme_id == programme_id)):
            self._note(row)

    def plan(self, people: Sequence[Named], pupil: Pupil | None, pupil_name: str) -> tuple[GuardianDeed, ...]:
        """What becomes of the guardians of one row; `pupil` is the registered pupil whose row it is, if any."""
        return tuple(self._plan(person, pupil, pupil_name) for person in people)

    def _plan(self, person: Named, pupil: Pupil | None, pupil_name: str) -> GuardianDeed:
        own = _own(person, pupil.guardians if pupil else ())
        if own:
            said = {"email": person.email, "phone": person.phone}
            updates = {
                key: value for key, value in said.items() if value and value.lower() != getattr(own, key).lower()
            }
            return GuardianDeed(own, True, updates)
        namesakes = self._by_email.get(person.email.lower(), []) if person.email else []
        same = next((one for one in namesakes if fold(one.name) == fold(_name(person))), None)
        if same:
            return self._shared(same, person)
        warnings = (_other_name(person),) if namesakes and _name(person) else ()
        return self._new(person, pupil_name, warnings)

    def _shared(self, same: Somebody, person: Named) -> GuardianDeed:
        """The guardian of a brother or sister; a number is added, never replaced."""
        if person.phone and same.phone and person.phone != same.phone:
            note = Fault(
                _("%(name)s is known with another telephone number, which is kept.", name=same.name),
                _("Change it on the guardian's page if it is wrong."),
                "guardian_phone",
            )
            return GuardianDeed(same, False, {}, (note,))
        if isinstance(same, Planned):
            same.phone = same.phone or person.phone
            return GuardianDeed(same, False, {})
        return GuardianDeed(same, False, {} if same.phone or not person.phone else {"phone": person.phone})

    def _new(self, person: Named, pupil_name: str, warnings: tuple[Fault, ...]) -> GuardianDeed:
        given = person.given_name or person.family_name
        if not given:
            given = _("Guardian of %(name)s", name=pupil_name)
            note = Fault(
                _("The guardian's name is missing; “%(name)s” is written instead.", name=given),
                _("Write the name on the guardian's page when you know it."),
                "guardian_name",
            )
            warnings = (*warnings, note)
        planned = Planned(given, person.family_name if person.given_name else "", person.email, person.phone)
        self._note(planned)
        return GuardianDeed(planned, False, {}, warnings)

    def _note(self, who: Somebody) -> None:
        if who.email:
            self._by_email.setdefault(who.email.lower(), []).append(who)


def _name(person: Named) -> str:
    return f"{person.given_name} {person.family_name}".strip()


def _own(person: Named, own: Any) -> Guardian | None:
    """The pupil's own guardian whom a row names: by name, or, where it has none, by address or number."""
    if _name(person):
        named = [one for one in own if fold(one.name) == fold(_name(person))]
        return next((one for one in named if one.email.lower() == person.email.lower()), next(iter(named), None))
    return next(
        (
            one
            for one in own
            if (person.email and one.email.lower() == person.email.lower())
            or (not person.email and one.phone == person.phone)
        ),
        None,
    )


def _other_name(person: Named) -> Fault:
    return Fault(
        _("%(email)s is also the address of a guardian with another name.", email=person.email),
        _("Both are kept, each as a person of their own."),
        "guardian_email",
    )
