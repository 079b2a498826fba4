"""The form *Plan the camp*."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import IntegerField, RadioField
from wtforms.validators import InputRequired, NumberRange

from mentoring.camp_desk.sentences import preset_names
from mentoring.core.forms import Form
from mentoring.planning.actions import FEWEST_SECONDS, MOST_SECONDS, default_seconds


class CampRunForm(Form):
    """What matters most, and how long it may take."""

    preset = RadioField(_l("What matters most?"), validators=[InputRequired(_l("Choose one."))])
    seconds = IntegerField(
        _l("How many seconds may it take?"),
        validators=[
            InputRequired(_l("Say a number of seconds.")),
            NumberRange(FEWEST_SECONDS, MOST_SECONDS, _l("Say a number from %(min)d to %(max)d.")),
        ],
        render_kw={"inputmode": "numeric", "min": FEWEST_SECONDS, "max": MOST_SECONDS},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.preset.choices = [(key, f"{name}. {what}") for key, (name, what) in preset_names().items()]
        if not self.is_submitted():
            self.preset.data = self.preset.data or "most_wishes"
            self.seconds.data = self.seconds.data or default_seconds()
