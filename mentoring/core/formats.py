"""Dates and figures as people write them: "Mandag 16. november" in Norwegian, "Monday 16 November" in English."""

from datetime import date, datetime

from babel.numbers import format_compact_decimal
from flask import Flask
from flask_babel import format_date, format_datetime, format_number, format_timedelta, get_locale
from markupsafe import Markup

from mentoring.core.clock import now
from mentoring.core.languages import DEFAULT

#: numbers from here on are told in short
LONG = 1_000_000


def written(value: date, pattern: str, *, is_first: bool = True) -> str:
    """A date or an instant by a CLDR pattern with the Norwegian dot after the day ("EEEE d. MMMM").

    English leaves the dot out; a weekday in front begins with a capital, as it stands in headings and lists, unless
    other words come before it (`is_first` false).
    """
    locale = get_locale()
    if locale is not None and locale.language == "en":
        pattern = pattern.replace("d. ", "d ")
    show = format_datetime if isinstance(value, datetime) else format_date
    text = str(show(value, pattern))
    return text[:1].upper() + text[1:] if is_first else text


def ago(moment: datetime) -> str:
    """How long ago an instant was, in words: "an hour ago"."""
    return str(format_timedelta(moment - now(), add_direction=True, threshold=0.9))


def figure(value: int) -> str:
    """A number, from a million on in short ("24,4 mill."): nobody reads a sum of draw numbers whole."""
    if abs(value) < LONG:
        return str(format_number(value))
    return format_compact_decimal(value, locale=get_locale() or DEFAULT, fraction_digits=1)


def with_whole(value: int) -> str:
    """The same with the whole number beside it, for who points at it and for programs that compare figures."""
    short, whole = figure(value), str(format_number(value))
    return whole if short == whole else Markup('<data value="{}" title="{}">{}</data>').format(value, whole, short)


def init_formats(app: Flask) -> None:
    """Give templates the filters `written`, `ago`, `figure` and `with_whole`."""
    app.jinja_env.filters.update(written=written, ago=ago, figure=figure, with_whole=with_whole)
