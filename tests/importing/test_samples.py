"""The lists of a district, brought through the pages into the database."""

from datetime import date, time

import pytest

from mentoring.camp.models import Activity
from mentoring.core.audit import AuditEvent
from mentoring.core.database import db
from mentoring.programme.models import DayOff, Venue
from mentoring.registration.models import Guardian, Mentor, Pupil, PupilTie
from tests import builders
from tests.importing.lists import desk_of, files_kept, outcomes, row_text, sample, sum_line, whole_programme


def _pupil(given_name: str, family_name: str) -> Pupil:
    return db.session.query(Pupil).filter_by(given_name=given_name, family_name=family_name).one()


def test_a_coordinator_brings_the_sagene_list(app, sign_in):
    programme, school = whole_programme(), builders.school(name="Sagene skole")
    desk = desk_of(sign_in, builders.coordinator(programme, school))

    page = desk.bring(sample("elever-sagene.csv"), "elever-sagene.csv", school)
    stored_before = db.session.query(Pupil).count()
    answer = desk.take(page)

    assert sum_line(page) == "45 rows read = 39 good + 4 with faults + 1 double + 1 empty"
    assert "Windows (cp1252)" in page.text
    assert stored_before == 0
    assert (db.session.query(Pupil).count(), files_kept(), answer.status_code) == (39, 1, 303)
    assert "13097248022" not in page.text
    result = desk.browser.get(answer.location)
    assert "39 are new, 0 were changed" in result.text
    event = db.session.query(AuditEvent).filter_by(event="import.stored").one()
    assert (event.details["kind"], len(event.details["created"]), event.details["updated"]) == ("pupils", 39, [])


def test_what_a_row_says_is_what_is_stored(app, sign_in):
    programme, school = whole_programme(), builders.school(name="Sagene skole")
    desk_of(sign_in, builders.coordinator(programme, school)).bring_and_take(
        sample("elever-sagene.csv"), "elever-sagene.csv", school
    )

    isak, bjorn = _pupil("Isak", "O'Brien"), _pupil("Bjørn-Åge", "Kristiansen")

    assert (isak.birth_date, isak.grade, isak.gender, isak.priority) == (date(2011, 8, 7), 10, "m", 2)
    assert (isak.languages, isak.mentor_gender, isak.mentor_gender_required) == (["nb"], "m", False)
    assert sorted(topic.name for topic in isak.needs) == ["geometri", "prosent", "statistikk"]
    assert isak.availability == [
        {"day": 3, "start": "15:30", "end": "19:00"},
        {"day": 4, "start": "15:45", "end": "18:45"},
        {"day": 5, "start": "15:00", "end": "19:00"},
    ]
    [guardian] = isak.guardians
    assert (guardian.name, guardian.email, guardian.phone) == (
        "Sofie O'Brien",
        "sofie.obrien@example.org",
        "+4797317581",
    )
    assert (bjorn.school, bjorn.goes_everywhere, bjorn.ticket > 0) == (school, True, True)


def test_ties_are_made_when_all_rows_are_in(app, sign_in):
    programme, school = whole_programme(), builders.school(name="Sagene skole")
    desk_of(sign_in, builders.coordinator(programme, school)).bring_and_take(
        sample("elever-sagene.csv"), "elever-sagene.csv", school
    )

    names = {pupil.id: pupil.name for pupil in db.session.query(Pupil)}
    ties = {(tie.kind, *sorted((names[tie.pupil_id], names[tie.other_id]))) for tie in db.session.query(PupilTie)}

    assert ties == {
        ("together", "Leah Nowak", "Weronika Larsen"),
        ("apart", "Bilan Khan", "Jonas Karlsen"),
    }


@pytest.mark.both_databases
def test_a_list_brought_twice_changes_nothing(app, sign_in):
    programme, school = whole_programme(), builders.school(name="Sagene skole")
    desk = desk_of(sign_in, builders.coordinator(programme, school))
    desk.bring_and_take(sample("elever-sagene.csv"), "elever-sagene.csv", school)
    counts = [db.session.query(table).count() for table in (Pupil, Guardian, PupilTie)]
    changed = {pupil.id: pupil.changed_at for pupil in db.session.query(Pupil)}

    page = desk.bring(sample("elever-sagene.csv"), "elever-sagene.csv", school)
    result = desk.browser.get(desk.take(page).location)

    assert sum_line(page) == "45 rows read = 39 good + 4 with faults + 1 double + 1 empty"
    assert [outcome for _line, outcome in outcomes(page)].count("same") == 39
    assert "0 are new, 0 were changed" in result.text
    assert [db.session.query(table).count() for table in (Pupil, Guardian, PupilTie)] == counts
    assert {pupil.id: pupil.changed_at for pupil in db.session.query(Pupil)} == changed


