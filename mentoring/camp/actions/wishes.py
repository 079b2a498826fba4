"""Ranking wishes, saying no to an activity, and naming friends. All of it is kept at once, step by step."""

from collections.abc import Sequence

from flask_babel import gettext as _

from mentoring.camp.models import Activity, Camp
from mentoring.camp.models_of_pupils import CampExclusion, CampFriend, CampPupil, CampWish
from mentoring.camp.queries import activities_at
from mentoring.core import audit
from mentoring.core.access import viewer
from mentoring.core.clock import now, today
from mentoring.core.database import db
from mentoring.core.refusal import Refusal

MOST_FRIENDS = 4


def is_open(camp: Camp) -> bool:
    """Whether wishes may be changed by who asks now: families until the deadline, staff until the camp is over."""
    return today() <= (camp.end if viewer().is_staff else camp.wishes_until)


def choices_for(camp_pupil: CampPupil) -> list[Activity]:
    """The activities that the pupil's grade may attend."""
    grade = camp_pupil.pupil.grade
    return [one for one in activities_at(camp_pupil.camp) if one.grade_low <= grade <= one.grade_high]


def wish(camp_pupil: CampPupil, activity: Activity) -> None:
    """Put an activity last on the list. Refuses one more than there is room for."""
    order = _order(camp_pupil)
    if activity.id in order:
        return
    most = len(camp_pupil.camp.rank_points)
    if len(order) >= most:
        raise Refusal(_("You have %(most)s wishes already. Take one off the list first.", most=most))
    _unexclude(camp_pupil, activity)
    rank(camp_pupil, [*order, activity.id])


def unwish(camp_pupil: CampPupil, activity: Activity) -> None:
    """Take an activity off the list."""
    rank(camp_pupil, [one for one in _order(camp_pupil) if one != activity.id])


def move(camp_pupil: CampPupil, activity: Activity, *, by: int) -> None:
    """Move a wish up (-1) or down (1); at the end of the list nothing happens."""
    order = _order(camp_pupil)
    if activity.id in order:
        place = order.index(activity.id)
        order.insert(max(0, place + by), order.pop(place))
        rank(camp_pupil, order)


def rank(camp_pupil: CampPupil, order: Sequence[int]) -> None:
    """Keep the wishes in this order of activities, the dearest first. What may not be chosen is left out."""
    _check_open(camp_pupil.camp)
    known = {one.id for one in choices_for(camp_pupil)}
    chosen = [one for one in dict.fromkeys(order) if one in known][: len(camp_pupil.camp.rank_points)]
    there = {one.activity_id: one for one in camp_pupil.wishes}
    camp_pupil.wishes = [there.get(id_) or CampWish(activity_id=id_, rank=1) for id_ in chosen]
    for place, one in enumerate(camp_pupil.wishes, start=1):
        one.rank = place
    _changed(camp_pupil)


def exclude(camp_pupil: CampPupil, activity: Activity) -> None:
    """The pupil takes no part in this activity; a wish for it goes."""
    unwish(camp_pupil, activity)
    if all(one.activity_id != activity.id for one in camp_pupil.exclusions):
        camp_pupil.exclusions.append(CampExclusion(activity_id=activity.id))
    _changed(camp_pupil)


def include(camp_pupil: CampPupil, activity: Activity) -> None:
    """The pupil may take part in it after all."""
    _check_open(camp_pupil.camp)
    _unexclude(camp_pupil, activity)
    _changed(camp_pupil)


def name_friend(camp_pupil: CampPupil, *, name: str) -> None:
    """Keep the name of a friend, whether or not there is such a pupil: nobody learns here who goes to camp."""
    _check_open(camp_pupil.camp)
    if any(one.name.casefold() == name.casefold() for one in camp_pupil.friends):
        return
    if len(camp_pupil.friends) >= MOST_FRIENDS:
        raise Refusal(_("You have named %(most)s friends already. Take one off first.", most=MOST_FRIENDS), "name")
    camp_pupil.friends.append(CampFriend(name=name))
    _changed(camp_pupil)


def remove_friend(camp_pupil: CampPupil, friend: CampFriend) -> None:
    """Take a name off."""
    _check_open(camp_pupil.camp)
    camp_pupil.friends.remove(friend)
    _changed(camp_pupil)


def settle_friend(friend: CampFriend, *, pupil_id: int | None) -> None:
    """Staff say who is meant by a name, so that it counts whoever named whom; None takes that back."""
    friend.pupil_id = pupil_id
    _changed(friend.camp_pupil)


def _order(camp_pupil: CampPupil) -> list[int]:
    return [one.activity_id for one in camp_pupil.wishes]


def _unexclude(camp_pupil: CampPupil, activity: Activity) -> None:
    camp_pupil.exclusions = [one for one in camp_pupil.exclusions if one.activity_id != activity.id]


def _check_open(camp: Camp) -> None:
    if not is_open(camp):
        raise Refusal(_("The time for wishes is over. Call %(contact)s.", contact=camp.contact))


def _changed(camp_pupil: CampPupil) -> None:
    camp_pupil.changed_at = now()
    db.session.flush()
    pupil = camp_pupil.pupil_id
    audit.record("camp.wishes_changed", subject=f"pupil:{pupil}", camp=camp_pupil.camp_id, pupil=pupil)
