"""The forms in which staff set a camp up: itself, its blocks, rooms, requirements, mentors, leaders, pictures."""

from collections.abc import Iterable
from datetime import date, time
from typing import Any

from flask_babel import format_time
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import BooleanField, SelectField, SelectMultipleField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired
from wtforms.widgets import CheckboxInput, ListWidget

from mentoring.camp.actions import CampFacts, MentorFacts, RequirementFacts, RoomFacts
from mentoring.camp.forms import Words
from mentoring.camp.models import PER_CAMP, PER_DAY, RANK_POINTS, CampBlock
from mentoring.core.fields import FILL_IN, Clock, Day, Line, WholeNumber, choices_of
from mentoring.core.formats import written
from mentoring.core.forms import Form, Group

PERS = {PER_DAY: _l("each day"), PER_CAMP: _l("over the whole camp")}
#: nobody is asked for more wishes
MOST_WISHES = 10


class Points(Words):
    """Whole numbers with commas between them, none greater than the one before it."""

    def process_formdata(self, valuelist: list[str]) -> None:
        super().process_formdata(valuelist)
        typed = (valuelist or [""])[0].replace(";", ",").split(",")
        words = [word.strip() for word in typed if word.strip()]
        if not all(word.isdecimal() and len(word) < 4 for word in words) or not 1 <= len(words) <= MOST_WISHES:
            raise ValueError(_("Write one to ten whole numbers with commas between them, such as 8, 5, 3, 2, 1."))
        self.data = [int(word) for word in words]
        if self.data != sorted(self.data, reverse=True):
            raise ValueError(_("No number may be greater than the one before it: the first wish counts most."))

    def _value(self) -> str:
        return self.raw_data[0] if self.raw_data else ", ".join(map(str, self.data or []))


class Times(Words):
    """Stretches of a day: "09:00-10:30, 10:45-12:15"; `data` is a list of (start, end)."""

    def process_formdata(self, valuelist: list[str]) -> None:
        super().process_formdata(valuelist)
        try:
            self.data = sorted(_stretch(word) for word in self.data)
        except ValueError:
            raise ValueError(_("Write the times as 09:00-10:30, 10:45-12:15.")) from None


def _stretch(word: str) -> tuple[time, time]:
    first, _dash, last = word.replace("–", "-").partition("-")
    start, end = (time(*map(int, text.strip().replace(".", ":").split(":"))) for text in (first, last))
    if end <= start:
        raise ValueError(word)
    return start, end


