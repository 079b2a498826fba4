"""The calendar programs that people use: how to subscribe in each, how slow it is, how it names itself."""

from dataclasses import dataclass
from urllib.parse import quote, urlsplit

#: what a User-Agent contains → the family that is shown; the first that fits counts
_MARKS = (
    ("google", "Google"),
    ("outlook", "Outlook"),
    ("microsoft", "Outlook"),
    ("exchange", "Outlook"),
    ("thunderbird", "Thunderbird"),
    ("homeassistant", "Home Assistant"),
    ("home assistant", "Home Assistant"),
    ("dataaccessd", "Apple"),
    ("calendaragent", "Apple"),
    ("ios/", "Apple"),
    ("ipados/", "Apple"),
    ("macos/", "Apple"),
    ("mac os x", "Apple"),
    ("darwin", "Apple"),
)
OTHER, NAMELESS_IS = "other", "Google"


def family(user_agent: str) -> str:
    """The family of a program by its User-Agent: Google, Outlook, Thunderbird, Home Assistant, Apple or "other".

    Google's importer sends no User-Agent at all. A browser on a Mac names the system too, so Mozilla counts
    as "other" unless a calendar program is named.
    """
    told = user_agent.lower()
    if not told:
        return NAMELESS_IS
    found = next((name for mark, name in _MARKS if mark in told), OTHER)
    return OTHER if found == "Apple" and told.startswith("mozilla/") else found


@dataclass(frozen=True)
class Links:
    """The ways into a calendar program, all made of one address."""

    address: str
    webcal: str
    google: str
    outlook: str
    office: str
    #: whether the address leads to this machine only, where Google and Outlook cannot come
    is_local: bool


def links(address: str, name: str) -> Links:
    """The links for a feed's `address`; `name` is what Outlook calls the calendar."""
    webcal = "webcal:" + address.split(":", 1)[1]
    outlook = f"calendar/0/addfromweb?url={quote(address, safe='')}&name={quote(name, safe='')}"
    host = urlsplit(address).hostname or ""
    return Links(
        address=address,
        webcal=webcal,
        google=f"https://calendar.google.com/calendar/r?cid={quote(webcal, safe='')}",
        outlook=f"https://outlook.live.com/{outlook}",
        office=f"https://outlook.office.com/{outlook}",
        is_local=host == "localhost" or host.startswith("127."),
    )