def test_the_marienlyst_and_nordpolen_lists_are_stored_letter_for_letter(app, sign_in):
    programme, marienlyst = whole_programme(), builders.school(name="Marienlyst skole")
    nordpolen = builders.school(name="Nordpolen skole")
    desk = desk_of(sign_in, builders.staff(programme))

    one = desk.bring_and_take(sample("elever-marienlyst.csv"), "elever-marienlyst.csv", marienlyst)
    page = desk.bring(sample("elever-nordpolen.csv"), "elever-nordpolen.csv", nordpolen)
    asked = [line for line, outcome in outcomes(page) if outcome == "asked"]
    desk.take(page, **{f"line_{line}": "another" for line in asked})

    at = [db.session.query(Pupil).filter_by(school=school).count() for school in (marienlyst, nordpolen)]
    assert ("41 are new" in one, at) == (True, [41, 41])
    assert db.session.query(Guardian).filter_by(family_name="Yılmaz").count() == 1
    ida = _pupil("Ida", "Strøm-Åsen")
    assert (ida.grade, ida.form, ida.birth_date) == (9, "A", date(2012, 9, 16))
    assert ida.availability[0] == {"day": 1, "start": "15:30", "end": "18:30"}


def test_staff_bring_the_mentor_workbook(app, sign_in):
    desk = desk_of(sign_in, builders.staff(whole_programme()), "mentors")

    page = desk.bring(sample("mentorer.xlsx"), "mentorer.xlsx")
    desk.take(page)
    again = desk.bring(sample("mentorer.xlsx"), "mentorer.xlsx")

    assert sum_line(page) == "38 rows read = 34 good + 4 with faults"
    assert [outcome for _line, outcome in outcomes(again)].count("same") == 34
    rahel = db.session.query(Mentor).filter_by(email="rahel0@example.org").one()
    assert (rahel.name, rahel.phone, rahel.max_pupils, rahel.group_size) == ("Rahel Mohamud", "+4796804332", 8, 2)
    assert sorted(topic.name for topic in rahel.topics) == ["algebra", "geometri", "likninger", "tall og regning"]
    assert {item.item: (item.issued_on, item.done_on) for item in rahel.clearance} == {
        "training": (None, None),
        "certificate": (date(2026, 9, 3), date(2026, 9, 15)),
    }
    assert "has not been shown yet" in row_text(page, 9)


def test_staff_bring_activities_venues_and_the_calendar(app, sign_in):
    staff = builders.staff(whole_programme())
    lists = (
        ("activities", "aktiviteter-sommerleir.csv", Activity, 18, "18 rows read = 18 good + 0 with faults"),
        ("venues", "moetesteder.csv", Venue, 4, "4 rows read = 4 good + 0 with faults"),
        ("calendar", "skolerute-2026-27.csv", DayOff, 5, "7 rows read = 7 good + 0 with faults"),
    )

    for kind, name, table, count, line in lists:
        desk = desk_of(sign_in, staff, kind)
        page = desk.bring(sample(name), name)
        desk.take(page)
        again = desk.bring_and_take(sample(name), name)

        assert (sum_line(page), db.session.query(table).count()) == (line, count)
        assert "0 are new, 0 were changed" in again

    hours = db.session.query(Venue).filter_by(name="UngMetro Bjølsen").one().opening_hours
    assert [(one.day, one.start, one.end, one.staff) for one in hours] == [
        (1, time(15), time(19), 1),
        (2, time(15), time(19), 1),
        (4, time(15), time(20), 1),
    ]
    swimming = db.session.query(Activity).filter_by(name="Svømming").one()
    assert (swimming.length, swimming.qualification, swimming.features) == (2, "livredning", ["basseng"])