class Choices(SelectMultipleField):
    """Several of a list, each with a box to tick; a whole number each where `coerce` is int."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()

    def __init__(self, label: Any, **more: Any) -> None:
        super().__init__(label, validate_choice=False, **more)

    def post_validate(self, form: Any, validation_stopped: bool) -> None:
        known = {value for value, _label, *_rest in self.iter_choices()}
        self.data = [one for one in self.data or [] if one in known]


class CampForm(Form):
    """All that staff decide about a camp."""

    name = Line(_l("Name"), longest=120, description=_l("Such as Summer camp 2027."))
    place = Line(_l("Where"), longest=200, is_required=False)
    start = Day(_l("First day"))
    end = Day(_l("Last day"))
    seats = WholeNumber(
        _l("Places for pupils"), low=1, high=3000, default=60, description=_l("How many the camp has room for.")
    )
    sign_up_until = Day(
        _l("Sign up until"), description=_l("After this day places are drawn, if too many want to go.")
    )
    wishes_until = Day(_l("Wishes until"), description=_l("After this day only staff can change wishes."))
    contact = Line(
        _l("Whom families may call"),
        longest=200,
        description=_l("A name and a telephone number, as families read it."),
    )
    min_adults = WholeNumber(_l("Adults at each activity, at least"), low=1, high=20, default=2)
    max_blocks_per_day = WholeNumber(
        _l("Blocks a mentor works in a day, at most"),
        low=1,
        high=20,
        default=3,
        description=_l("A block is a lesson or half day of the camp. You say when they are in the next step."),
    )
    free_blocks = WholeNumber(
        _l("Free blocks for each pupil a day"),
        low=0,
        high=10,
        default=0,
        description=_l("So many blocks may be empty without counting as missing."),
    )
    rank_points = Points(
        _l("How much each wish counts"),
        longest=60,
        default=list(RANK_POINTS),
        description=_l("The first wish first. There are as many wishes as numbers."),
    )

    groups = (
        Group(_l("Signing up"), ("seats", "sign_up_until", "wishes_until", "contact")),
        Group(_l("Rules of the plan"), ("min_adults", "max_blocks_per_day", "free_blocks", "rank_points")),
    )

    def facts(self) -> CampFacts:
        """What was entered, for the action."""
        return CampFacts(**(self.values() | {"rank_points": tuple(self.rank_points.data)}))


class PatternForm(Form):
    """The blocks of every day."""

    times = Times(
        _l("Times of each day"),
        longest=400,
        description=_l("Such as 09:00-10:30, 10:45-12:15, 13:00-15:00. Each day that has no block yet gets these."),
    )


class BlockForm(Form):
    """One block."""

    date = SelectField(_l("Day"), [InputRequired(FILL_IN)], coerce=date.fromisoformat)
    start = Clock(_l("From"))
    end = Clock(_l("To"))


class RoomForm(Form):
    """A room, or a place in the open."""

    name = Line(_l("Name"), longest=80)
    seats = WholeNumber(_l("Places for pupils"), low=1, high=3000, default=20)
    features = Words(
        _l("What it has"),
        longest=400,
        is_required=False,
        description=_l(
            "Such as gym, or kitchen, in the words of the activities. Put a comma between several things."
        ),
        render_kw={"list": "known-features", "autocomplete": "off"},
    )
    is_accessible = BooleanField(_l("There are no steps on the way"), default=True)

    def facts(self) -> RoomFacts:
        """What was entered, for the action."""
        return RoomFacts(**(self.values() | {"features": tuple(self.features.data)}))


class RequirementForm(Form):
    """So many activities of a kind for each pupil."""

    kind = Line(_l("Kind of activity"), longest=40, render_kw={"list": "known-kinds", "autocomplete": "off"})
    per = SelectField(_l("Counted"), [InputRequired(FILL_IN)], choices=choices_of(PERS))
    min = WholeNumber(_l("At least"), low=0, high=20, default=1)
    max = WholeNumber(
        _l("At most"), low=0, high=20, is_required=False, description=_l("Leave it empty if there is no limit.")
    )

    def facts(self) -> RequirementFacts:
        """What was entered, for the action."""
        return RequirementFacts(**self.values())


class MentorForm(Form):
    """A mentor who is at camp."""

    mentor_id = SelectField(_l("Mentor"), [InputRequired(FILL_IN)], coerce=int)
    max_blocks = WholeNumber(_l("Blocks over the camp, at most"), low=0, high=200, default=10)
    kinds = Choices(_l("Leads these kinds"), description=_l("Leave all of them empty if the mentor leads any kind."))
    blocks = Choices(
        _l("Is there in these blocks"),
        coerce=int,
        description=_l("Leave all of them empty if the mentor is always there."),
    )

    def facts(self) -> MentorFacts:
        """What was entered, for the action."""
        return MentorFacts(tuple(self.blocks.data), tuple(self.kinds.data), self.max_blocks.data)


class MentorsForm(Form):
    """Several mentors who are at camp on the same days."""

    mentors = Choices(
        _l("Mentors"),
        coerce=int,
        validators=[InputRequired(_l("Tick who is there."))],
        description=_l("What somebody is qualified for stands behind the name."),
    )
    days = Choices(
        _l("On which days?"),
        description=_l(
            "Leave all of them empty for the whole camp. Hours and kinds are set for one mentor at a time."
        ),
    )
    max_blocks = WholeNumber(_l("Blocks over the camp, at most"), low=0, high=200, default=10)


class LeaderForm(Form):
    """One of the staff who leads the camp."""

    account_id = SelectField(_l("Who leads the camp?"), [InputRequired(FILL_IN)], coerce=int)


class PictureForm(Form):
    """A picture of an activity, and what is to be seen."""

    picture = FileField(
        _l("Picture"),
        description=_l(
            "JPEG, PNG or WebP. Where and when it was taken is not kept. Show no pupil who can be known again."
        ),
        render_kw={"accept": "image/jpeg,image/png,image/webp"},
    )
    alt = Line(
        _l("What is to be seen?"), longest=200, description=_l("Read out to those who cannot see the picture.")
    )


def block_choices(blocks: Iterable[CampBlock]) -> list[SelectChoice]:
    """Blocks by their hours, each under its day."""
    return [SelectChoice(block.id, _hours(block), optgroup=written(block.date, "EEEE d. MMMM")) for block in blocks]


def block_words(block: CampBlock) -> str:
    """A block as people call it: Mon 21 Jun 09:00–10:30."""
    return f"{written(block.date, 'EEE d. MMM')} {_hours(block)}"


def _hours(block: CampBlock) -> str:
    return f"{format_time(block.start, 'short')}–{format_time(block.end, 'short')}"
