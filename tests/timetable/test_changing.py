"""One session changed by hand goes through the rules of its date, keeps its identity, and everybody is told once."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from mentoring.core.clock import OSLO
from mentoring.core.database import db
from mentoring.core.refusal import Refusal
from mentoring.outbox.models import Mail
from mentoring.planning.mending import Breaks
from mentoring.programme.models import DayOff
from mentoring.registration.models import ClearanceItem
from mentoring.timetable import changing
from mentoring.timetable.models import FormerMentor, Session
from mentoring.timetable.queries import changes_of
from tests import builders

MONDAY, WEDNESDAY = date(2026, 11, 16), date(2026, 11, 18)
#: the venue is open from 15 to 19 on Mondays and Wednesdays, with one adult
AT_FOUR = {"start": time(16), "end": time(17, 30)}


@pytest.fixture(autouse=True)
def on_a_tuesday(app):
    """It is Tuesday, 10 November 2026, and there are no sentences but English ones."""
    app.config["FIXED_NOW"] = datetime(2026, 11, 10, 9, tzinfo=UTC)
    with app.test_request_context(headers={"Accept-Language": "en"}):
        yield


class District:
    """Mina with Ada, and Ola with Bo, on Monday 16 November at four in the library."""

    def __init__(self) -> None:
        self.programme = builders.programme()
        self.school = builders.school()
        self.venue = builders.venue(self.programme, name="Biblioteket")
        self.elsewhere = builders.venue(self.programme, name="Klubben")
        self.mina = builders.mentor(self.programme, given_name="Mina", family_name="Berg")
        self.ola = builders.mentor(self.programme, given_name="Ola", family_name="Dahl")
        self.eva = builders.mentor(self.programme, given_name="Eva", family_name="Lie")
        self.ada, self.bo = (builders.pupil(self.programme, self.school, given_name=name) for name in ("Ada", "Bo"))
        self.adas = builders.session(self.mina, self.venue, pupils=[self.ada], **self._planned(self.mina))
        self.bos = builders.session(self.ola, self.venue, pupils=[self.bo], **self._planned(self.ola))

    def _planned(self, mentor):
        return {"plan_mentor_id": mentor.id, "plan_date": MONDAY}

    def move(self, session, **changes):
        """Move it to Wednesday at four, where nothing else is said."""
        to = {"on": WEDNESDAY, "venue": self.venue, **AT_FOUR} | changes
        return changing.move(session, **to)


@pytest.fixture
def district(app):
    return District()


def _refused(deed):
    with pytest.raises(Breaks) as refused:
        deed()
    return refused.value


def _mails():
    return {mail.to: mail.text for mail in db.session.query(Mail)}


@pytest.mark.both_databases
def test_a_moved_session_keeps_its_uid_and_counts_one_change(district):
    uid, before = district.adas.uid, district.adas.modified_at

    district.move(district.adas, room="Rom 2", start=time(15), end=time(16, 30))

    moved = district.adas
    assert (moved.uid, moved.sequence, moved.date, moved.start) == (uid, 1, WEDNESDAY, time(15))
    assert moved.place == "Biblioteket, Rom 2"
    assert moved.modified_at > before
    assert moved.by_hand_at is not None
    assert moved.plan_date == MONDAY


def test_what_changes_nothing_is_refused(district):
    with pytest.raises(Refusal, match="changes nothing"):
        district.move(district.adas, on=MONDAY)
    with pytest.raises(Refusal, match="changes nothing"):
        changing.change_room(district.adas, room="")
    with pytest.raises(Refusal, match="changes nothing"):
        changing.give_to(district.adas, district.mina)


def test_a_mentor_cannot_be_in_two_places_whatever_the_reason(district):
    later = builders.session(district.mina, district.elsewhere, date=WEDNESDAY, pupils=[district.bo])

    refused = _refused(lambda: district.move(district.adas, start=time(17), end=time(18, 30), reason="She says so"))

    assert {one.rule for one in refused.never} == {"no_clash"}
    assert "Mina Berg" in refused.message
    assert later.date == WEDNESDAY
    assert district.adas.sequence == 0


def test_a_mentor_who_is_not_cleared_on_that_date_takes_no_session(district):
    stranger = builders.mentor(district.programme, cleared=False)
    lapses = builders.mentor(district.programme)
    certificate = db.session.query(ClearanceItem).filter_by(mentor_id=lapses.id, item="certificate").one()
    certificate.done_on, certificate.issued_on = date(2023, 11, 17), date(2023, 11, 1)

    never = _refused(lambda: changing.give_to(district.adas, stranger, reason="Needed"))
    changing.give_to(district.adas, lapses)  # cleared to and with the Monday
    not_any_more = _refused(lambda: district.move(district.adas, reason="Needed"))

    assert {one.rule for one in never.never} == {"clearance"}
    assert {one.rule for one in not_any_more.never} == {"clearance"}


def test_two_adults_are_needed_after_a_move_too(district):
    district.programme.min_adults = 2
    district.elsewhere.opening_hours = []

    refused = _refused(lambda: district.move(district.adas, venue=district.elsewhere, on=MONDAY, reason="Quieter"))

    assert {one.rule for one in refused.never} == {"min_adults"}


def test_who_is_busy_or_not_free_comes_only_with_a_reason_on_record(district):
    wednesday = datetime.combine(WEDNESDAY, time(16), OSLO)
    builders.busy_calendar(district.mina, (wednesday, wednesday.replace(hour=17)))
    district.ada.availability = [{"day": 1, "start": "14:00", "end": "20:00"}]

    refused = _refused(lambda: district.move(district.adas))
    change = district.move(district.adas, reason="Asked both by telephone")

    assert {one.rule for one in refused.house} == {"mentor_time", "pupil_time"}
    assert {one["rule"] for one in change.overridden} == {"mentor_time", "pupil_time"}
    assert change.reason == "Asked both by telephone"


def test_rooms_and_seats_are_rules_of_the_house(district):
    district.elsewhere.rooms = 1
    builders.session(district.eva, district.elsewhere, pupils=[builders.pupil(district.programme, district.school)])

    refused = _refused(lambda: district.move(district.adas, venue=district.elsewhere, on=MONDAY))

    assert {one.rule for one in refused.house} == {"rooms"}
    assert "there is no free room" in refused.message


def test_a_day_off_and_a_closed_venue_need_a_reason(district):
    db.session.add(DayOff(start=WEDNESDAY, end=WEDNESDAY, name="Planleggingsdag", level="grunnskole"))

    off = _refused(lambda: district.move(district.adas))
    closed = _refused(lambda: district.move(district.adas, on=date(2026, 11, 17), venue=district.venue))

    assert off.message == "This needs a reason: Wednesday 18 November: Planleggingsdag."
    assert {one.rule for one in closed.house} == {"closed"}
    assert {one.rule for one in closed.never} == {"min_adults"}  # nobody of the staff is there


def test_a_session_that_is_over_is_not_changed_any_more(app, district):
    app.config["FIXED_NOW"] = datetime(2026, 11, 16, 17, tzinfo=UTC)

    with pytest.raises(Refusal, match="is over"):
        district.move(district.adas)
    with pytest.raises(Refusal, match="is over"):
        changing.cancel([district.adas], why="mentor")


def test_a_session_cannot_be_moved_into_the_past_or_an_hour_that_does_not_exist(district):
    with pytest.raises(Refusal, match="is past"):
        district.move(district.adas, on=date(2026, 11, 9))
    with pytest.raises(Refusal, match="clocks change"):
        district.move(district.adas, on=date(2027, 3, 28), start=time(2, 30), end=time(4))
    with pytest.raises(Refusal, match="ends before"):
        district.move(district.adas, start=time(17), end=time(16))


def test_cancelling_says_why_and_stays_restorable(district):
    changing.cancel([district.adas], why="mentor")
    cancelled = (district.adas.status, district.adas.why, district.adas.sequence)
    changing.restore(district.adas)

    assert cancelled == ("cancelled", "mentor", 1)
    assert (district.adas.status, district.adas.why, district.adas.sequence) == ("planned", "", 2)
    assert [one.deed for one in changes_of(district.adas)] == ["restored", "cancelled"]


def test_cancelling_that_leaves_one_adult_alone_is_refused_until_the_other_goes_too(district):
    district.venue.opening_hours[0].staff = 0

    refused = _refused(lambda: changing.cancel([district.adas], why="mentor"))
    alone = district.adas.status
    changes = changing.cancel([district.adas, *refused.others], why="mentor")

    assert (alone, refused.others) == ("planned", (district.bos,))
    assert {one.rule for one in refused.never} == {"min_adults"}
    assert {one.batch for one in changes} == {changes[0].batch}
    assert {district.adas.status, district.bos.status} == {"cancelled"}


@pytest.mark.both_databases
def test_another_mentor_once_keeps_the_identity_and_the_first_one_is_remembered(district):
    uid = district.adas.uid

    changing.give_to(district.adas, district.eva)
    former = {row.mentor_id for row in db.session.query(FormerMentor)}
    changing.give_to(district.adas, district.mina)

    assert former == {district.mina.id}
    assert {row.mentor_id for row in db.session.query(FormerMentor)} == {district.eva.id}
    assert (district.adas.uid, district.adas.sequence, district.adas.plan_mentor_id) == (uid, 2, district.mina.id)


def test_an_extra_session_goes_through_the_same_rules(district):
    values = {"mentor": district.eva, "venue": district.venue, "on": MONDAY, **AT_FOUR}

    refused = _refused(lambda: changing.add_extra(district.programme, pupils=[district.ada], **values))
    made = changing.add_extra(district.programme, pupils=[district.ada], **values | {"on": WEDNESDAY})

    assert {one.rule for one in refused.never} == {"one_a_day"}
    assert (made.is_extra, made.sequence, made.date, made.mentor_id) == (True, 0, WEDNESDAY, district.eva.id)
    assert [one.deed for one in changes_of(made)] == ["extra"]


def test_everybody_concerned_gets_one_mail(district):
    builders.guardian(district.ada, email="hjem@example.org", language="en")
    builders.mentor_account(district.mina)

    changing.give_to(district.adas, district.eva)

    mails = _mails()
    assert set(mails) == {"hjem@example.org", district.mina.email, district.eva.email}
    assert (
        "Another mentor this time: Monday 16 November 16:00–17:30, Biblioteket, with Eva" in mails["hjem@example.org"]
    )
    assert "you are free" in mails[district.mina.email]
    assert not any(name in text for text in mails.values() for name in ("Berg", "Lie", "Ås"))


def test_a_coordinator_hears_of_the_own_school_as_chosen_and_no_name(district):
    here, elsewhere = district.school, builders.school()
    for name, school, refuses in (("all", here, []), ("gone", here, ["school_changed"]), ("other", elsewhere, [])):
        email = f"{name}@skole.example"
        builders.coordinator(district.programme, school, email=email, mails_not_wanted=refuses)

    changing.change_room(district.adas, room="Rom 2")
    changed = _mails()
    changing.cancel([district.bos], why="venue")
    cancelled = _mails()

    assert [to for to in changed if "skole" in to] == ["all@skole.example"]
    assert (
        "– Another room: Monday 16 November 16:00–17:30, Biblioteket, Rom 2, 1 pupil" in changed["all@skole.example"]
    )
    assert [to for to in cancelled if "skole" in to] == ["all@skole.example", "gone@skole.example"]
    assert "Cancelled: Monday 16 November" in cancelled["gone@skole.example"]
    assert not any(name in text for text in (*changed.values(), *cancelled.values()) for name in ("Ada", "Bo "))


def test_a_coordinator_reads_of_many_sessions_how_many(district):
    builders.coordinator(district.programme, district.school, email="kari@skole.example")
    weeks = [MONDAY + timedelta(weeks=number) for number in range(1, 14)]
    many = [builders.session(district.mina, district.venue, pupils=[district.ada], date=day) for day in weeks]

    changing.cancel(many, why="venue")

    assert "– 13 sessions are cancelled\n" in _mails()["kari@skole.example"]


def test_who_saw_an_older_state_is_told_so(district):
    changing.change_room(district.adas, room="Rom 2", seen=0)

    with pytest.raises(changing.Overtaken):
        changing.change_room(district.adas, room="Rom 3", seen=0)

    assert db.session.query(Session).filter_by(room="Rom 3").count() == 0
