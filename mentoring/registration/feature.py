"""Registers the feature: its pages, commands and tasks."""

import phonenumbers
from flask import Flask

import mentoring.registration.front  # noqa: F401  # registers what waits
from mentoring.registration import models
from mentoring.registration.forms.fields import GENDERS, GENDERS_OF_CHILDREN, grade_name, language_name
from mentoring.registration.forms.week import week_as_text
from mentoring.registration.views import guardians, mentors, pupils, week


def spaced_phone(number: str) -> str:
    """A stored number (E.164) as people read it: +47 912 34 567."""
    try:
        parsed = phonenumbers.parse(number, "NO")
    except phonenumbers.NumberParseException:
        return number
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.INTERNATIONAL)


def init_feature(app: Flask) -> None:
    """Pages about pupils, guardians and mentors, and how templates write what is known of them."""
    app.extensions.setdefault("tables", []).append(models)
    for feature in (pupils, guardians, mentors, week):
        app.register_blueprint(feature.pages)
    app.jinja_env.filters.update(
        language_name=language_name, grade_name=grade_name, week_as_text=week_as_text, spaced_phone=spaced_phone
    )
    app.jinja_env.globals.update(genders=GENDERS, genders_of_children=GENDERS_OF_CHILDREN)
