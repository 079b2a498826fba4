"""Reads of pupils, guardians and mentors. Each starts from what the viewer may see of the open programme."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import TypeVar

from sqlalchemy import ColumnElement, Select, false, or_, select
from sqlalchemy.orm import selectinload

from mentoring.core.access import Viewer
from mentoring.core.database import db
from mentoring.programme.models import Programme, School, Topic, Venue
from mentoring.registration.clearance import is_cleared
from mentoring.registration.models import Guardian, Mentor, Pupil, PupilTie
from mentoring.registration.reading.spelling import fold

P = TypeVar("P", Pupil, Mentor)
_LAST_LETTERS = {"æ": "{", "ä": "{", "ø": "|", "ö": "|", "å": "}"}


def pupils_seen_by(viewer: Viewer) -> Select[Pupil]:
    """The pupils a viewer may see, those who have left too: staff all, a coordinator those of the own schools.

    A mentor sees nothing of the register: what a session needs of a pupil is asked of the timetable.
    """
    return (
        select(Pupil)
        .where(_sees_pupil(viewer))
        .options(selectinload(Pupil.school), selectinload(Pupil.needs))
        .order_by(Pupil.family_name, Pupil.given_name, Pupil.id)
    )


def pupils_in(viewer: Viewer) -> Select[Pupil]:
    """Those of `pupils_seen_by` who have not left."""
    return pupils_seen_by(viewer).where(Pupil.left_on.is_(None))


def pupil_seen_by(viewer: Viewer, pupil_id: int) -> Pupil | None:
    """One pupil, None when there is no such pupil for this viewer."""
    return db.session.scalar(pupils_seen_by(viewer).where(Pupil.id == pupil_id))


def guardians_seen_by(viewer: Viewer) -> Select[Guardian]:
    """The guardians of the pupils that the viewer may see."""
    return (
        select(Guardian)
        .where(Guardian.programme_id == viewer.programme_id, Guardian.pupils.any(_sees_pupil(viewer)))
        .options(selectinload(Guardian.pupils))
        .order_by(Guardian.family_name, Guardian.given_name, Guardian.id)
    )


def guardian_seen_by(viewer: Viewer, guardian_id: int) -> Guardian | None:
    """One guardian, None when there is no such guardian for this viewer."""
    return db.session.scalar(guardians_seen_by(viewer).where(Guardian.id == guardian_id))


def pupils_of(viewer: Viewer, guardian: Guardian) -> Sequence[Pupil]:
    """Those of a guardian's pupils that the viewer may see."""
    return db.session.scalars(pupils_seen_by(viewer).where(Pupil.guardians.contains(guardian))).all()


def mentors_seen_by(viewer: Viewer) -> Select[Mentor]:
    """The mentors a viewer may see, those who have left too: staff all, a mentor only the own record."""
    return (
        select(Mentor)
        .where(_sees_mentor(viewer))
        .options(selectinload(Mentor.clearance), selectinload(Mentor.topics))
        .order_by(Mentor.family_name, Mentor.given_name, Mentor.id)
    )


def mentors_in(viewer: Viewer) -> Select[Mentor]:
    """Those of `mentors_seen_by` who have not left."""
    return mentors_seen_by(viewer).where(Mentor.left_on.is_(None))


def mentor_seen_by(viewer: Viewer, mentor_id: int) -> Mentor | None:
    """One mentor, None when there is no such mentor for this viewer."""
    return db.session.scalar(mentors_seen_by(viewer).where(Mentor.id == mentor_id))


def schools_of(viewer: Viewer) -> Sequence[School]:
    """The schools at which the viewer may register pupils: staff all, a coordinator the own ones."""
    if viewer.is_staff:
        return db.session.scalars(select(School).order_by(School.name)).all()
    return db.session.scalars(select(School).where(School.id.in_(viewer.school_ids)).order_by(School.name)).all()


def open_programme(viewer: Viewer) -> Programme | None:
    """The programme that the viewer has open."""
    return db.session.get(Programme, viewer.programme_id) if viewer.programme_id else None


def topics_of(programme_id: int | None) -> Sequence[Topic]:
    """The topics of a programme in their own order."""
    return db.session.scalars(
        select(Topic).where(Topic.programme_id == programme_id).order_by(Topic.position, Topic.name)
    ).all()


def venues_of(programme_id: int | None) -> Sequence[Venue]:
    """The venues of a programme that are in use."""
    in_use = select(Venue).where(Venue.programme_id == programme_id, Venue.is_active).order_by(Venue.name)
    return db.session.scalars(in_use).all()


