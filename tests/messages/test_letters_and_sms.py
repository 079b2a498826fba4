"""Changes told: one mail to each with a calendar file that changes what was there, and an SMS for the same day."""

from datetime import UTC, datetime, timedelta

import pytest
from icalendar import Calendar

from mentoring.core.database import db
from mentoring.messages.actions import choose
from mentoring.outbox.actions import send_again
from mentoring.outbox.models import Mail
from mentoring.outbox.sending import send_due
from mentoring.timetable.changing import cancel, give_to
from tests import builders

THAT_DAY = datetime(2026, 11, 16, 9, tzinfo=UTC)


def _events(mail):
    [attached] = mail.attachments
    assert (attached["subtype"], attached["filename"]) == ("calendar", "sessions.ics")
    calendar = Calendar.from_ical(attached["content"])
    assert "METHOD" not in calendar
    return {str(event["UID"]): event for event in calendar.walk("VEVENT")}


def _mail_to(person):
    return db.session.query(Mail).filter_by(to=person.email, channel="mail").one()


def test_the_file_has_the_identity_of_the_feed_and_a_higher_sequence(monday):
    cancel([monday.one], why="other")
    builders.commit()

    event = _events(_mail_to(monday.first))[monday.one.uid]

    assert (int(event["SEQUENCE"]), str(event["STATUS"])) == (monday.one.sequence, "CANCELLED")
    assert monday.one.sequence == 1


def test_one_mail_has_all_of_a_persons_changes_with_one_file(monday):
    late = builders.session(monday.first, monday.venue, date=monday.one.date + timedelta(days=2))

    cancel([monday.one, late], why="other")
    builders.commit()

    assert set(_events(_mail_to(monday.first))) == {monday.one.uid, late.uid}


def test_who_gave_a_session_away_gets_it_as_cancelled_and_who_took_it_as_it_is(monday):
    taker = monday.colleagues[0]
    give_to(monday.one, taker)
    builders.commit()

    was, now = (_events(_mail_to(person))[monday.one.uid] for person in (monday.first, taker))

    assert (str(was["STATUS"]), str(now["STATUS"])) == ("CANCELLED", "CONFIRMED")
    assert int(was["SEQUENCE"]) == int(now["SEQUENCE"]) == 1


def test_the_mail_goes_out_at_once_with_the_file(monday, office):
    cancel([monday.one], why="other")
    builders.commit()

    send_due()

    [letter] = [one for one in office.letters if one["To"] == monday.first.email]
    [calendar] = letter.iter_attachments()
    assert calendar.get_content_type() == "text/calendar"
    assert "METHOD" not in calendar.get_content()


class TestSms:
    """Short messages: only the same day, only who said yes, kept and sent like mails."""

    @pytest.fixture
    def guardian(self, app, monday):
        """A guardian with a telephone who said yes, on the day itself."""
        app.config["FIXED_NOW"] = THAT_DAY
        found = monday.one.pupils[0].guardians[0]
        choose(found, reminder=False, sms=True)
        builders.commit()
        return found

    def test_a_cancellation_of_the_same_day_goes_by_sms_to_who_said_yes(self, monday, gateway, guardian):
        cancel([monday.one], why="other")
        builders.commit()

        send_due()
        send_due()

        [message] = gateway.messages
        assert message["to"] == guardian.phone
        assert message["text"] == "Avlyst i dag: 16:00, Biblioteket. Mentorplan"
        assert message["from"] == "Mentorplan"
        assert gateway.tokens == ["Bearer token"]

    def test_one_of_another_day_goes_by_mail_alone(self, app, monday, gateway, guardian):
        app.config["FIXED_NOW"] = THAT_DAY - timedelta(days=1)
        cancel([monday.one], why="other")
        builders.commit()

        send_due()

        assert gateway.messages == []

    def test_without_a_gateway_nothing_is_written(self, app, monday, guardian):
        app.config["SMS_URL"] = ""
        cancel([monday.one], why="other")

        assert db.session.query(Mail).filter_by(channel="sms").count() == 0

    def test_a_gateway_in_trouble_is_tried_again_with_the_same_id(self, app, monday, gateway, guardian):
        gateway.answers = [503]
        cancel([monday.one], why="other")
        builders.commit()

        send_due()
        row = db.session.query(Mail).filter_by(channel="sms").one()
        assert (row.status, row.error) == ("waiting", "503 Service Unavailable")
        app.config["FIXED_NOW"] += timedelta(minutes=2)
        send_due()

        db.session.expire_all()
        assert row.status == "sent"
        assert [one["id"] for one in gateway.messages] == [row.message_id]

    @pytest.mark.parametrize("status", [302, 400])
    def test_a_number_that_is_refused_is_given_up_and_can_be_sent_again(self, monday, gateway, guardian, status):
        gateway.answers = [status]
        cancel([monday.one], why="other")
        builders.commit()

        send_due()
        row = db.session.query(Mail).filter_by(channel="sms").one()
        assert row.status == "failed"
        send_again(row)
        builders.commit()
        send_due()

        assert len(gateway.messages) == 1

    def test_staff_see_it_among_the_mails(self, monday, guardian, sign_in):
        cancel([monday.one], why="other")

        page = sign_in(monday.staff).get("/mails/").text

        assert "SMS" in page
        assert guardian.phone in page
