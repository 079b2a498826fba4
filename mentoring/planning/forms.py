"""The form *Publish*."""

from collections.abc import Sequence

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, HiddenField

from mentoring.core.fields import Day, Line
from mentoring.core.forms import Form
from mentoring.core.refusal import Refusal
from mentoring.planning.models import Plan
from mentoring.planning.planners import planner_of
from mentoring.planning.publishing import Seen, stamp_of


class PublishForm(Form):
    """From which date on the plan holds, and what staff want to remember of it; and what they saw of it."""

    revision = HiddenField()
    news = HiddenField()
    from_date = Day(_l("From which date on?"))
    note = Line(
        _l("Note"),
        longest=300,
        is_required=False,
        description=_l("For staff only, for example why the plan was changed."),
    )
    despite = BooleanField(_l("I have read what changed; publish the plan all the same"))

    def seen(self) -> Seen:
        """What was before the eyes of whoever sent this."""
        if not (self.revision.data or "").isdecimal():
            raise Refusal(_("Load the page again, then do it once more."))
        return Seen(int(self.revision.data), self.news.data or "", despite=self.despite.data)

    def shows(self, plan: Plan, news: Sequence[str]) -> None:
        """From now on this is what is seen; what was said of other news does not count for these."""
        self.from_date.description = planner_of(plan.wing).words().from_when
        if self.news.data != stamp_of(news):
            self.despite.data = False
        self.revision.data, self.news.data = str(plan.revision), stamp_of(news)
        if not news:
            del self.despite
