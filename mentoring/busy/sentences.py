"""What is wrong with a calendar, and what has to be told of it, in the reader's language."""

from collections.abc import Callable, Mapping
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext

Say = Callable[[Mapping[str, Any]], str]

_FAULTS: dict[str, Say] = {
    "not_https": lambda _about: _(
        "The address must begin with https:// or webcal://, and hold no user name and no password."
    ),
    "no_address": lambda _about: _(
        "This is no address. Copy the whole address of the calendar, beginning with https://."
    ),
    "own_feed": lambda _about: _(
        "This is a calendar of Mentorplan itself. Your sessions are known here already; give the calendar in which "
        "you write your own appointments."
    ),
    # one sentence for all that does not answer: what stands behind an address is nobody's business
    "unreachable": lambda _about: _("Nothing can be read at this address. Look whether it is right, and public."),
    "too_slow": lambda about: _("The calendar did not arrive within %(count)d seconds.", count=about["seconds"]),
    "too_many_redirects": lambda about: _(
        "The address leads on to others more than %(count)d times. Give the last one.", count=about["limit"]
    ),
    "not_there": lambda about: _(
        "The server says that there is no calendar at this address, or that it is not public (%(status)d). "
        "Copy the address again.",
        status=about["status"],
    ),
    "server_failed": lambda about: _("The calendar's server has a fault (%(status)d).", status=about["status"]),
    "bad_answer": lambda about: _("The server's answer cannot be read (%(status)d).", status=about["status"]),
    "too_large": lambda about: _(
        "The calendar is larger than %(count)d MB. Give one with fewer old entries.", count=about["megabytes"]
    ),
    "web_page": lambda _about: _(
        "There is a web page at this address, and no calendar. In Google Calendar the right one is called “Secret "
        "address in iCal format”, in Outlook “ICS”."
    ),
    "no_calendar": lambda _about: _("This is no calendar file (iCalendar, usually named .ics)."),
    "cut_off": lambda _about: _("The calendar ends in the middle. It was not sent whole."),
    "broken": lambda _about: _("The calendar is not written as calendars are (iCalendar), so it cannot be read."),
    "too_many_entries": lambda about: _(
        "The calendar has more than %(count)d entries. Give one with fewer old entries.", count=about["limit"]
    ),
    "long_line": lambda about: _("A line of the calendar is longer than %(count)d kB.", count=about["kilobytes"]),
    "too_many_times": lambda about: _("The calendar has more than %(count)d busy times.", count=about["limit"]),
    "too_heavy": lambda _about: _("The calendar takes too long to work out. Give one with fewer repeating entries."),
    "not_readable_here": lambda _about: _(
        "It could not be read because of a fault of ours. Take it away and give it anew."
    ),
}


def fault_in_words(key: str, about: Mapping[str, Any]) -> str:
    """What is wrong and what to do, in one or two sentences."""
    return _FAULTS[key](about)


def warning_in_words(key: str, about: Mapping[str, Any]) -> str:
    """What was read with a grain of salt."""
    return {
        "floating": lambda: _("Some of its times name no time zone. They are read as Norwegian time."),
        "unknown_zone": lambda: _(
            "Its time zone “%(name)s” is not known. Its times are read as Norwegian time.",
            name=about.get("name", "?"),
        ),
        "left_out": lambda: ngettext(
            "%(num)d entry could not be understood and was left out.",
            "%(num)d entries could not be understood and were left out.",
            about.get("count", 1),
        ),
        "endless": lambda: ngettext(
            "%(num)d entry repeats too often and was left out.",
            "%(num)d entries repeat too often and were left out.",
            about.get("count", 1),
        ),
    }[key]()
