"""A problem that is kept is made anew as soon as a row has changed of which it is made."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import event

from mentoring.core.database import db
from mentoring.matching.facts import Wish, problem_content
from mentoring.matching.judge import at_hand
from mentoring.matching.stamp import stamp_of_facts
from mentoring.planning import publishing
from tests import builders, plans
from tests.matching.desk import small_desk

MONDAY = date(2026, 10, 5)


@pytest.fixture(autouse=True)
def on_a_thursday(app):
    """It is Thursday, 1 October 2026."""
    app.config["FIXED_NOW"] = datetime(2026, 10, 1, 9, tzinfo=UTC)


def _tables_read(deed):
    """The tables that are read while it is done."""
    said = []

    def note(_connection, _cursor, statement, *_more):
        said.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        deed()
    finally:
        event.remove(db.engine, "before_cursor_execute", note)
    words = {word.strip('(),"') for statement in said for word in statement.split()}
    return {name for name in db.metadata.tables if name in words}


def test_the_stamp_reads_every_table_of_which_a_problem_is_made(app):
    desk = small_desk()
    in_force = plans.published(app, desk.programme, MONDAY)
    db.session.expire_all()

    made_of = _tables_read(lambda: problem_content(desk.programme, Wish("x", (), MONDAY), in_force))
    stamped = _tables_read(lambda: stamp_of_facts(desk.programme.id, in_force))

    # what a topic or a school is called, and whose run it was, is in no problem file
    assert made_of - stamped <= {"topic", "school", "plan", "term", "run"}
    assert {"pupil", "mentor", "clearance_item", "pin", "ban", "plan_session", "busy_time"} <= stamped


def test_a_changed_row_changes_the_problem_at_hand(app):
    desk = small_desk()
    plan = desk.usual()
    before = at_hand(plan)
    same = at_hand(plan)

    desk.pupils[0].grade = 9
    builders.commit()
    after = at_hand(plan)

    assert same.problem is before.problem
    assert [pupil.grade for pupil in after.problem.pupils] == [9, 8, 10]
    assert publishing.reasons_against(plan, from_date=MONDAY) == []
