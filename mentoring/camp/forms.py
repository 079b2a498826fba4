"""The form for a camp activity."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, SelectMultipleField, TextAreaField
from wtforms.validators import Length, Optional

from mentoring.camp.actions import MOST_BLOCKS, MOST_PUPILS, ActivityFacts
from mentoring.core.fields import Line, WholeNumber, without_unseen
from mentoring.core.forms import Form, Group

#: one thing of a list is no longer than this
LONGEST_WORD = 60


class Words(Line):
    """A list of short texts on one line, parted by commas; `data` is the list, each once."""

    def process_data(self, value: Any) -> None:
        self.data = list(value or [])

    def process_formdata(self, valuelist: list[str]) -> None:
        self.raw_data = [without_unseen((valuelist or [""])[0])]
        typed = self.raw_data[0].replace(";", ",").split(",")
        self.data = list(dict.fromkeys(" ".join(word.split()) for word in typed if word.strip()))
        if any(len(word) > LONGEST_WORD for word in self.data):
            raise ValueError(_("Put a comma between the things. One of them is too long."))

    def _value(self) -> str:
        return self.raw_data[0] if self.raw_data else ", ".join(self.data or [])


class RemovalForm(Form):
    """Nothing to enter: that it is sent is the answer."""


class ActivityForm(Form):
    """All that a camp plan needs to know of an activity."""

    name = Line(_l("Name"), longest=120)
    kind = Line(
        _l("Kind"),
        longest=40,
        description=_l("Such as maths, sport or culture. A camp may ask for so many activities of a kind."),
        render_kw={"list": "kinds", "autocomplete": "off"},
    )
    description = TextAreaField(
        _l("What is it?"),
        [Optional(), Length(max=600, message=_l("Write at most %(longest)s characters.", longest=600))],
        filters=[lambda typed: without_unseen(typed or "").strip()],
        description=_l("A sentence or two for those who choose."),
        render_kw={"rows": 3, "maxlength": 600},
    )
    length = WholeNumber(
        _l("Blocks in a row"),
        low=1,
        high=MOST_BLOCKS,
        default=1,
        description=_l("How many blocks of the camp's day it takes."),
    )
    max_runs = WholeNumber(
        _l("Times over the camp, at most"),
        low=1,
        high=1000,
        is_required=False,
        description=_l("Leave it empty if there is no limit."),
    )
    is_repeatable = BooleanField(_l("The same pupil may take part more than once"))
    min_pupils = WholeNumber(_l("Pupils, at least"), low=0, high=MOST_PUPILS, default=1)
    max_pupils = WholeNumber(_l("Pupils, at most"), low=1, high=MOST_PUPILS, default=12)
    grade_low = WholeNumber(_l("Lowest grade"), low=1, high=13, default=1)
    grade_high = WholeNumber(_l("Highest grade"), low=1, high=13, default=13)
    pupils_per_mentor = WholeNumber(
        _l("Pupils for each mentor"),
        low=1,
        high=MOST_PUPILS,
        is_required=False,
        description=_l("Leave it empty if it needs no mentor of its own, as a meal or a rest."),
    )
    qualification = Line(
        _l("Qualification that one mentor must have"),
        longest=60,
        is_required=False,
        description=_l("Such as climbing or first aid, in the same words as on the mentors' pages."),
        render_kw={"list": "qualifications", "autocomplete": "off"},
    )
    features = Words(
        _l("What the room must have"),
        longest=400,
        is_required=False,
        description=_l("Such as gym, or kitchen. Put a comma between several things."),
    )
    blocks = SelectMultipleField(
        _l("Blocks in which it may begin"),
        coerce=int,
        choices=[],
        validate_choice=False,
        description=_l("Leave all of them empty if it may begin in any."),
    )

    groups = (
        Group(_l("How long and how often"), ("length", "max_runs", "is_repeatable")),
        Group(_l("Pupils"), ("min_pupils", "max_pupils", "grade_low", "grade_high")),
        Group(_l("Mentors and room"), ("pupils_per_mentor", "qualification", "features")),
        Group(_l("When"), ("blocks",)),
    )

    def facts(self) -> ActivityFacts:
        """What was entered, for the action."""
        known = {value for value, *_rest in self.blocks.iter_choices()}
        chosen = tuple(one for one in self.blocks.data or () if one in known)
        lists = {"features": tuple(self.features.data), "blocks": chosen}
        return ActivityFacts(**(self.values() | lists))
