"""The lists that coordinators really have: every row, and why the bad ones are bad."""

from datetime import date

from mentoring.registration.reading.columns import Sureness
from mentoring.registration.reading.mentor_row import Cleared
from mentoring.registration.reading.pupil_row import Guardian
from mentoring.registration.reading.rows import Reference, State, Totals
from mentoring.registration.reading.week_text import Window, format_week
from tests.registration.reading.sheets_of_tests import as_csv, faults_by_line, lines_of, read, read_sample


def test_the_sagene_list_has_39_good_rows_and_each_bad_one_is_named() -> None:
    reading = read_sample("pupils", "elever-sagene.csv")

    assert reading.rows.totals == Totals(read=45, good=39, faulty=4, doubles=1, asked=0, empty=1, examples=0)
    assert faults_by_line(reading) == {
        5: [
            ("family_name", "A letter was lost in the export: “Y?lmaz”."),
            ("guardian_name", "A letter was lost in the export: “Leah Y?lmaz”."),
            ("remark", "A national identity number stands here; it is never kept."),
        ],
        7: [("grade", "Grade 17 is outside the programme, which is for grades 8 to 10.")],
        11: [("birth_date", "31.02.2012 is not a date: February 2012 has 29 days.")],
        24: [("guardian_email", "“ikke epost” is not an e-mail address.")],
    }
    assert [(row.line, row.double_of) for row in reading.rows.rows if row.state is State.DOUBLE] == [(12, 4)]
    assert (reading.table.encoding, reading.table.separator, reading.table.header_line) == ("cp1252", ";", 1)


def test_the_marienlyst_list_has_41_good_rows_below_its_title() -> None:
    reading = read_sample("pupils", "elever-marienlyst.csv")

    assert reading.rows.totals == Totals(read=45, good=41, faulty=2, doubles=1, asked=0, empty=1, examples=0)
    assert faults_by_line(reading) == {
        10: [("school_class", "The class “B” says no grade.")],
        16: [("sessions_wanted", "5 is not from 1 to 3.")],
    }
    assert [(row.line, row.double_of) for row in reading.rows.rows if row.state is State.DOUBLE] == [(13, 5)]
    assert (reading.table.header_line, reading.table.titles) == (2, ("Eksport fra skolens liste Marienlyst skole",))


def test_the_nordpolen_list_has_41_good_rows_between_its_commas() -> None:
    reading = read_sample("pupils", "elever-nordpolen.csv")

    assert reading.rows.totals == Totals(read=45, good=41, faulty=2, doubles=1, asked=0, empty=1, examples=0)
    assert faults_by_line(reading) == {
        9: [("school_class", "The class “B” says no grade.")],
        15: [("sessions_wanted", "5 is not from 1 to 3.")],
    }
    assert [(row.line, row.double_of) for row in reading.rows.rows if row.state is State.DOUBLE] == [(12, 4)]
    assert (reading.table.encoding, reading.table.separator) == ("utf-8", ",")


def test_a_good_row_is_read_whole() -> None:
    reading = read_sample("pupils", "elever-sagene.csv")

    row = next(row for row in reading.rows.rows if row.line == 3)

    assert row.warnings == ()
    assert row.values == {
        "given_name": "Isak",
        "family_name": "O'Brien",
        "birth_date": date(2011, 8, 7),
        "school": None,
        "grade": 10,
        "form": "",
        "gender": "m",
        "languages": ("nb",),
        "home_languages": ("nb",),
        "guardians": (Guardian("Sofie", "O'Brien", "sofie.obrien@example.org", "+4797317581"),),
        "needs": ("statistikk", "prosent", "geometri"),
        "availability": (Window(3, 930, 1140), Window(4, 945, 1125), Window(5, 900, 1140)),
        "venues": None,
        "sessions_wanted": 1,
        "priority": 2,
        "mentor_gender": "m",
        "mentor_gender_required": False,
        "required_language": None,
        "together": (),
        "apart": (),
        "remark": "",
    }


def test_every_name_of_the_lists_is_kept_letter_for_letter() -> None:
    for name in ("elever-marienlyst.csv", "elever-nordpolen.csv"):
        written = {line[0] for line in lines_of(name)[1:] if line[0] and line[0] != "Elevens navn"}
        rows = read_sample("pupils", name).rows.rows

        assert {f"{row.values['given_name']} {row.values['family_name']}" for row in rows} == written


