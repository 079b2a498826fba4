"""Cells of each kind: what is understood, and the sentence where it is not."""

from datetime import date, datetime

import pytest

from mentoring.core.identity import eleven_digits
from mentoring.registration.reading.choices import (
    TOPICS,
    MentorWish,
    read_choices,
    read_gender,
    read_mentor_wish,
    read_places,
    topic_vocabulary,
)
from mentoring.registration.reading.contacts import read_email, read_phone
from mentoring.registration.reading.dates import months_later, read_birth_date, read_date
from mentoring.registration.reading.fault import Cell, Reading
from mentoring.registration.reading.identity import MASK, masked
from mentoring.registration.reading.languages import read_languages
from mentoring.registration.reading.names import FullName, read_full_name, read_name
from mentoring.registration.reading.numbers import Grade, read_grade, read_grades, read_number, read_yes
from tests.registration.reading.sheets_of_tests import TODAY


def said(reading: Reading[object]) -> str:
    """The one fault of a reading."""
    assert reading.value is None
    (fault,) = reading.faults
    return str(fault.message)


@pytest.mark.parametrize(
    "cell",
    ["08.07.2012", "8/7-12", "8.7.12", "2012-07-08", "8. juli 2012", "8 juli 12", "8. jul. 2012", "July 8, 2012",
     "08072012", "080712", "20120708", "2012-07-08 00:00:00", 41098, "41098", 41098.0, date(2012, 7, 8),
     datetime(2012, 7, 8, 9, 30), " 08.07.2012 "],
)  # fmt: skip
def test_one_date_is_read_in_all_its_forms(cell: Cell) -> None:
    assert read_date(cell, today=TODAY).value == date(2012, 7, 8)


@pytest.mark.parametrize(
    ("cell", "sentence"),
    [
        ("31.02.2012", "31.02.2012 is not a date: February 2012 has 29 days."),
        ("29.02.2013", "29.02.2013 is not a date: February 2013 has 28 days."),
        ("13.13.2012", "“13.13.2012” is not a date: there is no month 13."),
        ("i fjor", "“i fjor” is not a date."),
        ("12", "“12” is not a date."),
    ],
)
def test_impossible_dates_are_faults_that_say_why(cell: str, sentence: str) -> None:
    assert said(read_date(cell, today=TODAY)) == sentence


def test_two_digit_years_lie_in_the_past() -> None:
    years = [read_date(f"01.02.{year}", today=TODAY).value for year in ("98", "12", "27", "28")]

    assert [day.year for day in years if day] == [1998, 2012, 2027, 1928]


def test_nobody_is_born_tomorrow() -> None:
    assert said(read_birth_date("26.11.2026", today=TODAY)) == "The birth date 26.11.2026 is in the future."


def test_three_months_after_the_thirtieth_of_november_is_the_end_of_february() -> None:
    assert months_later(date(2026, 11, 30), 3) == date(2027, 2, 28)


@pytest.mark.parametrize(
    ("cell", "grade"),
    [("9", Grade(9)), (9, Grade(9)), (9.0, Grade(9)), ("9B", Grade(9, "B")), ("9. trinn", Grade(9)),
     ("10 A", Grade(10, "A")), ("8. klasse C", Grade(8, "C")), ("VG1", Grade(11)), ("vg2 st", Grade(12, "ST")),
     ("10.trinn", Grade(10)), ("9b", Grade(9, "B"))],
)  # fmt: skip
def test_grades_are_read_with_their_class_apart(cell: Cell, grade: Grade) -> None:
    assert read_grade(cell, 8, 13).value == grade


def test_a_grade_outside_the_programme_is_a_fault() -> None:
    assert said(read_grade("17", 8, 10)) == "Grade 17 is outside the programme, which is for grades 8 to 10."


def test_a_class_without_a_grade_is_a_fault() -> None:
    assert said(read_grade("B", 8, 10)) == "The class “B” says no grade."


def test_spans_of_grades_are_read() -> None:
    assert [read_grades(text, 8, 10).value for text in ("8-10", "9", "8.–10. trinn")] == [(8, 10), (9, 9), (8, 10)]
    assert said(read_grades("7-10", 8, 10)) == "“7-10” reaches outside grades 8 to 10."


