"""A small district in the middle of a term: what the feeds' tests over HTTP are about."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from icalendar import Calendar
from werkzeug.test import TestResponse

from mentoring.core.calendars import Kind
from mentoring.feeds.actions import open_subscription
from mentoring.feeds.models import Subscription
from mentoring.feeds.secret import address
from mentoring.programme.models import Programme, School, Venue
from mentoring.registration.models import Mentor, Pupil
from mentoring.timetable.models import Session
from tests import builders

KINDS: tuple[Kind, ...] = ("mentor", "pupil", "venue")
NOW = datetime(2026, 11, 17, 9, 30, 15, tzinfo=UTC)


@dataclass(frozen=True)
class District:
    """One mentor with two pupils at one venue, and another mentor with another pupil at another."""

    app: Flask
    programme: Programme
    school: School
    venue: Venue
    mentor: Mentor
    pupil: Pupil
    sessions: list[Session]
    other_session: Session
    feeds: dict[Kind, Subscription]

    def address(self, kind: Kind) -> str:
        """The whole address of the mentor's, the pupil's or the venue's feed."""
        return address(self.feeds[kind])

    def path(self, kind: Kind) -> str:
        """The path of that feed."""
        return self.address(kind).removeprefix("http://localhost")

    def fetch(self, kind: Kind, **headers: str) -> TestResponse:
        """Fetch that feed as a program does; `If_None_Match="…"` sends a header."""
        return fetch(self.app, self.path(kind), **headers)

    def at(self, moment: datetime) -> None:
        """Go to another moment."""
        self.app.config["FIXED_NOW"] = moment


def fetch(app: Flask, path: str, *, method: str = "GET", **headers: str) -> TestResponse:
    """Ask for a path as a calendar program does, without cookies, in a client of its own."""
    client: FlaskClient = app.test_client(use_cookies=False)
    told = {name.replace("_", "-"): value for name, value in headers.items()}
    return client.open(path, method=method, headers=told)


def events(answer: TestResponse) -> list[Any]:
    """The events of a calendar that was answered."""
    assert answer.status_code == 200, answer.text
    return Calendar.from_ical(answer.data).walk("VEVENT")


def district(app: Flask) -> District:
    """Build the district, at the moment NOW."""
    app.config["FIXED_NOW"] = NOW
    programme, school = builders.programme(), builders.school()
    venue = builders.venue(programme, name="Torshov bibliotek, 2. etasje", address="Sandakerveien 59")
    mentor = builders.mentor(programme, given_name="Ingrid", family_name="Solbakken")
    pupil = builders.pupil(programme, school, given_name="Amina", family_name="Yıldız", remark="mor ringer")
    other = builders.pupil(programme, school, given_name="Øyvind", family_name="Hansen")
    dates = (date(2026, 10, 19), date(2026, 10, 26), date(2026, 11, 18), date(2027, 4, 5))
    sessions = [builders.session(mentor, venue, date=day, pupils=[pupil, other]) for day in dates]
    elsewhere = builders.session(
        builders.mentor(programme),
        builders.venue(programme),
        date=dates[2],
        start=time(17),
        end=time(18),
        pupils=[other],
    )
    owners: dict[Kind, int] = {"mentor": mentor.id, "pupil": pupil.id, "venue": venue.id}
    feeds = {kind: open_subscription(programme.id, kind=kind, owner_id=own) for kind, own in owners.items()}
    builders.commit()
    return District(app, programme, school, venue, mentor, pupil, sessions, elsewhere, feeds)
