"""What staff do to camp activities: add, change, remove, and store those of a spreadsheet."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from secrets import token_urlsafe

from flask_babel import gettext as _

from mentoring.camp.models import Activity, ActivityPicture, Camp
from mentoring.camp.pictures import NoPicture, drawn_anew
from mentoring.camp.queries import activities_at, activities_without_camp, camp_to_come
from mentoring.core import audit
from mentoring.core.database import add_all, db
from mentoring.core.refusal import Refusal

#: no more pupils than this in one run, no longer run in blocks: more is a slip of the finger
MOST_PUPILS = 1000
MOST_BLOCKS = 20


#: lowest and highest grade of an activity that is for all
EVERY_GRADE = (1, 13)


@dataclass(frozen=True)
class ActivityFacts:
    """All that is known of an activity, by the names of `Activity`; see there for what empty values mean."""

    name: str
    kind: str
    length: int = 1
    min_pupils: int = 1
    max_pupils: int = 12
    pupils_per_mentor: int | None = None
    qualification: str = ""
    features: tuple[str, ...] = ()
    blocks: tuple[int, ...] = ()
    max_runs: int | None = None
    grade_low: int = EVERY_GRADE[0]
    grade_high: int = EVERY_GRADE[1]
    is_repeatable: bool = False
    description: str = ""


def add_activity(programme_id: int, *, facts: ActivityFacts, camp: Camp | None = None) -> Activity:
    """A new activity of that camp, or of the programme's next one. Refuses a taken name and numbers that contradict
    each other.
    """
    _check(programme_id, camp, facts)
    activity = Activity(programme_id=programme_id, camp_id=camp.id if camp else None)
    _set(activity, facts)
    add_all([activity])
    audit.record("activity.changed", activity=activity.id)
    return activity


def change_activity(activity: Activity, *, facts: ActivityFacts) -> None:
    """Change any of its facts; refuses what `add_activity` refuses."""
    _check(activity.programme_id, activity.camp, facts, besides=activity)
    _set(activity, facts)
    audit.record("activity.changed", activity=activity.id)


def remove_activity(activity: Activity) -> None:
    """Take the activity off the list."""
    audit.record("activity.removed", activity=activity.id)
    db.session.delete(activity)


def store_activity(programme_id: int, *, facts: ActivityFacts) -> tuple[Activity, bool]:
    """The activity of that name at the camp to come, with these facts, and whether it is new; stored twice it stays
    one.

    Names are the same whatever their capitals. Nothing is written where nothing differs.
    """
    camp = camp_to_come(programme_id)
    same = _of_name(programme_id, camp, facts.name)
    if same is None:
        return add_activity(programme_id, facts=facts, camp=camp), True
    if facts_of(same) != facts:
        change_activity(same, facts=facts)
    return same, False


def facts_of(activity: Activity) -> ActivityFacts:
    """The facts of a stored activity."""
    values = {name: getattr(activity, name) for name in ActivityFacts.__dataclass_fields__}
    return ActivityFacts(**(values | {name: tuple(values[name]) for name in ("features", "blocks")}))


def _of_name(programme_id: int, camp: Camp | None, name: str) -> Activity | None:
    there = activities_at(camp) if camp else activities_without_camp(programme_id)
    return next((row for row in there if row.name.casefold() == name.casefold()), None)


def _set(activity: Activity, facts: ActivityFacts) -> None:
    for name, value in asdict(facts).items():
        setattr(activity, name, list(value) if isinstance(value, Sequence) and not isinstance(value, str) else value)


def _check(programme_id: int, camp: Camp | None, facts: ActivityFacts, besides: Activity | None = None) -> None:
    same = _of_name(programme_id, camp, facts.name)
    if same is not None and same is not besides:
        raise Refusal(_("There is an activity of that name already."), "name")
    if facts.max_pupils < max(facts.min_pupils, 1):
        raise Refusal(_("The most pupils are fewer than the least."), "max_pupils")
    if facts.grade_high < facts.grade_low:
        raise Refusal(_("The highest grade is lower than the lowest."), "grade_high")


def give_picture(activity: Activity, *, uploaded: bytes | None, alt: str) -> None:
    """Give the activity this picture, drawn anew, in place of the one it had; without one change only its words.

    Refuses what is no picture.
    """
    picture = activity.picture
    if uploaded is None:
        if picture is None:
            raise Refusal(_("Choose a picture."), "picture")
        picture.alt = alt
    else:
        content, width, height = _as_picture(uploaded)
        picture = picture or ActivityPicture(activity=activity)
        # a new name for a new image, so that no program shows the old one
        picture.name, picture.alt, picture.content = token_urlsafe(32), alt, content
        picture.width, picture.height = width, height
    add_all([picture])
    audit.record("activity.changed", activity=activity.id)


def remove_picture(activity: Activity) -> None:
    """Erase the activity's picture."""
    activity.picture = None
    db.session.flush()
    audit.record("activity.changed", activity=activity.id)


def _as_picture(uploaded: bytes) -> tuple[bytes, int, int]:
    try:
        return drawn_anew(uploaded)
    except NoPicture as fault:
        if fault.is_too_large:
            raise Refusal(
                _("This picture is too large. Take a smaller one, under 6 megabytes."), "picture"
            ) from fault
        raise Refusal(_("This is no picture that can be read. Take a JPEG, PNG or WebP file."), "picture") from fault
