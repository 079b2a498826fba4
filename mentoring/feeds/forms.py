"""Forms about feeds: what one is called, how much it tells, and what an own one holds."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import RadioField, SelectField
from wtforms.validators import InputRequired

from mentoring.core.fields import FILL_IN, Line, choices_of
from mentoring.core.forms import Form
from mentoring.feeds.models import BUSY, INITIALS, PLACE
from mentoring.feeds.queries import Parts

_PART_OF_WORDS = {"venue": _l("Venue"), "mentor": _l("Mentor"), "school": _l("School")}


def detail_words(*, with_initials: bool) -> dict[str, Any]:
    """How much an entry may tell, in words."""
    words = {BUSY: _l("Only that there is something"), PLACE: _l("Time and place")}
    return words | ({INITIALS: _l("Time, place and initials")} if with_initials else {})


def _label() -> Line:
    return Line(_l("What you call it"), longest=60, is_required=False, description=_l("Such as my phone."))


def _detail() -> RadioField:
    return RadioField(_l("What each entry tells"), [InputRequired(FILL_IN)], default=PLACE)


class FeedForm(Form):
    """What a feed is called and how much it tells."""

    label = _label()
    detail = _detail()


class OwnFeedForm(Form):
    """A new feed for staff or a coordinator, of everything or of a part."""

    label = _label()
    venue = SelectField(_PART_OF_WORDS["venue"], coerce=int, default=0)
    mentor = SelectField(_PART_OF_WORDS["mentor"], coerce=int, default=0)
    school = SelectField(_PART_OF_WORDS["school"], coerce=int, default=0)
    detail = _detail()

    def only(self) -> dict[str, int | None]:
        """Part → the id that was chosen, None for all."""
        return {name: self._fields[name].data or None for name in _PART_OF_WORDS if name in self._fields}


def feed_form(*, with_initials: bool, **more: Any) -> FeedForm:
    """The form about one feed."""
    form = FeedForm(**more)
    form.detail.choices = choices_of(detail_words(with_initials=with_initials))
    return form


def own_feed_form(parts: Parts, *, with_initials: bool) -> OwnFeedForm:
    """The form for a new own feed; where there is nothing to choose, nothing is asked."""
    form = OwnFeedForm()
    form.detail.choices = choices_of(detail_words(with_initials=with_initials))
    for name, rows in (("venue", parts.venues), ("mentor", parts.mentors), ("school", parts.schools)):
        if len(rows) > 1:
            form[name].choices = [(0, _("All")), *((row.id, row.name) for row in rows)]
        else:
            del form._fields[name]
    return form
