"""A small desk for tests of the board: one venue, three pupils, three mentors; and what forms send."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import time
from typing import Any

from mentoring.core.clock import now
from mentoring.core.database import db
from mentoring.matching.ids import mentor_id, pupil_id
from mentoring.matching.models import PlanSession
from mentoring.matching.queries import sessions_in
from mentoring.planning.models import Plan
from mentoring.programme.models import Programme, Venue
from mentoring.programme.slots import slot_id
from mentoring.registration.models import Mentor, Pupil
from tests import builders


@dataclass
class Desk:
    """Åse (8th grade), Bo (8th) and Cilia (10th); Mina, Nora and Ola, who take two each."""

    programme: Programme
    venue: Venue
    pupils: list[Pupil]
    mentors: list[Mentor]

    def plan(self, *rows: tuple[Mentor, int, list[Pupil]]) -> Plan:
        """A proposal without a run in which (mentor, hour, pupils) meet on Monday."""
        term = self.programme.terms[0]
        made = Plan(programme_id=self.programme.id, term_id=term.id, created_at=now())
        db.session.add(made)
        db.session.flush()
        for mentor, hour, pupils in rows:
            times = {"day": 1, "start": time(hour), "end": time(hour + 1, 30)}
            row = PlanSession(
                plan_id=made.id, mentor_id=mentor.id, venue_id=self.venue.id, pupils=list(pupils), **times
            )
            db.session.add(row)
        builders.commit()
        return made

    def usual(self) -> Plan:
        """Åse and Bo with Mina, Cilia with Nora, both at three."""
        ase, bo, cilia = self.pupils
        mina, nora, _ola = self.mentors
        return self.plan((mina, 15, [ase, bo]), (nora, 15, [cilia]))

    def slot(self, hour: int = 15, day: int = 1) -> str:
        """A time as forms write it."""
        return slot_id(self.venue.id, day, time(hour))

    def place(self, mentor: Mentor, hour: int = 15, day: int = 1) -> str:
        """A place as forms write it."""
        return f"{mentor_id(mentor.id)}~{self.slot(hour, day)}"

    def move(self, pupil: Pupil, source: str, target: str) -> dict[str, Any]:
        """What the form *Move to* sends."""
        return {"deed": "move", "pupil": pupil_id(pupil.id), "from": source, "place": target}


def small_desk(**rules: Any) -> Desk:
    """The desk, committed."""
    made = builders.programme(**({"max_grade_span": 1} | rules))
    school = builders.school()
    venue = builders.venue(made, name="Biblioteket")
    people = (("Åse", 8), ("Bo", 8), ("Cilia", 10))
    pupils = [builders.pupil(made, school, given_name=name, grade=grade) for name, grade in people]
    names = ("Mina", "Nora", "Ola")
    mentors = [builders.mentor(made, given_name=name, family_name="Berg", group_size=2) for name in names]
    builders.commit()
    return Desk(made, venue, pupils, mentors)


def groups(plan: Plan) -> dict[str, list[str]]:
    """Mentor's first name and time → pupils' first names."""
    db.session.expire_all()
    return {
        f"{row.mentor.given_name} {row.day} {row.start:%H:%M}": sorted(pupil.given_name for pupil in row.pupils)
        for row in sessions_in(plan)
    }


class Board:
    """Somebody at the board of a plan, without scripts: always sends the revision that was seen last."""

    def __init__(self, client: Any, plan: Plan) -> None:
        self.client, self.path = client, f"/plans/{plan.id}"
        self.look()

    def look(self, query: str = "") -> str:
        """Load the board."""
        page: str = self.client.get(f"{self.path}/board{query}").text
        self.revision = int(re.search(r'data-revision="(\d+)"', page)[1])
        return page

    def send(self, asked: Mapping[str, Any], *, to: str = "mend") -> Any:
        """Send a form of the board."""
        return self.client.post(f"{self.path}/{to}", data={"revision": self.revision, **asked})

    def do(self, asked: Mapping[str, Any], *, to: str = "mend") -> str:
        """The same, which must be done; gives the page to which it leads."""
        answer = self.send(asked, to=to)
        assert answer.status_code == 303, answer.text
        return self.look()
