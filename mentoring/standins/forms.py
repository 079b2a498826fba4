"""Forms: days on which somebody does not come, and whom to ask."""

from collections.abc import Sequence
from datetime import date

from flask_babel import lazy_gettext as _l
from wtforms import SelectField
from wtforms.fields.choices import SelectChoice

from mentoring.core.fields import Day
from mentoring.core.forms import Form
from mentoring.core.numbers import row_number
from mentoring.registration.models import Pupil


class DaysForm(Form):
    """A day, or a stretch of them."""

    first = Day(_l("First day"))
    last = Day(_l("Last day"), is_required=False, description=_l("Leave it empty for a single day."))

    def days(self) -> dict[str, date]:
        """What was entered, for the action."""
        return {"first": self.first.data, "last": self.last.data or self.first.data}


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
