"""The demo's camp: a long weekend with blocks, rooms, mentors, and pupils with wishes, some of them friends.

The places are drawn and a plan is published, so that everybody's days and calendars are there to be looked at; wishes
can be changed still, and the camp planned anew.
"""

from datetime import date, time, timedelta
from random import Random

from sqlalchemy import delete

from mentoring.accounts.queries import account_with
from mentoring.camp import actions, health
from mentoring.camp.actions import CampFacts, MentorFacts, RequirementFacts, RoomFacts, sign_up, wishes
from mentoring.camp.health import Health
from mentoring.camp.models import Activity, Camp
from mentoring.camp.models_of_pupils import PLACE, TO_CAMP, CampPupil
from mentoring.camp.queries import activities_at
from mentoring.camp_desk.planner import WING
from mentoring.core.clock import today
from mentoring.core.database import db
from mentoring.demo.planning import run_of
from mentoring.demo.planting import MENTOR_EMAIL, STAFF_EMAIL, Planted, at, morning_of
from mentoring.outbox.models import Mail
from mentoring.planning.models import Plan
from mentoring.planning.publishing import publish
from mentoring.registration.queries import cleared_on

SIGNED_UP, SEATS, MENTORS = 40, 36, 18
#: seconds for its run
SECONDS = 6
#: the draw's seed: the Lotto numbers of an invented Saturday
DRAW_SEED = "2-9-11-17-23-28-34"
TIMES = (
    (time(9), time(10, 30)),
    (time(10, 45), time(12, 15)),
    (time(13), time(14, 30)),
    (time(14, 45), time(16, 15)),
)
ROOMS = (
    RoomFacts("Storsalen", 40, ("stort rom",)),
    RoomFacts("Gymsalen", 30, ("gymsal", "stort rom")),
    RoomFacts("Kjøkkenet", 14, ("kjøkken",)),
    RoomFacts("Biblioteket", 20, ("stille",)),
    RoomFacts("Datarommet", 14, ("data", "stille")),
    RoomFacts("Studio", 8, ("studio",), is_accessible=False),
    RoomFacts("Badet", 20, ("basseng",)),
    RoomFacts("Bryggen", 14, ("ute",), is_accessible=False),
    RoomFacts("Skogen", 30, ("ute",)),
    RoomFacts("Verkstedet", 12, ("verksted",)),
    RoomFacts("Rom 1", 20),
)


def make_camp(planted: Planted, seed: str, *, seconds: int = SECONDS) -> Plan:
    """Set the camp up and let families sign up, as of the weeks before today; its plan, which is published."""
    random = Random(seed)  # noqa: S311  # people are invented here, nothing is kept secret
    day = today()
    with at(morning_of(day - timedelta(days=30))):
        camp = _set_up(planted, day)
        coming = _families(planted, camp, random)
    with at(morning_of(day - timedelta(days=2))):
        sign_up.hold_draw(camp, seed=DRAW_SEED)
    _tell_of_health(coming)
    # nobody is there to read what the draw wrote to guardians
    db.session.execute(delete(Mail).where(Mail.about == f"camp:{camp.id}"))
    db.session.commit()
    plan = run_of(camp, wing=WING, preset="most_wishes", seconds=seconds)
    publish(plan, from_date=camp.start, is_told=False)
    db.session.commit()
    return plan


def _set_up(planted: Planted, day: date) -> Camp:
    leader = account_with(STAFF_EMAIL)
    first = _friday_after(day + timedelta(days=40))
    facts = CampFacts(
        name="Sommerleir" if first.month in (6, 7, 8) else "Matteleir",
        place="Hudøy feriesenter",
        contact="Inger Ås, 900 00 000",
        start=first,
        end=first + timedelta(days=2),
        sign_up_until=day - timedelta(days=4),
        wishes_until=day + timedelta(days=14),
        seats=SEATS,
    )
    camp = actions.add_camp(planted.programme.id, facts=facts, leader_id=leader.id if leader else None)
    actions.make_blocks(camp, pattern=TIMES)
    for room in ROOMS:
        actions.add_room(camp, facts=room)
    actions.add_requirement(camp, facts=RequirementFacts("matte", "day", 1, 2))
    cleared = [one for one in planted.mentors if one.left_on is None and cleared_on(one, camp.start)]
    # the demo's mentor is there, then those who are qualified for something; the others fill up
    for mentor in sorted(cleared, key=lambda one: (one.email != MENTOR_EMAIL, not one.qualifications))[:MENTORS]:
        actions.add_mentor(camp, mentor=mentor, facts=MentorFacts(max_blocks=14))
    return camp


def _families(planted: Planted, camp: Camp, random: Random) -> list[CampPupil]:
    """Pupils with their guardians' consent and wishes; some have not ranked yet, some name each other."""
    coming = []
    for pupil in random.sample(planted.pupils, SIGNED_UP):
        one = sign_up.sign_up(camp, pupil)
        guardian = pupil.guardians[0]
        sign_up.consent(one, item=TO_CAMP, given_by=guardian.name, guardian=guardian)
        coming.append(one)
    choices = activities_at(camp)
    for one in coming[:-4]:
        wishes.rank(one, [activity.id for activity in _favourites(choices, random)])
    for school in sorted({one.pupil.school_id for one in coming}):
        # a friend counts where both go to one school and name each other
        mates = [one for one in coming if one.pupil.school_id == school]
        for one, other in zip(mates[::6], mates[1::6], strict=False):
            wishes.name_friend(one, name=other.pupil.name)
            wishes.name_friend(other, name=one.pupil.name)
    return coming


def _favourites(choices: list[Activity], random: Random) -> list[Activity]:
    """Five of them; what is not maths is wished for more often."""
    weighed = sorted(choices, key=lambda one: random.random() ** (1 if one.kind == "matte" else 3))
    return weighed[:5]


def _tell_of_health(coming: list[CampPupil]) -> None:
    """Most guardians have told, most of them that there is nothing to heed."""
    special = (Health("uten svin", "", "yes"), Health("", "nøtter", "some"), Health("vegetar", "", "no"))
    told = [*special, Health("uten svin", "melk", "yes"), *(Health(swimming="yes") for _ in coming)]
    for one, health_ in zip([one for one in coming if one.status == PLACE][:-5], told, strict=False):
        guardian = one.pupil.guardians[0]
        health.tell(one, health_, given_by=guardian.name, guardian=guardian)


def _friday_after(day: date) -> date:
    return day + timedelta(days=(4 - day.weekday()) % 7)
