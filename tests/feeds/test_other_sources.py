"""What other features publish stands in calendars beside sessions (requirement 9: days of a camp are whole days)."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import Connection

from mentoring.core import calendars
from mentoring.core.calendars import Published, Wanted, stands_in_calendars
from mentoring.core.clock import OSLO
from mentoring.feeds.actions import change
from tests import builders
from tests.feeds.district import NOW, District, district, events

TITLES = {"nb": "Sommerleir", "nn": "Sommarleir", "en": "Summer camp"}
CAMP = Published(
    uid="camp-1@mentorplan",
    sequence=0,
    modified_at=NOW,
    title=TITLES,
    start=date(2027, 6, 21),
    end=date(2027, 6, 26),
    place="Hudøy",
    path="/camp/1",
    initials=("MN",),
)
RUN = replace(
    CAMP,
    uid="run-1@mentorplan",
    start=datetime(2027, 6, 22, 9, tzinfo=OSLO),
    end=datetime(2027, 6, 22, 10, 30, tzinfo=OSLO),
    initials=(),
)


class Camp:
    """A feature with entries for one mentor."""

    def __init__(self, mentor_id: int) -> None:
        self.mentor_id, self.there = mentor_id, [CAMP, RUN]

    def __call__(self, _connection: Connection, wanted: Wanted) -> Sequence[Published]:
        return self.there if (wanted.kind, wanted.owner_id) == ("mentor", self.mentor_id) else []


@pytest.fixture
def place(app: Flask) -> District:
    """A small district in the middle of a term."""
    return district(app)


@pytest.fixture
def camp(place: District, monkeypatch: pytest.MonkeyPatch) -> Camp:
    """The feature, registered for this test only."""
    monkeypatch.setattr(calendars, "_sources", dict(calendars._sources))
    made = Camp(place.mentor.id)
    stands_in_calendars(made)
    return made


def entries(place: District, kind: str = "mentor") -> dict[str, dict[str, object]]:
    """What a feed says of each entry that is no session, by uid."""
    known = {one.uid for one in (*place.sessions, place.other_session)}
    return {
        str(one["UID"]): {
            "title": str(one["SUMMARY"]),
            "place": str(one.get("LOCATION", "")),
            "start": one["DTSTART"].dt,
        }
        for one in events(place.fetch(kind))
        if str(one["UID"]) not in known
    }


def test_a_camp_stands_as_whole_days_beside_its_runs(place, camp):
    found = entries(place)

    assert found[CAMP.uid] == {"title": "Sommerleir", "place": "Hudøy", "start": date(2027, 6, 21)}
    assert found[RUN.uid] == {"title": "Sommerleir", "place": "Hudøy", "start": RUN.start}
    assert b"DTSTART;VALUE=DATE:20270621\r\nDTEND;VALUE=DATE:20270626\r\n" in place.fetch("mentor").data


def test_the_other_calendars_do_not_have_it(place, camp):
    assert entries(place, "pupil") == entries(place, "venue") == {}


def test_a_change_of_it_is_seen_at_the_next_fetch_and_nothing_changed_is_nothing_sent(place, camp):
    tag = place.fetch("mentor").headers["ETag"]

    same = place.fetch("mentor", If_None_Match=tag)
    camp.there = [replace(CAMP, is_cancelled=True, sequence=1, modified_at=NOW + timedelta(hours=1))]
    after = place.fetch("mentor", If_None_Match=tag)

    assert (same.status_code, after.status_code) == (304, 200)
    assert entries(place) == {
        CAMP.uid: {"title": "AVLYST: Sommerleir", "place": "Hudøy", "start": date(2027, 6, 21)},
    }


def test_it_tells_as_much_as_the_feed_tells_of_sessions(place, camp):
    place.programme.feeds_show_initials = True
    change(place.feeds["mentor"], label="", detail="initials")
    builders.commit()
    with_initials = entries(place)[CAMP.uid]["title"]

    change(place.feeds["mentor"], label="", detail="busy")
    builders.commit()

    assert with_initials == "Sommerleir MN"
    assert entries(place)[CAMP.uid] == {"title": "Opptatt", "place": "", "start": date(2027, 6, 21)}
    assert b"/camp/1" not in place.fetch("mentor").data
