"""The published plan of a camp stands in the calendars of the term's sessions, and no proposal ever does."""

import json
import sys
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from mentoring.camp.actions import sign_up
from mentoring.camp.actions.parts import RoomFacts, change_block, change_room
from mentoring.camp.queries_of_pupils import camp_pupil_of
from mentoring.core.access import COORDINATOR, STAFF, Viewer
from mentoring.core.clock import OSLO
from mentoring.feeds.actions import change, open_own, open_subscription
from mentoring.feeds.secret import address
from tests import builders
from tests.camp_days.conftest import BEFORE
from tests.feeds.district import events, fetch
from tests.feeds.test_ten_readers import NODE, PYTHON, READERS, run


@pytest.fixture
def feed(app, here):
    """A function: what somebody's calendar says, by title of each entry; `kind` and the owner's row."""

    def read(kind, owner, **headers):
        subscription = open_subscription(here.camp.programme_id, kind=kind, owner_id=owner.id)
        builders.commit()
        return fetch(app, address(subscription).removeprefix("http://localhost"), **headers)

    return read


def told(answer):
    """Title → (uid, sequence, status) of each entry."""
    return {
        str(one["SUMMARY"]): (str(one["UID"]), int(one["SEQUENCE"]), str(one["STATUS"])) for one in events(answer)
    }


def test_a_proposal_stands_in_no_calendar(here, feed):
    here.proposal(here.run(here.climbing, 0))

    owners = [("pupil", here.pupils[0]), ("mentor", here.mentors[0]), ("room", here.camp.rooms[0])]
    assert [events(feed(*owner)) for owner in owners] == [[], [], []]


def test_a_published_run_stands_beside_the_days_of_the_camp_and_the_sessions(here, feed):
    session = builders.session(
        here.mentors[0], builders.venue(here.camp.programme), date=date(2027, 6, 7), pupils=here.pupils[:1]
    )
    here.publish(here.run(here.climbing, 1))

    found = {str(one["SUMMARY"]): one for one in events(feed("pupil", here.pupils[0]))}

    run, days = found["Leir: Klatring"], found["Sommerleir"]
    assert set(found) == {"Leir: Klatring", "Sommerleir", "Mattehjelp"}
    assert str(found["Mattehjelp"]["UID"]) == session.uid
    assert (run["DTSTART"].dt, run["DTEND"].dt) == (
        datetime(2027, 6, 21, 10, 45, tzinfo=OSLO),
        datetime(2027, 6, 21, 12, 15, tzinfo=OSLO),
    )
    assert str(run["LOCATION"]) == "Gymsal, Hudøy"
    assert (days["DTSTART"].dt, days["DTEND"].dt) == (date(2027, 6, 21), date(2027, 6, 23))
    assert "URL" not in run


def test_each_calendar_has_what_is_its_own_and_names_nobody(here, feed):
    here.publish(
        here.run(here.climbing, 0, pupils=here.pupils[:1]),
        here.run(here.film, 0, room=1, pupils=here.pupils[1:], mentors=here.mentors[2:]),
    )

    answers = {
        "Amina": feed("pupil", here.pupils[0]),
        "Mona": feed("mentor", here.mentors[0]),
        "Oda": feed("mentor", here.mentors[2]),
        "Gymsal": feed("room", here.camp.rooms[0]),
    }

    assert {who: set(told(answer)) for who, answer in answers.items()} == {
        "Amina": {"Sommerleir", "Leir: Klatring"},
        "Mona": {"Sommerleir", "Leir: Klatring"},
        "Oda": {"Sommerleir", "Leir: Film"},
        "Gymsal": {"Leir: Klatring"},
    }
    text = "".join(answer.text for answer in answers.values())
    assert not any(one.given_name in text for one in (*here.pupils, *here.mentors))


def test_an_account_reads_what_it_may_see(app, here):
    here.publish(
        here.run(here.climbing, 0, pupils=here.pupils[:1]),
        here.run(here.film, 0, room=1, pupils=here.pupils[1:], mentors=here.mentors[2:]),
    )
    of = here.camp.programme
    viewers = [
        Viewer(account_id=one.id, programme_id=of.id, roles=frozenset({role}))
        for role, one in ((STAFF, builders.staff(of)), (COORDINATOR, builders.coordinator(of, here.pupils[0].school)))
    ]
    feeds = [open_own(one, label="", detail="place") for one in viewers]
    by_mentor = open_own(viewers[0], label="", detail="place", mentor=here.mentors[2].id)
    builders.commit()

    seen = [told(fetch(app, address(one).removeprefix("http://localhost"))) for one in (*feeds, by_mentor)]

    assert [set(one) for one in seen] == [
        {"Sommerleir", "Leir: Klatring", "Leir: Film"},
        {"Sommerleir", "Leir: Klatring"},
        {"Sommerleir", "Leir: Film"},
    ]


