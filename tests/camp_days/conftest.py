"""A camp of two days whose plan can be published by hand: what the tests of its days start from."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

import pytest

from mentoring.camp.models import Activity, Camp, CampLeader, CampMentor
from mentoring.camp.models_of_pupils import PLACE
from mentoring.camp_desk.models import CampRun
from mentoring.camp_desk.planner import WING
from mentoring.core.clock import now
from mentoring.core.database import add_all
from mentoring.planning.models import Plan
from mentoring.planning.publishing import publish
from mentoring.registration.models import Mentor, Pupil
from tests import builders

#: some weeks before the camp
BEFORE = datetime(2027, 6, 1, 10, tzinfo=UTC)


@dataclass
class Here:
    """A camp with two blocks a day in two rooms, two activities, three mentors, and two pupils of two schools."""

    camp: Camp
    climbing: Activity
    film: Activity
    mentors: list[Mentor]
    pupils: list[Pupil]
    last: Plan | None = field(default=None)

    def run(self, activity: Activity, block: int, room: int = 0, **people: Sequence[Any]) -> CampRun:
        """A run with the first two mentors and all pupils, unless said otherwise, in that block of the camp."""
        of = {"pupils": self.pupils, "mentors": self.mentors[:2]} | people
        return CampRun(
            activity=activity,
            block=self.camp.blocks[block],
            room=self.camp.rooms[room],
            **{kind: list(rows) for kind, rows in of.items()},
        )

    def proposal(self, *runs: CampRun) -> Plan:
        """A proposal of these runs."""
        plan = Plan(programme_id=self.camp.programme_id, frame=self.camp.frame, wing=WING, created_at=now())
        add_all([plan])
        for run in runs:
            run.plan_id = plan.id
        add_all(runs)
        builders.commit()
        return plan

    def publish(self, *runs: CampRun) -> Plan:
        """The same, published."""
        plan = self.proposal(*runs)
        publish(plan, from_date=self.camp.start)
        builders.commit()
        self.last = plan
        return plan


@pytest.fixture
def here(app):
    """The camp, some weeks before it begins."""
    app.config["FIXED_NOW"] = BEFORE
    of = builders.programme()
    camp = builders.camp(of, name="Sommerleir", start=date(2027, 6, 21), end=date(2027, 6, 22), min_adults=1)
    same = {"kind": "sport", "length": 1, "min_pupils": 1, "max_pupils": 12, "pupils_per_mentor": 6}
    activities = [builders.activity(camp, name, **same, is_repeatable=True) for name in ("Klatring", "Film")]
    mentors = [builders.mentor(of, given_name=name, family_name="Ås") for name in ("Mona", "Nils", "Oda")]
    add_all([CampMentor(camp_id=camp.id, mentor_id=one.id) for one in mentors])
    pupils = [builders.pupil(of, builders.school(), given_name=name) for name in ("Amina", "Bo")]
    for one in pupils:
        builders.guardian(one)
        builders.camp_pupil(camp, one, status=PLACE)
    builders.commit()
    return Here(camp, *activities, mentors, pupils)


@pytest.fixture
def leader(here):
    """An account that leads the camp."""
    made = builders.staff(here.camp.programme)
    add_all([CampLeader(camp_id=here.camp.id, account_id=made.id)])
    return made
