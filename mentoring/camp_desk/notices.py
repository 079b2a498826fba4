"""Whom a new plan of the camp concerns, and what each is told: mentors, and guardians of their own children."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from flask_babel import force_locale
from flask_babel import gettext as _

from mentoring.camp_desk.models import CampRun
from mentoring.camp_desk.names import block_told
from mentoring.core.languages import DEFAULT, locale_of
from mentoring.matching.notices import GUARDIANS, MENTORS, languages_of
from mentoring.planning.telling import Notice
from mentoring.registration.models import Guardian, Mentor, Pupil


def notices(before: Sequence[CampRun], after: Sequence[CampRun]) -> list[Notice]:
    """Everybody for whom something changes, and what each is told."""
    return [*_to_mentors(before, after), *_to_guardians(before, after)]


def _by_person(runs: Iterable[CampRun], kind: str) -> dict[Pupil | Mentor, list[CampRun]]:
    found: dict[Pupil | Mentor, list[CampRun]] = {}
    for run in runs:
        for person in getattr(run, kind):
            found.setdefault(person, []).append(run)
    return found


def _changed(before: Sequence[CampRun], after: Sequence[CampRun], kind: str) -> dict[Pupil | Mentor, list[CampRun]]:
    """Who has something else than before, and what they have now."""
    old, new = _by_person(before, kind), _by_person(after, kind)
    people = sorted({*old, *new}, key=lambda one: (one.family_name, one.given_name, one.id))
    return {one: new.get(one, []) for one in people if _where(old.get(one, [])) != _where(new.get(one, []))}


def _where(runs: Iterable[CampRun]) -> set[tuple[int, int, int]]:
    return {(run.activity_id, run.block_id, run.room_id) for run in runs}


def _lines(runs: Sequence[CampRun]) -> Iterator[str]:
    for run in runs:
        yield f"– {block_told(run.block)}: {run.activity.name}, {run.room.name}"
    if not runs:
        yield _("Nothing at the camp any more.")


def _to_mentors(before: Sequence[CampRun], after: Sequence[CampRun]) -> Iterator[Notice]:
    changed = _changed(before, after, "mentors")
    languages = languages_of(one.id for one in changed)
    for mentor, runs in changed.items():
        language = languages.get(mentor.id, DEFAULT)
        with force_locale(locale_of(language)):
            lines = (_("Your programme at the camp:"), *_lines(runs))
        yield _notice(MENTORS, mentor, language, lines)


def _to_guardians(before: Sequence[CampRun], after: Sequence[CampRun]) -> Iterator[Notice]:
    changed: Mapping[Pupil, list[CampRun]] = _changed(before, after, "pupils")
    guardians = {guardian.id: guardian for pupil in changed for guardian in pupil.guardians}
    for guardian in sorted(guardians.values(), key=lambda one: (one.family_name, one.given_name, one.id)):
        with force_locale(locale_of(guardian.language)):
            lines = tuple(_of_children(guardian, changed))
        yield _notice(GUARDIANS, guardian, guardian.language, lines)
    for pupil in changed:
        if not pupil.guardians:
            yield Notice(GUARDIANS, pupil.name, "", DEFAULT, (), _("no guardian is registered"))


def _of_children(guardian: Guardian, changed: Mapping[Pupil, list[CampRun]]) -> Iterator[str]:
    for child in (pupil for pupil in changed if pupil in guardian.pupils):
        who = child.given_name if len(guardian.pupils) > 1 else _("Your child")
        yield _("%(who)s at the camp:", who=who)
        yield from _lines(changed[child])


def _notice(role: str, person: Guardian | Mentor, language: str, lines: tuple[str, ...]) -> Notice:
    return Notice(role, person.name, person.email, language, lines, "" if person.email else _("no e-mail address"))
