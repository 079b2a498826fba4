"""A small camp, and staff at its desk."""

from datetime import time, timedelta

import pytest

from mentoring.camp.models import Activity, Camp, CampBlock, CampMentor, CampRoom
from mentoring.camp.models_of_pupils import PLACE, CampPupil, CampWish
from mentoring.core.clock import now, today
from mentoring.core.database import db
from tests import builders


@pytest.fixture
def camp(app):
    """Two days, two blocks a day, two rooms, four mentors, six pupils who all wish to climb first, then to film."""
    of, school = builders.programme(), builders.school()
    start = today() + timedelta(days=20)
    asked = {"start": start, "end": start + timedelta(days=1), "sign_up_until": today(), "wishes_until": today()}
    made = Camp(programme_id=of.id, name="Sommerleir", seats=20, **asked)
    made.blocks = [
        CampBlock(date=start + timedelta(days=day), start=time(hour), end=time(hour + 2))
        for day in (0, 1)
        for hour in (9, 12)
    ]
    made.rooms = [CampRoom(name=name, seats=10) for name in ("Hallen", "Kinosalen")]
    db.session.add(made)
    db.session.flush()
    same = {"programme_id": of.id, "camp_id": made.id, "min_pupils": 2, "pupils_per_mentor": 6, "is_repeatable": True}
    activities = [Activity(name=name, kind="sport", **same) for name in ("Klatring", "Film")]
    db.session.add_all(activities)
    made.mentors = [CampMentor(mentor=builders.mentor(of)) for _ in range(4)]
    for number in range(6):
        pupil = builders.pupil(of, school, grade=8, given_name=f"Elev{number}")
        builders.guardian(pupil)
        row = CampPupil(
            camp_id=made.id, pupil_id=pupil.id, status=PLACE, nonce=b"x", applied_at=now(), changed_at=now()
        )
        row.wishes = [CampWish(activity=one, rank=rank) for rank, one in enumerate(activities, 1)]
        db.session.add(row)
    builders.commit()
    return made


@pytest.fixture
def browser(camp, sign_in):
    """Staff, signed in."""
    staff = builders.staff(camp.programme, language="en")
    builders.commit()
    return sign_in(staff)
