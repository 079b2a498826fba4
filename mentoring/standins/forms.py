"""Forms: days on which somebody does not come, and whom to ask."""

from collections.abc import Iterable, Sequence
from datetime import date

from flask_babel import lazy_gettext as _l
from wtforms import SelectField
from wtforms.fields.choices import SelectChoice

from mentoring.core.fields import Day
from mentoring.core.forms import Form
from mentoring.core.numbers import row_number
from mentoring.registration.models import Pupil
from mentoring.timetable.forms import MentorForm
from mentoring.timetable.judge import Outlook


class DaysForm(Form):
    """A day, or a stretch of them."""

    first = Day(_l("First day"))
    last = Day(_l("Last day"), is_required=False, description=_l("Leave it empty for a single day."))

    def days(self) -> dict[str, date]:
        """What was entered, for the action."""
        return {"first": self.first.data, "last": self.last.data or self.first.data}


class AskForm(MentorForm):
    """Whom to ask to stand in; a reason where a rule of the house is departed from by it."""

    def offer(self, outlooks: Iterable[Outlook]) -> "AskForm":
        """Give the mentors to choose among, as for a session that is given away; who needs a reason is remembered."""
        known = list(outlooks)
        self._needing = {one.mentor.id for one in known if one.why}
        super().offer(known)
        return self

    def drawn(self) -> "AskForm":
        """The form as it is to be drawn, with the question for a reason as soon as it is known to be needed."""
        reason = self._fields["reason"]
        super().drawn()
        if self.mentor.data in self._needing:
            reason.flags.required = True
            self._fields["reason"] = reason
        return self


class FamilyForm(DaysForm):
    """Which child does not come, and when; who has one child is not asked which."""

    children: Sequence[Pupil] = ()
    child = SelectField(_l("Who"), coerce=row_number)

    @classmethod
    def of(cls, children: Sequence[Pupil]) -> "FamilyForm":
        """The form of a guardian with these children."""
        form = cls()
        form.children = children
        form.child.choices = [SelectChoice(one.id, one.given_name) for one in children]
        if len(children) == 1:
            del form.child
        return form

    def chosen(self) -> Pupil:
        """The child that was chosen."""
        wanted = self.child.data if self.child else self.children[0].id
        return next(one for one in self.children if one.id == wanted)
