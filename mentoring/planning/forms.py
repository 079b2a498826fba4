"""The form *Publish*."""

from flask_babel import lazy_gettext as _l
from wtforms import DateField, StringField
from wtforms.validators import InputRequired, Length

from mentoring.core.forms import Form


class PublishForm(Form):
    """From which date on the plan holds, and what staff want to remember of it."""

    from_date = DateField(
        _l("From which date on?"),
        validators=[InputRequired(_l("Choose a date."))],
        description=_l("Sessions before that date stay as they are. A Monday is best."),
    )
    note = StringField(
        _l("Note"),
        validators=[Length(max=300, message=_l("Use at most %(max)d characters."))],
        description=_l("For staff only, for example why the plan was changed."),
    )