def test_every_time_of_the_sagene_list_is_read_as_it_is_written() -> None:
    names = dict(
        zip(("mandag", "tirsdag", "onsdag", "torsdag", "fredag"), ("man", "tir", "ons", "tor", "fre"), strict=True)
    )
    written = {number: line[11] for number, line in enumerate(lines_of("elever-sagene.csv"), start=1)}

    for row in read_sample("pupils", "elever-sagene.csv").rows.rows:
        again = ", ".join(format_week([window]) for window in row.values["availability"])
        for long, short in names.items():
            again = again.replace(long, short)
        again = again.replace(".", ":").replace("–", "-")

        assert again == written[row.line] or written[row.line] == "når som helst"


def test_a_turkish_guardian_keeps_her_dotless_i() -> None:
    rows = read_sample("pupils", "elever-marienlyst.csv").rows.rows

    assert [row.line for row in rows for guardian in row.values["guardians"] if guardian.family_name == "Yılmaz"] == [
        41
    ]


def test_companions_are_found_by_their_lines_in_the_file() -> None:
    rows = {row.line: row for row in read_sample("pupils", "elever-sagene.csv").rows.rows}

    assert rows[27].values["together"] == (Reference("Leah Nowak", (25,)),)
    assert rows[37].values["apart"] == (Reference("Bilan Khan", (14,)),)


def test_the_identity_number_is_nowhere_in_what_was_read() -> None:
    reading = read_sample("pupils", "elever-sagene.csv")

    assert "13097248022" not in repr(reading.rows)
    assert "mor ringer, •••••••••••" in repr(reading.rows)


def test_the_mentor_workbook_has_34_good_rows_and_four_certificates_from_the_future() -> None:
    reading = read_sample("mentors", "mentorer.xlsx")

    assert reading.rows.totals == Totals(read=38, good=34, faulty=4, doubles=0, asked=0, empty=0, examples=0)
    assert faults_by_line(reading) == {
        4: [("certificate_shown", "04.01.2027 is in the future.")],
        13: [("certificate_shown", "08.01.2027 is in the future.")],
        22: [("certificate_shown", "03.01.2027 is in the future.")],
        39: [("certificate_shown", "17.01.2027 is in the future.")],
    }
    assert {row.line: [str(w.message) for w in row.warnings] for row in reading.rows.good if row.warnings} == {
        16: ["The mentor is 17 years old."],
        18: ["The police certificate was over 3 months old when it was shown."],
        35: ["The mentor is 17 years old."],
    }


def test_a_mentors_clearance_holds_what_is_done() -> None:
    rows = {row.line: row for row in read_sample("mentors", "mentorer.xlsx").rows.rows}

    assert rows[2].values["clearance"] == {
        "training": Cleared(),
        "certificate": Cleared(date(2026, 9, 15), date(2026, 9, 3)),
    }
    assert rows[9].values["clearance"] == {
        "interview": Cleared(),
        "certificate": Cleared(None, date(2026, 9, 5)),
    }


def test_a_mentors_limits_and_topics_are_read() -> None:
    values = read_sample("mentors", "mentorer.xlsx").rows.rows[0].values

    assert {key: values[key] for key in ("given_name", "family_name", "email", "phone", "gender", "languages",
                                         "topics", "grade_low", "grade_high", "max_sessions", "max_pupils",
                                         "group_size", "qualifications", "birth_date")} == {
        "given_name": "Rahel",
        "family_name": "Mohamud",
        "email": "rahel0@example.org",
        "phone": "+4796804332",
        "gender": "f",
        "languages": ("nb", "en"),
        "topics": ("geometri", "likninger", "algebra", "tall og regning"),
        "grade_low": 8,
        "grade_high": 10,
        "max_sessions": 2,
        "max_pupils": 8,
        "group_size": 2,
        "qualifications": ("båtfører", "klatring"),
        "birth_date": date(2002, 12, 7),
    }  # fmt: skip


