"""Times of the week in people's own words."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mentoring.registration.reading.week_text import Window, format_week, merged, parse_week, without


def hours(text: str) -> list[tuple[int, float, float]]:
    """Day, first hour, last hour of each window in the text, which must be understood to the last word."""
    reading = parse_week(text)
    assert [str(fault) for fault in reading.faults] == []
    return [(window.day, window.start / 60, window.end / 60) for window in reading.windows]


def faults(text: str) -> list[str]:
    return [str(fault.message) for fault in parse_week(text).faults]


def every(days: range | tuple[int, ...], start: float, end: float) -> list[tuple[int, float, float]]:
    return [(day, start, end) for day in days]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("man 15.00–18.30, tirsdag etter 15", [(1, 15, 18.5), (2, 15, 21)]),
        ("Mandag kl 14.45 til 16.15 / tirsdag etter 14.45", [(1, 14.75, 16.25), (2, 14.75, 21)]),
        ("man 15:45-18:45, tir 14:45-16:45", [(1, 15.75, 18.75), (2, 14.75, 16.75)]),
        ("når som helst", every(range(1, 8), 8, 21)),
        ("alle dager etter 15", every(range(1, 8), 15, 21)),
        ("hverdager 15-18", every(range(1, 6), 15, 18)),
        ("kvardagar etter kl. 15", every(range(1, 6), 15, 21)),
        ("man-tors 15-17", every(range(1, 5), 15, 17)),
        ("fre–man 15—17", every((1, 5, 6, 7), 15, 17)),
        ("man, ons og fre 14:30-16", every((1, 3, 5), 14.5, 16)),
        ("man, tir, to 15-17", every((1, 2, 4), 15, 17)),
        ("ikke fredag", every((1, 2, 3, 4, 6, 7), 8, 21)),
        ("alle dager etter 15, ikke fredag", every((1, 2, 3, 4, 6, 7), 15, 21)),
        ("hverdager unntatt fredag etter 15", every(range(1, 5), 15, 21)),
        ("ikke fredag, mandag 15-17", [(1, 15, 17)]),
        ("hverdager 12-18, ikke fredag etter 15", [*every(range(1, 5), 12, 18), (5, 12, 15)]),
        ("fredag etter 12, ellers etter 15", [*every((1, 2, 3, 4), 15, 21), (5, 12, 21), *every((6, 7), 15, 21)]),
        ("mandag før kl 17", [(1, 8, 17)]),
        ("mandag hele dagen", [(1, 8, 21)]),
        ("mandag og onsdag", every((1, 3), 8, 21)),
        ("måndag, tysdag 15–17; laurdag 1000-1200", [*every((1, 2), 15, 17), (6, 10, 12)]),
        ("sundag heile dagen", [(7, 8, 21)]),
        ("Monday to Friday after 3pm", every(range(1, 6), 15, 21)),
        ("from 15 to 17 on Mondays", [(1, 15, 17)]),
        ("Tuesday 3:30 pm – 5 pm and Thursday 16-18", [(2, 15.5, 17), (4, 16, 18)]),
        ("15-17 mandag og tirsdag, 16-18 onsdag", [*every((1, 2), 15, 17), (3, 16, 18)]),
        ("Mandag:\n15-17\nTirsdag:\n16-18", [(1, 15, 17), (2, 16, 18)]),
        ("mandag\ntirsdag etter 15", [(1, 8, 21), (2, 15, 21)]),
        ("man 10-12,15-17", [(1, 10, 12), (1, 15, 17)]),
        ("man 10-12 og 15-17", [(1, 10, 12), (1, 15, 17)]),
        ("man 15,30-17,00", [(1, 15.5, 17)]),
        ("man 15-", [(1, 15, 21)]),
        ("mandag fra kl. 15 og utover", [(1, 15, 21)]),
        ("mandag mellom 15 og 17", [(1, 15, 17)]),
        ("man. 15-17. tir. kl. 16-18", [(1, 15, 17), (2, 16, 18)]),
        ("man nei, tir 15-18", [(2, 15, 18)]),
        ("man 15-17, man 16-18", [(1, 15, 18)]),
        ("man 20-24", [(1, 20, 24)]),
        ("aldri", []),
        ("", []),
    ],
)
def test_free_text_is_understood(text: str, expected: list[tuple[int, float, float]]) -> None:
    assert hours(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("etter skolen", ["“etter skolen” was not understood."]),
        ("mandag etter skolen, tirsdag 15-17", ["“etter skolen” was not understood."]),
        ("annenhver mandag 15-17", ["“annenhver” was not understood."]),
        ("man 15-17 hvis mulig", ["“hvis mulig” was not understood."]),
        ("man 25-26", ["“25-26” was not understood."]),
        ("man 15.75-17", ["“15.75-17” was not understood."]),
        ("man 18-16", ["“18-16” ends before it starts."]),
        ("man 15", ["“15” does not say both when it starts and when it ends."]),
        ("man 3-5", ["“3-5” may be night or afternoon."]),
        ("man etter 22", ["“etter 22” ends before it starts."]),
        ("etter 15 mandag, 17-18", ["It is not clear which days go with which times."]),
        ("ring mor", ["“ring mor” was not understood."]),
    ],
)
def test_what_is_not_understood_is_said_word_for_word(text: str, expected: list[str]) -> None:
    assert faults(text) == expected


def test_understood_windows_survive_beside_words_that_are_not() -> None:
    reading = parse_week("mandag etter skolen, tirsdag 15-17")

    assert reading.windows == (Window(2, 900, 1020),)


def test_a_misspelt_day_is_suggested_and_its_time_given_to_no_other_day() -> None:
    reading = parse_week("mandg 15-17")

    assert (str(reading.faults[0].hint), reading.windows) == ("Do you mean “mandag”?", ())


def test_a_time_without_a_day_is_every_day_with_a_warning() -> None:
    reading = parse_week("etter 15")

    assert [str(warning.message) for warning in reading.warnings] == [
        "No day is named here, so it was read as every day."
    ]
    assert len(reading.windows) == 7


def test_the_length_of_the_day_is_the_callers() -> None:
    reading = parse_week("man etter 15, tir hele dagen", day_start=600, day_end=1200)

    assert reading.windows == (Window(1, 900, 1200), Window(2, 600, 1200))


def test_days_with_the_same_times_are_written_together() -> None:
    windows = [
        Window(1, 900, 1110),
        Window(2, 900, 1110),
        Window(3, 900, 1110),
        Window(5, 600, 720),
        Window(5, 900, 960),
    ]

    assert format_week(windows, "nb") == "mandag–onsdag 15.00–18.30; fredag 10.00–12.00, 15.00–16.00"
    assert format_week(windows[:2], "nn") == "måndag og tysdag 15.00–18.30"
    assert format_week(windows[:2], "en") == "Monday and Tuesday 15:00–18:30"


def test_windows_have_the_form_of_the_problem_files() -> None:
    window = Window(1, 900, 1440)

    assert window.to_json() == {"day": 1, "start": "15:00", "end": "24:00"}
    assert Window.from_json(window.to_json()) == window


WINDOWS = st.lists(
    st.builds(
        lambda day, start, length: Window(day, start, min(1440, start + length)),
        st.integers(1, 7),
        st.integers(0, 1439),
        st.integers(1, 600),
    ),
    max_size=9,
)


@settings(max_examples=150, deadline=None)
@given(windows=WINDOWS, language=st.sampled_from(["nb", "nn", "en"]))
def test_written_weeks_read_back_the_same(windows: list[Window], language: str) -> None:
    reading = parse_week(format_week(windows, language))

    assert (reading.windows, reading.faults) == (merged(windows), ())


@settings(max_examples=80, deadline=None)
@given(windows=WINDOWS, gone=WINDOWS)
def test_times_taken_away_are_gone_and_all_others_stay(windows: list[Window], gone: list[Window]) -> None:
    left = without(windows, gone)

    def minutes(some: tuple[Window, ...] | list[Window]) -> set[tuple[int, int]]:
        return {(window.day, minute) for window in some for minute in range(window.start, window.end)}

    assert minutes(left) == minutes(windows) - minutes(gone)


@settings(max_examples=200, deadline=None)
@given(text=st.text(alphabet="mantirsofek 0123456789.:,;/-–\n?()+", max_size=40))
def test_no_text_is_swallowed_in_silence(text: str) -> None:
    reading = parse_week(text)

    assert reading.windows or reading.faults or not any(letter.isdigit() for letter in text)
