"""What happens in the middle of a camp: an activity is called off in some blocks, somebody goes home."""

from collections.abc import Sequence

from flask_babel import gettext as _

from mentoring.camp.models import Camp, CampBlock, CampMentor
from mentoring.camp.models_of_pupils import CampPupil
from mentoring.camp_desk.models import CampClosure
from mentoring.camp_desk.queries import closures_at
from mentoring.core import audit
from mentoring.core.clock import now
from mentoring.core.database import db
from mentoring.core.refusal import Refusal


def call_off(camp: Camp, *, activity_id: int, blocks: Sequence[int]) -> list[CampClosure]:
    """The activity does not take place in these blocks. What is called off already stays so."""
    if not blocks:
        raise Refusal(_("Tick the blocks in which it does not take place."), "blocks")
    there = {(one.activity_id, one.block_id) for one in closures_at(camp)}
    new = [block for block in blocks if (activity_id, block) not in there]
    made = [CampClosure(activity_id=activity_id, block_id=block) for block in new]
    db.session.add_all(made)
    _changed(camp)
    return made


def open_again(camp: Camp, closure: CampClosure) -> None:
    """It may take place then after all."""
    db.session.delete(closure)
    _changed(camp)


def goes_home(camp: Camp, *, who: CampMentor | CampPupil, block: CampBlock) -> None:
    """From that block on the mentor is not there; a pupil from that block's day on.

    Refuses where nothing would be left: then somebody is not at the camp at all.
    """
    if isinstance(who, CampMentor):
        _mentor_goes(camp, who, block)
    else:
        _pupil_goes(camp, who, block)
    _changed(camp)


def _mentor_goes(camp: Camp, who: CampMentor, block: CampBlock) -> None:
    before = [one.id for one in camp.blocks if (one.date, one.start) < (block.date, block.start)]
    left = [number for number in before if not who.blocks or number in who.blocks]
    if not left:
        raise Refusal(
            _("%(who)s would be there at no time. Take the mentor off the camp.", who=who.mentor.name), "block"
        )
    who.blocks = left


def _pupil_goes(camp: Camp, who: CampPupil, block: CampBlock) -> None:
    days = sorted({one.date.isoformat() for one in camp.blocks if one.date < block.date})
    left = [day for day in days if not who.days or day in who.days]
    if not left:
        raise Refusal(
            _("%(who)s would be there on no day. Withdraw the pupil from the camp.", who=who.pupil.name), "block"
        )
    who.days, who.changed_at = left, now()


def _changed(camp: Camp) -> None:
    db.session.flush()
    audit.record("camp.changed", camp=camp.id)
