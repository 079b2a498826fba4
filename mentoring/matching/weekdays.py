"""Weekdays in words, in the reader's language."""

from flask_babel import get_locale


def weekday_name(day: int) -> str:
    """The name of an ISO weekday (1 is Monday), as it stands at the head of a line."""
    locale = get_locale()
    name = str(locale.days["format"]["wide"][day - 1]) if locale else str(day)
    return name[:1].upper() + name[1:]