def test_the_next_plan_moves_cancels_and_restores_under_the_same_identifier(app, here, feed):
    """Moved: another block. Cancelled: in no plan any more. Restored: as it was. Each time the sequence rises."""
    amina = here.pupils[0]
    steps = []
    for hour, runs in enumerate([[(here.climbing, 0)], [(here.climbing, 2)], [(here.film, 3)], [(here.climbing, 2)]]):
        app.config["FIXED_NOW"] = BEFORE + timedelta(hours=hour)
        here.publish(*(here.run(activity, block) for activity, block in runs))
        found = told(feed("pupil", amina))
        steps.append({title.removeprefix("AVLYST: "): rest for title, rest in found.items() if "Klatring" in title})

    (uid,) = {step["Leir: Klatring"][0] for step in steps}
    assert [step["Leir: Klatring"][1:] for step in steps] == [
        (0, "CONFIRMED"),
        (1, "CONFIRMED"),
        (2, "CANCELLED"),
        (3, "CONFIRMED"),
    ]
    assert "Amina" not in uid


def test_a_plan_that_changes_nothing_for_somebody_leaves_the_same_bytes(app, here, feed):
    here.publish(here.run(here.climbing, 0), here.run(here.film, 1))
    first = feed("mentor", here.mentors[0])
    app.config["FIXED_NOW"] = BEFORE + timedelta(minutes=50)

    here.publish(here.run(here.climbing, 0), here.run(here.film, 1))
    second = feed("mentor", here.mentors[0])
    known = feed("mentor", here.mentors[0], If_None_Match=first.headers["ETag"])

    assert second.data == first.data
    assert (known.status_code, known.data) == (304, b"")


def test_who_is_not_in_a_run_any_more_sees_it_as_cancelled_and_nobody_else_does(here, feed):
    here.publish(here.run(here.climbing, 0))

    here.publish(here.run(here.climbing, 0, mentors=[here.mentors[0], here.mentors[2]]))

    titles = [sorted(told(feed("mentor", one))) for one in here.mentors]
    assert titles == [
        ["Leir: Klatring", "Sommerleir"],
        ["AVLYST: Leir: Klatring", "Sommerleir"],
        ["Leir: Klatring", "Sommerleir"],
    ]


def test_who_does_not_come_after_all_sees_everything_cancelled_at_once(here, feed):
    here.publish(here.run(here.climbing, 0))

    sign_up.withdraw(camp_pupil_of(here.camp, here.pupils[0]))
    builders.commit()

    assert set(told(feed("pupil", here.pupils[0]))) == {"AVLYST: Sommerleir", "AVLYST: Leir: Klatring"}
    assert set(told(feed("pupil", here.pupils[1]))) == {"Sommerleir", "Leir: Klatring"}


def test_another_name_is_another_text_and_another_time_a_move(app, here, feed):
    here.publish(here.run(here.climbing, 0))
    before = told(feed("room", here.camp.rooms[0]))["Leir: Klatring"]
    app.config["FIXED_NOW"] = BEFORE + timedelta(hours=1)
    change_room(here.camp.rooms[0], facts=RoomFacts("Hallen", 30))
    builders.commit()
    (renamed,) = events(feed("room", here.camp.rooms[0]))
    block = here.camp.blocks[0]

    change_block(block, date=block.date, start=block.start, end=block.end.replace(minute=15))
    builders.commit()
    (longer,) = events(feed("room", here.camp.rooms[0]))

    assert (str(renamed["LOCATION"]), int(renamed["SEQUENCE"])) == ("Hallen, Hudøy", before[1])
    assert renamed["LAST-MODIFIED"].dt == datetime(2027, 6, 1, 11, tzinfo=UTC)
    assert (str(longer["UID"]), int(longer["SEQUENCE"])) == (before[0], before[1] + 1)


def test_initials_are_shown_where_the_programme_lets_them_and_never_of_other_children(here, feed):
    here.publish(here.run(here.climbing, 0))
    here.camp.programme.feeds_show_initials = True
    for kind, owner in (("pupil", here.pupils[0]), ("mentor", here.mentors[0])):
        change(open_subscription(here.camp.programme_id, kind=kind, owner_id=owner.id), label="", detail="initials")
    builders.commit()

    assert set(told(feed("pupil", here.pupils[0]))) == {"Sommerleir", "Leir: Klatring MÅ, NÅ"}
    assert set(told(feed("mentor", here.mentors[0]))) == {"Sommerleir", "Leir: Klatring NÅ"}
    assert set(told(feed("room", here.camp.rooms[0]))) == {"Leir: Klatring"}


def test_ten_readers_see_the_camp(here, feed, tmp_path, request):
    here.publish(here.run(here.climbing, 0), here.run(here.film, 2))
    here.publish(here.run(here.climbing, 0))
    path = Path(tmp_path / "camp.ics")
    path.write_bytes(feed("pupil", here.pupils[0]).data)

    seen = {reader: run(sys.executable, READERS / "read.py", reader, path) for reader in PYTHON}
    seen |= run("node", READERS / "read.mjs", path) if (READERS / "node_modules").is_dir() else {}

    titles = {name: sorted(row["title"] for row in found[0]["entries"]) for name, found in seen.items() if found}
    starts = {json.dumps(sorted(row["start"] for row in found[0]["entries"])) for found in seen.values() if found}
    assert set(map(tuple, titles.values())) == {("AVLYST: Leir: Film", "Leir: Klatring", "Sommerleir")}
    assert starts == {json.dumps(["2027-06-21", "2027-06-21T07:00:00Z", "2027-06-22T07:00:00Z"])}
    assert len(titles) >= len(PYTHON) - 1 + (len(NODE) if (READERS / "node_modules").is_dir() else 0)
