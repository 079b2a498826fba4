"""A short text that changes as soon as pins or bans of a camp do: what two people at one board may set."""

from hashlib import blake2b

from sqlalchemy import select

from mentoring.camp.models import Activity, Camp
from mentoring.camp.models_of_pupils import CampExclusion
from mentoring.camp_desk.queries import pins_at
from mentoring.core.database import db


def stamp_of_pins(camp: Camp) -> str:
    """The stamp of all pins of a camp, and of what its pupils take no part in."""
    pins = [(one.id, one.person, one.activity_id, one.block_id) for one in pins_at(camp)]
    bans = select(CampExclusion.camp_pupil_id, CampExclusion.activity_id).join(
        Activity, Activity.id == CampExclusion.activity_id
    )
    rows = db.session.execute(bans.where(Activity.camp_id == camp.id).order_by(*CampExclusion.__table__.primary_key))
    told = repr((pins, [tuple(row) for row in rows]))
    return blake2b(told.encode(), digest_size=8).hexdigest()
