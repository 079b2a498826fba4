"""What is wrong with a calendar, as a key with its values; the page says it in the reader's language."""

from typing import Any


class Fault(Exception):
    """The calendar cannot be read. `key` is one of `KEYS`."""

    def __init__(self, key: str, **about: Any) -> None:
        super().__init__(key)
        self.key = key
        self.about = about


#: every fault there is; `mentoring.busy.sentences` says each of them in words
KEYS = (
    # the address
    "not_https",
    "no_address",
    "own_feed",
    # the server
    "unreachable",
    "too_slow",
    "too_many_redirects",
    "not_there",
    "server_failed",
    "bad_answer",
    # the file
    "too_large",
    "web_page",
    "no_calendar",
    "cut_off",
    "broken",
    "too_many_entries",
    "long_line",
    "too_many_times",
    "too_heavy",
    # our own side
    "not_readable_here",
)
#: what was read with a grain of salt
WARNINGS = ("floating", "unknown_zone", "left_out", "endless")