def test_whole_numbers_are_held_against_their_range() -> None:
    assert [read_number(cell, 1, 3).value for cell in ("2", 2, 2.0, "2 økter", "3x")] == [2, 2, 2, 2, 3]
    assert said(read_number("5", 1, 3)) == "5 is not from 1 to 3."
    assert said(read_number("to", 1, 3)) == "“to” is not a whole number."


def test_yes_and_no_have_many_words() -> None:
    assert [read_yes(cell).value for cell in ("ja", "X", "✓", True, "nei", "Nei", False, "")] == [
        True, True, True, True, False, False, False, None,
    ]  # fmt: skip
    assert said(read_yes("kanskje")) == "“kanskje” is neither yes nor no."


def test_genders_are_read_and_may_be_left_out() -> None:
    words = ["jente", "Gutt", "kvinne", "mann", "f", "m", "k", "annet", "", "ukjent"]

    assert [read_gender(word).value for word in words] == ["f", "m", "f", "m", "f", "m", "f", "x", None, None]
    assert said(read_gender("hest")) == "“hest” is not a gender we know."


def test_a_wish_for_a_mentor_may_be_a_demand() -> None:
    assert read_mentor_wish("kvinne").value == MentorWish("f")
    assert read_mentor_wish("må være kvinne").value == MentorWish("f", True)
    assert read_mentor_wish("mann (krav)").value == MentorWish("m", True)
    assert read_mentor_wish("samme").value is None


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("norsk", ("nb",)),
        ("somali, norsk", ("so", "nb")),
        ("ukrainsk og engelsk", ("uk", "en")),
        ("polsk/tyrkisk; urdu", ("pl", "tr", "ur")),
        ("tigrinja", ("ti",)),
        ("arabisk, vietnamesisk", ("ar", "vi")),
        ("nynorsk", ("nn",)),
        ("Kurdisk (sorani)", ("ckb",)),
        ("English, Arabic", ("en", "ar")),
        ("so", ("so",)),
        ("norsk, Norsk, bokmål", ("nb",)),
    ],
)
def test_languages_become_codes(text: str, codes: tuple[str, ...]) -> None:
    assert read_languages(text).value == codes


def test_an_unknown_language_is_a_fault_with_the_nearest_name() -> None:
    (fault,) = read_languages("norsk, tyrkiks").faults

    assert str(fault) == "The language “tyrkiks” is not known. Do you mean “tyrkisk”?"


def test_topics_are_read_with_their_and() -> None:
    assert read_choices("tall og regning, brøk", TOPICS).value == ("tall og regning", "brøk")
    assert read_choices("brøk og prosent; Likningar", TOPICS).value == ("brøk", "prosent", "likninger")


def test_an_unknown_topic_is_a_fault_with_the_nearest_one() -> None:
    (fault,) = read_choices("brøk, algbra", TOPICS).faults

    assert str(fault) == "“algbra” is not known here. Do you mean “algebra”?"


def test_a_programmes_own_topics_keep_the_usual_other_words() -> None:
    vocabulary = topic_vocabulary(["Likninger", "Sjakk"])

    assert read_choices("equations, sjakk", vocabulary).value == ("Likninger", "Sjakk")


def test_venues_may_have_commas_in_their_names() -> None:
    names = ["Sagene skole, biblioteket", "UngMetro Bjølsen"]

    assert read_places("UngMetro Bjølsen, Sagene skole, biblioteket", names).value == (names[1], names[0])
    assert said(read_places("UngMetro Bjølsn", names)) == "“UngMetro Bjølsn” is not known here."


@pytest.mark.parametrize(
    ("cell", "number"),
    [("47889712", "+4747889712"), ("+47 49380648", "+4749380648"), ("004749380648", "+4749380648"),
     (96804332, "+4796804332"), ("98 52 40 18", "+4798524018"), ("9,8524018E+07", "+4798524018"),
     ("Tlf: 98524018", "+4798524018"),
     ("+46 70 123 45 67", "+46701234567")],
)  # fmt: skip
def test_telephone_numbers_become_international(cell: Cell, number: str) -> None:
    assert read_phone(cell).value == number


