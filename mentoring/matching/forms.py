"""The form *Run matching*."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import IntegerField, RadioField
from wtforms.validators import InputRequired, NumberRange

from mentoring.core.fields import WholeNumber
from mentoring.core.forms import Form
from mentoring.matching.sentences import preset_names
from mentoring.planning.actions import FEWEST_SECONDS, MOST_SECONDS, default_seconds

#: a budget of changes larger than this is none
MOST_BROKEN = 9999


class RunForm(Form):
    """What matters most, how many may lose their mentor, and how long it may take."""

    preset = RadioField(_l("What matters most?"), validators=[InputRequired(_l("Choose one."))])
    max_broken_pairs = WholeNumber(
        _l("How many pupils may lose the mentor they have, at most?"),
        low=0,
        high=MOST_BROKEN,
        is_required=False,
        description=_l("The budget of changes. Empty: the wish above decides. 0: everybody keeps theirs."),
    )
    seconds = IntegerField(
        _l("How many seconds may it take?"),
        validators=[
            InputRequired(_l("Say a number of seconds.")),
            NumberRange(FEWEST_SECONDS, MOST_SECONDS, _l("Say a number from %(min)d to %(max)d.")),
        ],
        description=_l("20 seconds do for a district; with more it can get a little better."),
        render_kw={"inputmode": "numeric", "min": FEWEST_SECONDS, "max": MOST_SECONDS},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.preset.choices = [(key, f"{name}. {what}") for key, (name, what) in preset_names().items()]
        if not self.is_submitted():
            self.preset.data = self.preset.data or "serve_most"
            self.seconds.data = self.seconds.data or default_seconds()
