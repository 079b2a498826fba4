"""Forms for the programme itself, its terms and its topics."""

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, RadioField, SelectMultipleField
from wtforms.validators import InputRequired

from mentoring.core.fields import FILL_IN, Day, Line, WholeNumber, choices_of
from mentoring.core.forms import Form, Group
from mentoring.programme.actions import Rules
from mentoring.programme.wording import CLEARANCE_WORDS, KIND_WORDS


class ProgrammeForm(Form):
    """All rules of a programme."""

    name = Line(_l("Name"), longest=120)
    kind = RadioField(
        _l("Kind"), [InputRequired(FILL_IN)], choices=choices_of(KIND_WORDS), default=next(iter(KIND_WORDS))
    )
    grade_low = WholeNumber(
        _l("Lowest grade"),
        low=1,
        high=13,
        default=8,
        description=_l("Grades 1 to 10 are compulsory school, 11 to 13 are VG1 to VG3."),
    )
    grade_high = WholeNumber(_l("Highest grade"), low=1, high=13, default=10)
    session_minutes = WholeNumber(_l("Length of a session, in minutes"), low=15, high=480, default=90)
    grid_minutes = WholeNumber(
        _l("Minutes between start times"),
        low=5,
        high=240,
        default=30,
        description=_l(
            "30 means that sessions may begin at 15:00, 15:30, 16:00 … A smaller number gives more choice."
        ),
    )
    max_sessions_per_day = WholeNumber(_l("Sessions a day for one mentor, at most"), low=1, high=10, default=2)
    max_grade_span = WholeNumber(
        _l("Grades apart within one session, at most"),
        low=0,
        high=12,
        default=1,
        description=_l(
            "0 means that all pupils of a session are in the same grade, 1 that grades 8 and 9 may sit together."
        ),
    )
    travel_minutes = WholeNumber(
        _l("Minutes to travel between two venues"),
        low=0,
        high=240,
        default=30,
        description=_l("A mentor gets at least this much time between sessions at different venues on one day."),
    )
    min_adults = WholeNumber(
        _l("Adults at a venue whenever there is a session, at least"),
        low=0,
        high=20,
        default=2,
        description=_l(
            "Mentors with a session at that moment and staff of the venue count. "
            "0 or 1 asks for nobody besides the mentor."
        ),
    )
    clearance_items = SelectMultipleField(
        _l("A mentor is cleared when all of this is done"),
        choices=choices_of(CLEARANCE_WORDS),
        default=list(CLEARANCE_WORDS),
        description=_l("A mentor who is not cleared gets no session."),
    )
    feeds_show_initials = BooleanField(
        _l("Calendar feeds may show initials"),
        description=_l(
            "Each feed then offers to show initials beside time and place. Whoever has the address of the feed can "
            "read them, and so can the company whose calendar is used. Whole names are never shown."
        ),
    )
    draw_seed = Line(
        _l("Seed of the draw"),
        longest=40,
        is_required=False,
        description=_l(
            "When two pupils have the same right to a place, the draw decides. Each pupil's ticket is counted "
            "from the seed and the pupil's number, so anybody can count it again and see that it was fair. "
            "Announce beforehand what the seed will be, something that nobody can choose, such as the Lotto "
            "numbers of a certain date. "
            "A new seed gives everybody a new ticket. Left empty, there is no draw."
        ),
    )

    groups = (
        Group(_l("Who it is for"), ("grade_low", "grade_high")),
        Group(_l("Sessions"), ("session_minutes", "grid_minutes", "max_sessions_per_day", "max_grade_span")),
        Group(_l("Safety and travel"), ("min_adults", "travel_minutes", "clearance_items")),
        Group(_l("Calendar feeds"), ("feeds_show_initials",)),
        Group(_l("The draw"), ("draw_seed",)),
    )

    def rules(self) -> Rules:
        """What was entered, for the action."""
        return Rules(**(self.values() | {"clearance_items": tuple(self.clearance_items.data or ())}))


class TermForm(Form):
    """A term and its dates."""

    name = Line(_l("Name"), longest=60, description=_l("Such as autumn 2026 or 2026/27."))
    start = Day(_l("First day"))
    end = Day(
        _l("Last day"), description=_l("The plan holds to this day. Days off in between are left out by themselves.")
    )


class TopicForm(Form):
    """The name of a topic."""

    name = Line(_l("Topic"), longest=60)
