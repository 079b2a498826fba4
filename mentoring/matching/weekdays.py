"""Weekdays in words, in the reader's language."""

from flask_babel import get_locale


def weekday(day: int) -> str:
    """The name of an ISO weekday (1 is Monday), as it stands within a sentence: small in Norwegian."""
    locale = get_locale()
    return str(locale.days["format"]["wide"][day - 1]) if locale else str(day)


def weekday_name(day: int) -> str:
    """The same at the head of a line."""
    name = weekday(day)
    return name[:1].upper() + name[1:]