def ties_of(viewer: Viewer, pupil: Pupil) -> dict[str, list[Pupil]]:
    """{"together": […], "apart": […]}: those of a pupil's ties whose other end the viewer may see."""
    ties = db.session.scalars(
        select(PupilTie).where(or_(PupilTie.pupil_id == pupil.id, PupilTie.other_id == pupil.id))
    ).all()
    kinds = {tie.other_id if tie.pupil_id == pupil.id else tie.pupil_id: tie.kind for tie in ties}
    others = db.session.scalars(pupils_in(viewer).where(Pupil.id.in_(kinds))).all()
    return {kind: [other for other in others if kinds[other.id] == kind] for kind in ("together", "apart")}


def other_ends(pupil: Pupil) -> dict[str, list[int]]:
    """{"together": […], "apart": […]}: ids of all to whom a pupil is tied. For actions, not for pages."""
    found: dict[str, list[int]] = {"together": [], "apart": []}
    for tie in db.session.scalars(
        select(PupilTie).where(or_(PupilTie.pupil_id == pupil.id, PupilTie.other_id == pupil.id))
    ):
        found[tie.kind].append(tie.other_id if tie.pupil_id == pupil.id else tie.pupil_id)
    return found


def cleared_on(mentor: Mentor, on: date) -> bool:
    """Whether the mentor has, on that date, all that the programme requires."""
    return is_cleared(mentor.clearance, mentor.programme.clearance_items, on)


def matching_names(people: Iterable[P], text: str) -> list[P]:
    """The people in whose names every word of the text begins a word, case and accents aside."""
    words = fold(text).split()
    return [one for one in people if all(_begins(word, fold(one.name)) for word in words)]


def by_name(people: Iterable[P]) -> list[P]:
    """By family name, then given name, in the order of the Norwegian alphabet: … z æ ø å."""
    return sorted(people, key=lambda one: (_alphabetic(one.family_name), _alphabetic(one.given_name), one.id))


def find_pupil(
    programme_id: int, school_id: int, given_name: str, family_name: str, birth_date: date | None = None
) -> Pupil | None:
    """A pupil of that school with these names, letter for letter but for case, and that birth date.

    Where one of the two birth dates is unknown the names decide. For actions and imports, not for pages.
    """
    there = select(Pupil).where(Pupil.programme_id == programme_id, Pupil.school_id == school_id)
    wanted = (given_name.casefold(), family_name.casefold())
    namesakes = [
        pupil
        for pupil in db.session.scalars(there.order_by(Pupil.id))
        if (pupil.given_name.casefold(), pupil.family_name.casefold()) == wanted
    ]
    same_day = [pupil for pupil in namesakes if pupil.birth_date == birth_date]
    unknown = [pupil for pupil in namesakes if birth_date is None or pupil.birth_date is None]
    return next(iter(same_day + unknown), None)


def find_mentor(programme_id: int, email: str) -> Mentor | None:
    """The mentor of the programme with that address, case aside. For actions and imports, not for pages."""
    with_address = select(Mentor).where(Mentor.programme_id == programme_id)
    return next((one for one in db.session.scalars(with_address) if one.email.lower() == email.lower()), None)


def find_guardians(programme_id: int, email: str) -> list[Guardian]:
    """The guardians of the programme with that address, case aside. For actions and imports, not for pages."""
    if not email:
        return []
    # only addresses are read of all: a new plan asks this of every family
    there = select(Guardian.id, Guardian.email).where(Guardian.programme_id == programme_id).order_by(Guardian.id)
    found = [number for number, address in db.session.execute(there) if address.lower() == email.lower()]
    return [db.session.get_one(Guardian, number) for number in found]


def _sees_pupil(viewer: Viewer) -> ColumnElement[bool]:
    if viewer.is_staff:
        return Pupil.programme_id == viewer.programme_id
    if viewer.may("pupil.see"):
        return (Pupil.programme_id == viewer.programme_id) & Pupil.school_id.in_(viewer.school_ids)
    return false()


def _sees_mentor(viewer: Viewer) -> ColumnElement[bool]:
    if viewer.may("mentor.see"):
        return Mentor.programme_id == viewer.programme_id
    if viewer.may("mentor.self"):
        return (Mentor.programme_id == viewer.programme_id) & (Mentor.id == viewer.mentor_id)
    return false()


def _alphabetic(name: str) -> str:
    """æ, ø and å after z, their Swedish and German cousins with them, every other letter without its mark."""
    return "".join(_LAST_LETTERS.get(letter) or fold(letter) or " " for letter in name.casefold())


def _begins(word: str, name: str) -> bool:
    return any(part.startswith(word) for part in name.split())