def test_what_is_no_telephone_number_is_a_fault() -> None:
    assert said(read_phone("9,85E+07")) == "“9,85E+07” is not a telephone number."
    assert said(read_phone("123")) == "“123” is not a telephone number."
    assert said(read_phone("97317581 / 41007983")) == "“97317581 / 41007983” is more than one telephone number."


def test_addresses_are_read_and_faults_said() -> None:
    assert read_email("Kari <Kari@Skole.NO>").value == "Kari@skole.no"
    assert said(read_email("ikke epost")) == "“ikke epost” is not an e-mail address."
    assert said(read_email("a@b.no; c@d.no")) == "“a@b.no; c@d.no” is more than one e-mail address."


@pytest.mark.parametrize("name", ["Åse", "Øyvind", "Yılmaz", "Strøm-Åsen", "O'Brien", "Jörg", "Bjørn-Åge", "Łukasz"])
def test_every_letter_of_a_name_is_kept(name: str) -> None:
    assert read_name(f"  {name} ").value == name


def test_a_decomposed_letter_is_the_same_letter() -> None:
    assert read_name("A\u030ase").value == "Åse"


def test_a_letter_lost_in_an_export_is_a_fault() -> None:
    assert said(read_name("Y?lmaz")) == "A letter was lost in the export: “Y?lmaz”."
    assert said(read_name("Y\ufffdlmaz")) == "A letter was lost in the export: “Y\ufffdlmaz”."


def test_letters_broken_twice_are_a_fault_with_the_right_name() -> None:
    (fault,) = read_name("BjÃ¸rn").faults

    assert str(fault) == "The letters were broken in the export: “BjÃ¸rn”. Do you mean “Bjørn”?"


def test_full_names_are_parted() -> None:
    parted = [read_full_name(text).value for text in (
        "Ida Strøm-Åsen", "Strøm-Åsen, Ida", "Vincent van der Berg", "Anne Grethe Moe",
    )]  # fmt: skip

    assert parted == [
        FullName("Ida", "Strøm-Åsen"),
        FullName("Ida", "Strøm-Åsen"),
        FullName("Vincent", "van der Berg"),
        FullName("Anne Grethe", "Moe"),
    ]
    assert said(read_full_name("Åse")) == "“Åse” is only one name."


def test_identity_numbers_are_found_in_any_text() -> None:
    text = "mor ringer, 13097248022; eller 130972 48022"

    assert eleven_digits(text) == ("13097248022", "130972 48022")
    assert masked(text) == f"mor ringer, {MASK}; eller {MASK}"
    assert masked(13097248022) == MASK


@pytest.mark.parametrize("text", ["130972 - 48022", "130972–48022", "130972\u00a048022", "13.09.72/480 22"])
def test_identity_numbers_are_found_however_they_are_parted(text: str) -> None:
    assert eleven_digits(text) == (text,)


@pytest.mark.parametrize("text", ["13097248023", "97317581234", "+47 13097248022"[:9], "tlf 4788971213097"])
def test_eleven_other_digits_are_left_alone(text: str) -> None:
    assert eleven_digits(text) == ()


def test_the_rule_from_2032_counts_too() -> None:
    """The first check may leave 1, 2 or 3: built here from the weights, since none has been given out yet."""
    start = "010232123"
    first = sum(w * int(d) for w, d in zip((3, 7, 6, 1, 8, 9, 4, 5, 2), start, strict=True))
    numbers = []
    for k1 in range(10):
        if (first + k1) % 11 not in (1, 2, 3):
            continue
        second = sum(w * int(d) for w, d in zip((5, 4, 3, 2, 7, 6, 5, 4, 3, 2), f"{start}{k1}", strict=True))
        if -second % 11 < 10:
            numbers.append(f"{start}{k1}{-second % 11}")

    assert numbers
    assert [eleven_digits(number) for number in numbers] == [(number,) for number in numbers]
