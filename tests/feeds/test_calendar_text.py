"""Whatever a person types, a calendar carries it."""

import re
import unicodedata
from collections.abc import Callable

from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from mentoring.feeds.calendar import Entry, single_event_bytes
from mentoring.feeds.text import clean
from mentoring.feeds.window import weight

ESCAPED = re.compile(r"\\(.)")
SIGNS = st.sampled_from("aøÅéE\u0301n N\\,;:\"'\n\r\t^%&<>=👩\u200d👧\u2028\ufeff\x00")
ANYTHING = st.text(st.characters(exclude_categories=()) | SIGNS, max_size=300)
# What is kept to the letter: all that is no control, separator, half character or unassigned.
KEPT = st.text(st.characters(categories=("L", "N", "P", "S")) | st.sampled_from("\\,;\n "), max_size=300)


def value_of(name: str, body: bytes) -> str:
    """Read a TEXT value by the letter of RFC 5545 sections 3.1 and 3.3.11."""
    line = next(line for line in body.replace(b"\r\n ", b"").split(b"\r\n") if line.startswith(name.encode()))
    value = line.decode().removeprefix(f"{name}:")
    return ESCAPED.sub(lambda sign: "\n" if sign[1] in "nN" else sign[1], value)


@given(typed=ANYTHING)
def test_what_is_typed_is_read_back_cleaned_of_nothing_else(entry: Callable[..., Entry], typed: str) -> None:
    body = single_event_bytes(entry(title=f"x{typed}x", place=f"x{typed}x"))

    assert value_of("SUMMARY", body) == clean(f"x{typed}x")
    assert value_of("LOCATION", body) == clean(f"x{typed}x")


@given(typed=KEPT)
def test_letters_signs_and_line_breaks_are_kept_as_they_are(entry: Callable[..., Entry], typed: str) -> None:
    body = single_event_bytes(entry(title=f"x{typed}x"))

    assert value_of("SUMMARY", body) == unicodedata.normalize("NFC", f"x{typed}x")


@given(typed=ANYTHING)
def test_another_reader_sees_the_same_text(entry: Callable[..., Entry], typed: str) -> None:
    body = single_event_bytes(entry(description=f"x{typed}x"))

    assert str(Calendar.from_ical(body).events[0]["DESCRIPTION"]) == clean(f"x{typed}x")


@given(typed=ANYTHING)
def test_no_line_is_too_long_or_broken_inside_a_character(entry: Callable[..., Entry], typed: str) -> None:
    body = single_event_bytes(entry(title=f"x{typed}"))

    lines = body.split(b"\r\n")
    assert max(map(len, lines)) <= 75
    assert "\r\n".join(line.decode() for line in lines).encode() == body


@given(typed=ANYTHING)
def test_no_control_character_reaches_a_calendar(entry: Callable[..., Entry], typed: str) -> None:
    text = single_event_bytes(entry(title=f"x{typed}")).decode()

    assert {sign for sign in text if unicodedata.category(sign) in ("Cc", "Zl", "Zp", "Cs")} == {"\r", "\n"}
    assert unicodedata.is_normalized("NFC", text)


@given(typed=ANYTHING)
def test_cleaning_twice_is_cleaning_once(typed: str) -> None:
    assert clean(clean(typed)) == clean(typed)


@given(typed=ANYTHING)
def test_an_event_is_never_larger_than_its_weight(entry: Callable[..., Entry], typed: str) -> None:
    one = entry(status="cancelled", title=f"x{typed}", place=typed, description=typed, url="https://a.no/b")

    event = single_event_bytes(one).partition(b"END:VTIMEZONE\r\n")[2].removesuffix(b"END:VCALENDAR\r\n")

    assert len(event) <= weight(one)


def test_a_capital_n_after_a_backslash_is_no_line_break(entry: Callable[..., Entry]) -> None:
    body = single_event_bytes(entry(title="C:\\Norge\\nord"))

    assert b"SUMMARY:C:\\\\Norge\\\\nord\r\n" in body


def test_tabs_become_spaces_and_separators_go(entry: Callable[..., Entry]) -> None:
    body = single_event_bytes(entry(title="\ufeff Br\tøk\u2028 og\u2029 A\u030a\x07\x85 \n"))

    assert value_of("SUMMARY", body) == "Br øk og Å"
