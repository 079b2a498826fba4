"""One pupil of a list: the record made from the columns of a row, and its checks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from flask_babel import lazy_gettext as _  # type: ignore[import-untyped] # Flask-Babel ships no types

from mentoring.registration.reading.field import Draft, Kind, Values
from mentoring.registration.reading.numbers import Grade
from mentoring.registration.reading.person_row import part_full_name, person_identity
from mentoring.registration.reading.pupil_fields import FIELDS

_AGE_IN_GRADE_ONE = 5  # a pupil turns six in the calendar year in which grade 1 begins


@dataclass(frozen=True)
class Guardian:
    """A guardian as one row names them; "" where the row says nothing."""

    given_name: str = ""
    family_name: str = ""
    email: str = ""
    phone: str = ""


def _finish(draft: Draft) -> None:
    """One pupil's record from the columns of the row."""
    part_full_name(draft)
    _settle_grade(draft)
    _settle_languages(draft.values)
    _settle_mentor_wish(draft.values)
    draft.values["guardians"] = _guardians(draft.values)
    draft.values["sessions_wanted"] = draft.values["sessions_wanted"] or 1
    draft.values["priority"] = draft.values["priority"] or 1
    _warn(draft)
    for key in ("together", "apart", "needs"):
        draft.values[key] = draft.values[key] or ()
    draft.values["remark"] = draft.values["remark"] or ""


def _settle_grade(draft: Draft) -> None:
    """Grade and class ("form") from the two columns that may say them."""
    grade: Grade | None = draft.values.pop("grade")
    form: Grade | None = draft.values.pop("school_class")
    number = (grade.grade if grade else 0) or (form.grade if form else 0)
    draft.values["grade"] = number or None
    draft.values["form"] = (form.letter if form else "") or (grade.letter if grade else "")
    if draft.is_faulty("grade", "school_class"):
        return
    likely = _likely_grade(draft)
    if form and not number:
        draft.fault(
            "school_class",
            _("The class “%(text)s” says no grade.", text=form.letter),
            _("Write the grade too, for example %(example)s.", example=f"{likely}{form.letter}"),
        )
    elif not number:
        draft.fault(
            "grade", _("The grade is missing."), _("Write it, for example %(example)s.", example=f"{likely}B")
        )
    elif grade and form and form.grade not in (0, grade.grade):
        draft.fault(
            "grade",
            _("One column says grade %(one)s, another grade %(two)s.", one=grade.grade, two=form.grade),
            _("Mend the one that is wrong."),
        )


def _usual_grade(birth: date, today: date) -> int:
    """The grade of most children born in a year; in July the list is for the school year to come."""
    school_year = today.year if today.month >= 7 else today.year - 1
    return school_year - birth.year - _AGE_IN_GRADE_ONE


def _likely_grade(draft: Draft) -> int:
    """A grade for the example in a hint: the usual one for the birth date, within the programme."""
    low, high = draft.context.grades
    birth = draft.values["birth_date"]
    return max(low, min(high, _usual_grade(birth, draft.context.today))) if birth else low


def _settle_languages(values: Values) -> None:
    home, others = values.pop("home_languages") or (), values.pop("other_languages") or ()
    values["languages"] = tuple(dict.fromkeys((*home, *others)))
    values["home_languages"] = home


def _settle_mentor_wish(values: Values) -> None:
    wish, is_required = values.pop("mentor_wish"), values.pop("mentor_gender_required")
    values["mentor_gender"] = wish.gender if wish else None
    values["mentor_gender_required"] = bool(wish and (wish.is_required or is_required))


def _guardians(values: Values) -> tuple[Guardian, ...]:
    people = []
    for place in ("guardian", "guardian2"):
        name, email, phone = (values.pop(f"{place}_{part}") for part in ("name", "email", "phone"))
        if name or email or phone:
            people.append(Guardian(name.given if name else "", name.family if name else "", email or "", phone or ""))
    return tuple(people)


def _warn(draft: Draft) -> None:
    values, context = draft.values, draft.context
    if values["availability"] is None and not draft.is_faulty("availability"):
        draft.warn("availability", _("No times are given."), _("The pupil can be matched when they are."))
    if not values["needs"] and not draft.is_faulty("needs"):
        draft.warn("needs", _("No topics are given."), _("The pupil can be matched when they are."))
    if not draft.is_faulty("guardian_name", "guardian_email", "guardian_phone"):
        _warn_of_guardians(draft)
    if values["grade"] and values["birth_date"]:
        usual = _usual_grade(values["birth_date"], context.today)
        if abs(usual - values["grade"]) > 1:
            draft.warn(
                "birth_date",
                _(
                    "Someone born in %(year)s is usually in grade %(usual)s, not %(grade)s.",
                    year=values["birth_date"].year,
                    usual=usual,
                    grade=values["grade"],
                ),
                _("Look whether birth date and grade are right."),
            )


def _warn_of_guardians(draft: Draft) -> None:
    guardians: tuple[Guardian, ...] = draft.values["guardians"]
    if not guardians:
        draft.warn("guardian_name", _("No guardian is named."), _("You can add one later."))
    elif not any(guardian.email or guardian.phone for guardian in guardians):
        draft.warn("guardian_email", _("No guardian has an e-mail address or telephone number."))


PUPILS = Kind(
    "pupils",
    FIELDS,
    needed=((("given_name", "family_name"), ("full_name",)), (("birth_date",),), (("grade",), ("school_class",))),
    finish=_finish,
    identity=person_identity,
    wished=("availability", "needs"),
)
