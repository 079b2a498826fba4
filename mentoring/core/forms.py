"""The base of all forms. `templates/_form.html` draws any of them; what the user typed is never lost."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from flask import Flask
from flask_babel import gettext as _
from flask_wtf import FlaskForm
from wtforms import Field, HiddenField, PasswordField, StringField

from mentoring.core.identity import eleven_digits
from mentoring.core.refusal import Refusal
from mentoring.core.translation import FormSentences


@dataclass(frozen=True)
class Group:
    """A headed part of a form."""

    title: str
    fields: tuple[str, ...]


class Form(FlaskForm):
    """A form with, where it is long, its fields in headed `groups` (every other field comes first)."""

    groups: tuple[Group, ...] = ()

    class Meta(FlaskForm.Meta):
        """WTForms' own sentences come from our catalogues, in the three languages."""

        def get_translations(self, form: FlaskForm) -> FormSentences:
            return FormSentences()

    def validate(self, extra_validators: Any = None) -> bool:
        """Whether all of it is right; a national identity number is refused wherever it was typed."""
        is_right = super().validate(extra_validators)
        told = [field for field in self._fields.values() if _is_text(field) and _tells_identity(field)]
        for field in told:
            field.errors = [
                *field.errors,
                _("This looks like a national identity number. It must not be kept here: take it out."),
            ]
        return bool(is_right and not told)

    def refuse(self, refusal: Refusal) -> None:
        """Show a refusal at its field, or on top of the form."""
        if refusal.field and refusal.field in self._fields:
            field = self._fields[refusal.field]
            field.errors = [*field.errors, refusal.message]
        else:
            self.form_errors.append(refusal.message)

    def carries_out(self, deed: Callable[[], object]) -> bool:
        """Whether the form was sent, all of it is right, and the deed was done; a refusal is shown at its field."""
        if not self.validate_on_submit():
            return False
        try:
            deed()
        except Refusal as refusal:
            self.refuse(refusal)
            return False
        return True

    def parts(self) -> Iterator[tuple[str, list[Field]]]:
        """(heading or "", visible fields) in the order in which they are drawn."""
        grouped = {name for group in self.groups for name in group.fields}
        loose = [field for name, field in self._fields.items() if name not in grouped and not _is_hidden(field)]
        if loose:
            yield "", loose
        for group in self.groups:
            yield group.title, [self._fields[name] for name in group.fields]

    def has_errors(self) -> bool:
        """Whether anything in the form is to be mended."""
        return bool(self.form_errors or any(field.errors for field in self._fields.values()))

    def values(self) -> dict[str, Any]:
        """What was entered, without the technical fields."""
        return {name: field.data for name, field in self._fields.items() if not _is_technical(field)}


def _is_text(field: Field) -> bool:
    return isinstance(field, StringField) and not isinstance(field, PasswordField | HiddenField)


def _tells_identity(field: Field) -> bool:
    return any(eleven_digits(text) for text in field.raw_data or () if isinstance(text, str))


def _is_hidden(field: Field) -> bool:
    return field.type in ("CSRFTokenField", "HiddenField", "SubmitField")


def _is_technical(field: Field) -> bool:
    return field.type in ("CSRFTokenField", "SubmitField")


def field_attributes(field: Field, css: str = "ds-input") -> dict[str, str]:
    """The class of an input, and what ties it to its help and its error for those who cannot see them."""
    told = [f"{field.id}-{part}" for part, there in (("help", field.description), ("error", field.errors)) if there]
    found = {"class": css, "aria-describedby": " ".join(told), "aria-invalid": "true" if field.errors else ""}
    return {name: value for name, value in found.items() if value}


def init_forms(app: Flask) -> None:
    """Give templates `field_attributes`, in macros too."""
    app.jinja_env.globals["field_attributes"] = field_attributes
