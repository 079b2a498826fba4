"""The forms of what happens in the middle of a camp."""

from flask_babel import lazy_gettext as _l
from wtforms import SelectField
from wtforms.validators import InputRequired

from mentoring.camp.forms_of_camp import Choices
from mentoring.core.fields import FILL_IN, row_chosen
from mentoring.core.forms import Form


class ClosureForm(Form):
    """An activity that is called off in some blocks."""

    activity = SelectField(_l("What does not take place?"), [InputRequired(FILL_IN)], coerce=row_chosen)
    blocks = Choices(
        _l("When?"),
        validators=[InputRequired(_l("Tick the blocks in which it does not take place."))],
        coerce=int,
        description=_l("Tick all blocks of a day if it is off all day."),
    )


class HomeForm(Form):
    """Somebody who goes home early."""

    who = SelectField(_l("Who goes home?"), [InputRequired(FILL_IN)])
    block = SelectField(
        _l("From when?"),
        [InputRequired(FILL_IN)],
        coerce=row_chosen,
        description=_l("A mentor is not there from this block on, a pupil from this day on."),
    )
