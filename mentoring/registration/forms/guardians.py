"""Guardians: on their own page, and written straight into a pupil's form."""

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import FieldList, FormField, RadioField, SelectField
from wtforms import Form as PlainForm
from wtforms.validators import DataRequired
from wtforms.widgets import TextArea

from mentoring.core.fields import FILL_IN, choices_of
from mentoring.core.forms import Form
from mentoring.core.languages import DEFAULT, LANGUAGES
from mentoring.registration.forms.fields import ReadLine
from mentoring.registration.models import Guardian
from mentoring.registration.reading.contacts import read_email, read_phone
from mentoring.registration.reading.names import read_name

ANOTHER = "another"


class GuardianForm(Form):
    """One guardian."""

    given_name = ReadLine(_l("Given name"), longest=100, reader=read_name)
    family_name = ReadLine(_l("Family name"), longest=100, reader=read_name, is_required=False)
    email = ReadLine(_l("E-mail"), longest=255, reader=read_email, is_required=False, render_kw={"type": "email"})
    phone = ReadLine(_l("Phone"), longest=20, reader=read_phone, is_required=False, render_kw={"type": "tel"})
    language = SelectField(
        _l("Language of e-mails"), choices=choices_of(LANGUAGES), default=DEFAULT, validators=[DataRequired(FILL_IN)]
    )


class GuardianEntry(PlainForm):
    """A guardian who is written into a pupil's form; an entry with nothing in it is nobody.

    `same_as` is asked where a guardian with that address is registered: that one's id, or ANOTHER.
    """

    given_name = ReadLine(_l("Given name"), longest=100, reader=read_name, is_required=False)
    family_name = ReadLine(_l("Family name"), longest=100, reader=read_name, is_required=False)
    email = ReadLine(_l("E-mail"), longest=255, reader=read_email, is_required=False, render_kw={"type": "email"})
    phone = ReadLine(_l("Phone"), longest=20, reader=read_phone, is_required=False, render_kw={"type": "tel"})
    language = SelectField(
        _l("Language of e-mails"), choices=choices_of(LANGUAGES), default=DEFAULT, validators=[DataRequired(FILL_IN)]
    )
    same_as = RadioField(_l("Is this the same person?"), choices=[], validate_choice=False)

    @property
    def is_somebody(self) -> bool:
        """Whether anything was written."""
        return any(self[name].data for name in ("given_name", "family_name", "email", "phone"))

    @property
    def name(self) -> str:
        return f"{self.given_name.data} {self.family_name.data}".strip()

    def validate(self, *args: Any, **kwargs: Any) -> bool:
        found = super().validate(*args, **kwargs)
        if self.is_somebody and not self.given_name.data and not self.given_name.errors:
            self.given_name.errors = [str(FILL_IN)]
            return False
        return found

    def ask(self, namesakes: Sequence[Guardian], known_ids: set[int]) -> None:
        """Offer the registered guardians of this address; names only of those whom the viewer may see."""
        self.same_as.flags.required = True
        names = {
            str(one.id): _("Yes, it is %(name)s", name=one.name) if one.id in known_ids else _("Yes")
            for one in namesakes
        }
        self.same_as.choices = choices_of(names | {ANOTHER: _("No, another person with the same address")})

    def person(self) -> dict[str, str]:
        """What the entry says of the guardian."""
        return {name: self[name].data or "" for name in ("given_name", "family_name", "email", "phone", "language")}


class GuardianList(FieldList):
    """Guardians to be registered with the pupil; its errors are sentences, for the summary of the form."""

    draw_with = "registration/_guardians.html"
    widget = TextArea()  # only so that the form asks `draw_with`: a list of WTForms is drawn as choices

    def __init__(self, label: Any, **more: Any) -> None:
        super().__init__(FormField(GuardianEntry), label, min_entries=2, max_entries=4, **more)

    def validate(self, form: Any, extra_validators: Sequence[Any] = ()) -> bool:
        super().validate(form, extra_validators)
        self.errors = [
            f"{field.label.text}: {error}" for entry in self.entries for field in entry.form for error in field.errors
        ]
        return not self.errors

    def somebodies(self) -> list[GuardianEntry]:
        """The entries in which something was written."""
        return [entry.form for entry in self.entries if entry.form.is_somebody]
