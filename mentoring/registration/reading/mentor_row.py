"""One mentor of a list: the record made from the columns of a row, and its checks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from flask_babel import lazy_gettext as _  # type: ignore[import-untyped] # Flask-Babel ships no types

from mentoring.registration.reading.dates import months_later, years_between
from mentoring.registration.reading.field import Draft, Kind
from mentoring.registration.reading.mentor_fields import FIELDS
from mentoring.registration.reading.person_row import part_full_name, person_identity


@dataclass(frozen=True)
class Cleared:
    """One ticked item of the clearance checklist, with what the list said of it."""

    done_on: date | None = None
    issued_on: date | None = None
    seen_by: str = ""


def _finish(draft: Draft) -> None:
    """One mentor's record from the columns of the row; limits left blank stay None (the programme's own)."""
    part_full_name(draft)
    _settle_grades(draft)
    values = draft.values
    values["clearance"] = _clearance(draft)
    if values["availability"] is None and not draft.is_faulty("availability"):
        draft.warn("availability", _("No times are given."), _("The mentor can be matched when they are."))
    if not values["topics"] and not draft.is_faulty("topics"):
        draft.warn("topics", _("No topics are given."), _("The mentor can be matched when they are."))
    if values["birth_date"]:
        age = years_between(values["birth_date"], draft.context.today)
        if age < draft.context.adult_age:
            draft.warn(
                "birth_date",
                _("The mentor is %(age)s years old.", age=age),
                _(
                    "The rules for young workers apply to paid mentors under %(adult)s.",
                    adult=draft.context.adult_age,
                ),
            )
    for key in ("languages", "topics", "qualifications"):
        values[key] = values[key] or ()


def _settle_grades(draft: Draft) -> None:
    values, programme = draft.values, draft.context.grades
    span = values.pop("grades") or programme
    values["grade_low"], values["grade_high"] = values["grade_low"] or span[0], values["grade_high"] or span[1]
    if values["grade_low"] > values["grade_high"] and not draft.is_faulty("grade_low", "grade_high"):
        draft.fault(
            "grade_low",
            _("The grades go from %(low)s to %(high)s.", low=values["grade_low"], high=values["grade_high"]),
            _("Write the lowest grade first."),
        )


def _clearance(draft: Draft) -> dict[str, Cleared]:
    """The ticked items; a police certificate counts from the day it was shown."""
    values = draft.values
    ticked = {}
    for item in ("interview", "references", "training", "confidentiality"):
        done = values.pop(item)
        if done and done.is_done:
            ticked[item] = Cleared(done.on)
    issued, shown = values.pop("certificate_issued"), values.pop("certificate_shown")
    seen_by = values.pop("certificate_seen_by") or ""
    if issued or shown:
        ticked["certificate"] = Cleared(shown, issued, seen_by)
    if not draft.is_faulty("certificate_issued", "certificate_shown"):
        _judge_certificate(draft, issued, shown)
    return ticked


def _judge_certificate(draft: Draft, issued: date | None, shown: date | None) -> None:
    months = draft.context.certificate_months
    if shown and not issued:
        draft.warn(
            "certificate_issued",
            _("The police certificate was shown, but not when it was issued."),
            _("Without that day the certificate does not count."),
        )
    elif shown and issued and shown < issued:
        draft.fault(
            "certificate_shown",
            _("The police certificate was shown before it was issued."),
            _("Mend the date that is wrong."),
        )
    elif shown and issued and shown > months_later(issued, months):
        draft.warn(
            "certificate_shown",
            _("The police certificate was over %(months)s months old when it was shown.", months=months),
            _("It does not count; the mentor needs a new one."),
        )


MENTORS = Kind(
    "mentors",
    FIELDS,
    needed=((("given_name", "family_name"), ("full_name",)), (("email",),), (("birth_date",),)),
    finish=_finish,
    identity=person_identity,
    wished=("availability", "topics"),
)
