"""Forms with which a mentor gives a calendar."""

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField, FileRequired
from wtforms import RadioField
from wtforms.validators import InputRequired

from mentoring.core.fields import FILL_IN, Line, choices_of
from mentoring.core.forms import Form

ALL_DAY_WORDS = {
    "busy": _l("If they are marked as busy"),
    "never": _l("Never"),
    "always": _l("Always"),
}


def _name() -> Line:
    return Line(_l("What you call it"), longest=60, is_required=False, description=_l("Such as work or studies."))


def _all_day() -> RadioField:
    return RadioField(
        _l("Entries for whole days make me busy"),
        [InputRequired(FILL_IN)],
        choices=choices_of(ALL_DAY_WORDS),
        default="busy",
        description=_l("Birthdays and holidays are often entries for whole days."),
    )


class CalendarForm(Form):
    """How a calendar is called and read."""

    name = _name()
    all_day = _all_day()


class AddressForm(Form):
    """The address of a calendar."""

    address = Line(
        _l("Address of the calendar"),
        longest=2000,
        render_kw={"autocomplete": "off", "spellcheck": "false", "inputmode": "url", "placeholder": "https://"},
        description=_l(
            "It begins with https:// or webcal:// and usually ends in .ics. It is kept encrypted and shown to nobody."
        ),
    )
    name = _name()
    all_day = _all_day()


class FileForm(Form):
    """A calendar file."""

    file = FileField(
        _l("Calendar file"),
        [FileRequired(_l("Choose the calendar file."))],
        description=_l("A file that ends in .ics. Only the busy times are kept; the file is not."),
        render_kw={"accept": ".ics,.ical,.ifb,text/calendar"},
    )
    name = _name()
    all_day = _all_day()
