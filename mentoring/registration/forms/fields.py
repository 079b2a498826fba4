"""Fields for people: lines that are read as the spreadsheets are, languages by name, a pick among many people."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from flask_babel import get_locale
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import DateField, SelectMultipleField, StringField
from wtforms.validators import Optional, ValidationError

from mentoring.core.clock import today
from mentoring.core.fields import Line, without_unseen
from mentoring.registration.reading.choices import read_words
from mentoring.registration.reading.fault import Reading
from mentoring.registration.reading.languages import read_languages

GENDERS_OF_CHILDREN = {"": _l("Not said"), "f": _l("Girl"), "m": _l("Boy"), "x": _l("Other")}
GENDERS = {"": _l("Not said"), "f": _l("Woman"), "m": _l("Man"), "x": _l("Other")}
EVERYWHERE, CHOSEN = "everywhere", "chosen"
REACH = {EVERYWHERE: _l("All venues"), CHOSEN: _l("Only some venues")}


def language_name(code: str) -> str:
    """The name of a language in the reader's own; the code where that has no name for it."""
    return str(get_locale().languages.get(code, code))


def grade_name(grade: int) -> str:
    """ "Grade 9", or "VG1" for the three years of upper secondary."""
    return f"VG{grade - 10}" if grade > 10 else _("Grade %(grade)s", grade=grade)


class ReadLine(Line):
    """One line that a reader of cells understands, as the same words in a spreadsheet would be."""

    def __init__(self, label: Any, *, reader: Callable[[str], Reading[str]], **more: Any) -> None:
        super().__init__(label, **more)
        self.reader = reader

    def pre_validate(self, form: Any) -> None:
        super().pre_validate(form)
        if self.data:
            reading = self.reader(self.data)
            if reading.faults:
                raise ValidationError(str(reading.faults[0]))
            self.data = reading.value or ""


class BirthDate(DateField):
    """A day in the past, from the browser's own date input, or typed the Norwegian way."""

    def __init__(self, label: Any, **more: Any) -> None:
        super().__init__(label, [Optional()], format=["%Y-%m-%d", "%d.%m.%Y"], **more)

    def process_formdata(self, valuelist: list[str]) -> None:
        try:
            super().process_formdata(valuelist)
        except ValueError:
            raise ValueError(_("Write the date as day.month.year, such as 17.05.2012.")) from None

    def pre_validate(self, form: Any) -> None:
        if isinstance(self.data, date) and not 1900 <= self.data.year <= today().year:
            raise ValidationError(_("The year %(year)s cannot be right.", year=self.data.year))


class Languages(StringField):
    """Languages written by their names; `data` is a list of ISO 639 codes in the order written."""

    draw_with = "registration/_languages.html"

    def __init__(self, label: Any, *, most: int | None = None, **more: Any) -> None:
        more["render_kw"] = {"maxlength": 200} | more.get("render_kw", {})
        super().__init__(label, **more)
        self.most = most

    def process_data(self, value: Sequence[str] | None) -> None:
        self.data = list(value or [])
        self.text = ", ".join(map(language_name, self.data))
        self.problem = ""

    def process_formdata(self, valuelist: list[str]) -> None:
        if not valuelist:
            return
        self.text = without_unseen(valuelist[0])
        reading = read_languages(self.text)
        self.data = list(reading.value or ())
        self.problem = str(reading.faults[0]) if reading.faults else ""

    def pre_validate(self, form: Any) -> None:
        if self.problem:
            raise ValidationError(self.problem)
        if self.most and len(self.data) > self.most:
            raise ValidationError(_("Only one language can stand here."))

    def _value(self) -> str:
        return self.text

    def offered(self) -> list[str]:
        """Names to choose from, in the reader's language; only where one language is asked for."""
        if self.most != 1:
            return []
        names = get_locale().languages
        return sorted(str(name) for code, name in names.items() if len(code) == 2)


class Words(StringField):
    """A list of words parted by commas; `data` is a list."""

    def process_data(self, value: Sequence[str] | None) -> None:
        self.data = list(value or [])

    def process_formdata(self, valuelist: list[str]) -> None:
        if valuelist:
            self.data = list(read_words(without_unseen(valuelist[0])).value or ())

    def _value(self) -> str:
        return ", ".join(self.data or [])


class Pick(SelectMultipleField):
    """Some of many people, found by typing a part of the name; `data` is a list of ids."""

    draw_with = "registration/_pick.html"

    def __init__(self, label: Any, **more: Any) -> None:
        super().__init__(label, coerce=int, **more)

    def chosen(self) -> list[str]:
        """The labels of those chosen."""
        return [str(option.label.text) for option in self if option.checked]
