"""Values as people read them: what a row says, and how a stored record differs from it."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, time
from typing import Any

from flask_babel import format_date
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from mentoring.importing.kinds import Text
from mentoring.importing.lines import Change, Fact
from mentoring.registration.forms.fields import GENDERS, GENDERS_OF_CHILDREN, grade_name, language_name
from mentoring.registration.forms.week import week_as_text
from mentoring.registration.reading.week import Window, merged

#: key of a value → its name and how it is written
Words = Mapping[str, tuple[Text, Callable[[Any], str]]]


def plain(value: Any) -> str:
    """A text or number as it stands."""
    return "" if value is None else str(value)


def day(value: date | None) -> str:
    """A date as it is written in the language of the page."""
    return format_date(value, "dd.MM.yyyy") if value else ""


def languages(codes: Iterable[str]) -> str:
    """Names of languages, home language first."""
    return ", ".join(language_name(code) for code in codes)


def language(code: str | None) -> str:
    """The name of one language."""
    return language_name(code) if code else ""


def listed(values: Iterable[str]) -> str:
    """Words with commas between."""
    return ", ".join(values)


def gender(value: str | None) -> str:
    """A grown-up's gender."""
    return str(dict(GENDERS).get(value or "", "")) if value else ""


def gender_of_child(value: str | None) -> str:
    """A child's gender."""
    return str(dict(GENDERS_OF_CHILDREN).get(value or "", "")) if value else ""


def grade(value: int | None) -> str:
    """ "9" or "VG1", below the word grade."""
    return (grade_name(value) if value > 10 else str(value)) if value else ""


def week(windows: Sequence[Any]) -> str:
    """Stored times of a week."""
    return week_as_text(windows)


def yes(value: bool) -> str:
    """Yes or no."""
    return _("yes") if value else _("no")


def names_of(rows: Mapping[int, str]) -> Callable[[Iterable[int]], str]:
    """A writer of ids by the names of their rows."""
    return lambda ids: ", ".join(rows[id_] for id_ in sorted(ids, key=lambda id_: rows[id_]))


def priority(value: int) -> str:
    """Priorities 1 to 3."""
    return {1: _("ordinary"), 2: _("high"), 3: _("most urgent")}[value]


LEVEL_NAMES = {"grunnskole": _l("Compulsory school"), "videregående": _l("Upper secondary school")}


def level(value: str | None) -> str:
    """A school level; none is all."""
    return str(LEVEL_NAMES[value]) if value else _("all schools")


def facts(values: Mapping[str, Any], words: Words) -> list[Fact]:
    """What the values say, leaving out what they do not."""
    return [
        Fact(label, text)
        for key, (label, write) in words.items()
        if values.get(key) is not None and values[key] is not False and (text := write(values[key]))
    ]


def changes(before: Mapping[str, Any], said: Mapping[str, Any], words: Words) -> list[Change]:
    """What would be another than before, in words."""
    return [
        Change(label, write(before[key]) if before.get(key) is not None else "", write(said[key]))
        for key, (label, write) in words.items()
        if key in said and _comparable(before.get(key)) != _comparable(said[key])
    ]


def _comparable(value: Any) -> Any:
    """Sets and lists of windows have no order that matters; languages have."""
    if isinstance(value, set | frozenset):
        return sorted(value)
    if isinstance(value, list | tuple) and value and isinstance(value[0], dict):
        return merged(Window.from_json(one) for one in value)
    return list(value) if isinstance(value, tuple) else value


def clock(value: time) -> str:
    """A time of day."""
    return f"{value:%H:%M}"
