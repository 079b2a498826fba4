"""The words of this feature on pages: kinds, levels, clearance items and weekdays."""

from babel.dates import get_day_names
from flask_babel import get_locale
from flask_babel import lazy_gettext as _l

from mentoring.programme.models import CLEARANCE_ITEMS, KINDS, LEVELS

KIND_WORDS = dict(
    zip(KINDS, (_l("Mentoring: weekly sessions with mentors"), _l("Jobs: workplaces and shifts")), strict=True)
)
LEVEL_WORDS = dict(
    zip(LEVELS, (_l("Compulsory school (grades 1–10)"), _l("Upper secondary school (VG1–VG3)")), strict=True)
)
ALL_LEVELS = _l("All schools")
CLEARANCE_WORDS = dict(
    zip(
        CLEARANCE_ITEMS,
        (
            _l("Interview"),
            _l("References"),
            _l("Training"),
            _l("Police certificate shown"),
            _l("Confidentiality declaration signed"),
        ),
        strict=True,
    )
)


def weekdays() -> dict[int, str]:
    """ISO weekday → its name in the reader's language, with a capital as headings want it."""
    names = get_day_names("wide", context="stand-alone", locale=get_locale())
    return {place + 1: names[place].capitalize() for place in range(7)}