def test_the_activities_of_the_camp_are_read() -> None:
    reading = read_sample("activities", "aktiviteter-sommerleir.csv")

    assert reading.rows.totals == Totals(read=18, good=18, faulty=0, doubles=0, asked=0, empty=0, examples=0)
    assert reading.rows.rows[8].values == {
        "name": "Svømming",
        "kind": "sport",
        "length": 2,
        "min_pupils": 6,
        "max_pupils": 14,
        "pupils_per_mentor": 5,
        "qualification": "livredning",
        "features": ("basseng",),
        "max_runs": 3,
        "grade_low": 1,
        "grade_high": 13,
        "is_repeatable": False,
    }


def test_what_an_activity_list_says_in_its_own_way_is_understood_or_told_at_its_line() -> None:
    lines = [
        ["Hva", "Kategori", "Varighet", "Antall elever", "Elever pr. mentor", "Sted / rom", "Ganger", "Trinn"],
        ["Mattestafett", "matte", "1 bolk", "8–24 elever", "1:8", "Stort rom", "maks 8", "8.–10."],
        ["Klatring", "Sport", "2 bolker", "maks 12", "6", "gymsal", "ubegrenset", "alle"],
        ["Klatring", "sport", "2", "maks 12", "6", "gymsal", "", "alle"],
        ["Klatring", "sport", "1", "maks 12", "6", "gymsal", "", "alle"],
        ["", "kultur", "halv dag", "noen få", "5", "", "", ""],
        ["Sjakk", "kultur", "", "20-4", "", "", "", ""],
    ]

    reading = read("activities", as_csv(lines), "liste.csv")

    first, climbing, again, other, nameless, chess = reading.rows.rows
    sizes = ("length", "min_pupils", "max_pupils", "pupils_per_mentor", "max_runs", "grade_low", "grade_high")
    assert [first.values[key] for key in sizes] == [1, 8, 24, 8, 8, 8, 10]
    assert [climbing.values[key] for key in sizes] == [2, 1, 12, 6, None, 1, 13]
    assert [row.state for row in (again, other)] == [State.DOUBLE, State.ASKED]
    assert [fault.field for fault in nameless.faults] == ["name", "length", "pupils"]
    assert [str(fault.message) for fault in chess.faults] == ["The fewest (20) are more than the most (4)."]
    assert reading.mapping.faults == ()


def test_the_venues_are_read() -> None:
    reading = read_sample("venues", "moetesteder.csv")

    assert reading.rows.totals == Totals(read=4, good=4, faulty=0, doubles=0, asked=0, empty=0, examples=0)
    assert reading.rows.rows[1].values == {
        "name": "Sagene skole, biblioteket",
        "address": "Biermanns gate 2",
        "rooms": 4,
        "seats": 16,
        "opening_hours": (Window(1, 855, 975), Window(3, 855, 1020), Window(4, 855, 975)),
        "staff": 0,
    }


def test_the_school_calendar_tells_days_off_from_the_first_and_last_day() -> None:
    reading = read_sample("calendar", "skolerute-2026-27.csv")

    assert reading.rows.totals == Totals(read=7, good=7, faulty=0, doubles=0, asked=0, empty=0, examples=0)
    assert [(row.values["kind"], row.values["level"]) for row in reading.rows.rows] == [
        ("first_day", "grunnskole"), *[("day_off", None)] * 4, ("day_off", "grunnskole"), ("last_day", "grunnskole"),
    ]  # fmt: skip
    assert reading.rows.rows[2].values == {
        "start": date(2026, 12, 21),
        "end": date(2027, 1, 1),
        "name": "Juleferie",
        "level": None,
        "kind": "day_off",
    }


def test_all_columns_of_the_samples_are_known_by_their_headers() -> None:
    for kind, name in (
        ("pupils", "elever-sagene.csv"), ("pupils", "elever-marienlyst.csv"), ("pupils", "elever-nordpolen.csv"),
        ("mentors", "mentorer.xlsx"), ("activities", "aktiviteter-sommerleir.csv"), ("venues", "moetesteder.csv"),
        ("calendar", "skolerute-2026-27.csv"),
    ):  # fmt: skip
        mapping = read_sample(kind, name).mapping

        assert (mapping.faults, mapping.warnings) == ((), ())
        assert min(column.sureness for column in mapping.columns) >= Sureness.SYNONYM
