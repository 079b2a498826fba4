"""The form *Publish*."""

from flask_babel import lazy_gettext as _l

from mentoring.core.fields import Day, Line
from mentoring.core.forms import Form


class PublishForm(Form):
    """From which date on the plan holds, and what staff want to remember of it."""

    from_date = Day(
        _l("From which date on?"),
        description=_l("Sessions before that date stay as they are. A Monday is best."),
    )
    note = Line(
        _l("Note"),
        longest=300,
        is_required=False,
        description=_l("For staff only, for example why the plan was changed."),
    )
