"""What weekly plans are for, and where their desk is."""

from datetime import date, timedelta
from typing import Any

from flask import url_for

from mentoring.core.clock import today
from mentoring.core.database import db
from mentoring.matching import sentences
from mentoring.planning.models import Plan, Run
from mentoring.planning.planners import Words
from mentoring.planning.queries import first_date, term_at_hand
from mentoring.programme.models import Term


class ForTerms:
    """A weekly plan is for a term."""

    section = "matching"

    def frames(self, programme_id: int) -> list[Term]:
        """The term at hand."""
        term = term_at_hand(programme_id)
        return [term] if term else []

    def frame_of(self, of: Plan | Run) -> Term:
        """The term of a plan or a run."""
        return db.session.get_one(Term, of.term_id)

    def first_date(self, frame: Any) -> date | None:
        """The term's start, else the next Monday."""
        return first_date(frame)

    def earliest_date(self, frame: Any) -> date:
        """The term's start, else tomorrow: today's sessions are not changed any more."""
        first: date = max(frame.start, today() + timedelta(days=1))
        return first

    def desk(self, frame: str) -> str:
        """There is one desk, for the term at hand."""
        return url_for("matching.index")

    def words(self) -> Words:
        """The desk is called matching."""
        return sentences.desk_words()
