"""Changes to a pupil's own record that *what if* found: in words, through a form, and made in the record."""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import delete, select

from mentoring.core import audit
from mentoring.core.database import db
from mentoring.core.refusal import Refusal
from mentoring.matching.ids import number_of
from mentoring.matching.judge import forget_facts
from mentoring.matching.models import Ban, Pin
from mentoring.matching.names import Names
from mentoring.matching.weekdays import weekday
from mentoring.programme.models import Topic
from mentoring.registration.actions import change_pupil, tie_pupil
from mentoring.registration.models import Pupil
from mentoring.registration.queries import other_ends

Values = Mapping[str, Any]


def changes_told(changes: Iterable[Any], names: Names) -> list[str]:
    """What would have to be otherwise, each in words."""
    return [_told(one.kind, one.values, names) for one in changes]


def _told(kind: str, values: Values, names: Names) -> str:
    if kind == "window":
        day, start, end = weekday(int(values["day"])), values["start"], values["end"]
        return _("also free on %(day)s from %(start)s to %(end)s", day=day, start=start, end=end)
    if kind == "venue":
        return _("can get to %(venue)s too", venue=names.of("venue", str(values["venue"])))
    if kind == "topic":
        topic = db.session.get(Topic, number_of(str(values["topic"])))
        return _("wants help with %(topic)s too", topic=topic.name if topic else "?")
    if kind == "ban":
        return _("may meet %(mentor)s after all", mentor=names.of("mentor", str(values["mentor"])))
    return {
        "required_language": _("the language is not required any more"),
        "mentor_gender": _("the mentor's gender does not matter any more"),
        "pin": _("the pin is taken out"),
        "together": _("need not be together with anybody"),
        "apart": _("need not be kept apart from anybody"),
    }[kind]


def written_changes(changes: Iterable[Any]) -> str:
    """The changes as a form sends them back."""
    return json.dumps([{"kind": one.kind, **one.values} for one in changes])


def read_changes(text: str) -> list[dict[str, Any]]:
    """What `written_changes` wrote. Refuses anything else."""
    try:
        found = json.loads(text or "[]")
        if all(one["kind"] in CHANGES for one in found):
            return list(found)
    except (ValueError, TypeError, KeyError):
        pass
    raise Refusal(_("That could not be read. Ask once more."))


def change_record(pupil: Pupil, changes: Iterable[Values]) -> None:
    """Make the changes in the pupil's record, or in what staff said of the pupil."""
    for one in changes:
        CHANGES[one["kind"]](pupil, one)
    db.session.flush()
    forget_facts()


def _window(pupil: Pupil, values: Values) -> None:
    more = {"day": int(values["day"]), "start": str(values["start"]), "end": str(values["end"])}
    change_pupil(pupil, availability=[*pupil.availability, more])


def _venue(pupil: Pupil, values: Values) -> None:
    change_pupil(pupil, goes_everywhere=False, venues=[*(v.id for v in pupil.venues), number_of(values["venue"])])


def _topic(pupil: Pupil, values: Values) -> None:
    change_pupil(pupil, needs=[*(topic.id for topic in pupil.needs), number_of(values["topic"])])


def _ban(pupil: Pupil, values: Values) -> None:
    mentor = number_of(values["mentor"])
    audit.record("ban.removed", subject=f"pupil:{pupil.id}", pupil=pupil.id, mentor=mentor)
    db.session.execute(delete(Ban).where(Ban.pupil_id == pupil.id, Ban.mentor_id == mentor))


def _pin(pupil: Pupil, _values: Values) -> None:
    for pin in db.session.scalars(select(Pin).where(Pin.pupil_id == pupil.id)):
        audit.record("pin.removed", subject=f"pupil:{pupil.id}", pupil=pupil.id, mentor=pin.mentor_id)
        db.session.delete(pin)


def _untied(kind: str) -> Any:
    def untie(pupil: Pupil, _values: Values) -> None:
        ends = other_ends(pupil)
        tie_pupil(pupil, **{one: [] if one == kind else ends[one] for one in ("together", "apart")})

    return untie


CHANGES: dict[str, Any] = {
    "window": _window,
    "venue": _venue,
    "topic": _topic,
    "required_language": lambda pupil, _values: change_pupil(pupil, required_language=None),
    "mentor_gender": lambda pupil, _values: change_pupil(pupil, mentor_gender_required=False),
    "ban": _ban,
    "pin": _pin,
    "together": _untied("together"),
    "apart": _untied("apart"),
}
