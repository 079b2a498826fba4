"""Who ran, mended, overrode and published what, when and why; every run with its files; runs side by side."""

import json
from datetime import UTC, date, datetime

import pytest

from mentoring.core import audit
from mentoring.core.audit import AuditEvent
from mentoring.core.database import add_all, db
from mentoring.matching.history import _WORDS, KINDS
from mentoring.matching.side_by_side import side_by_side
from mentoring.planning.models import Mend
from tests import builders, plans

MONDAY = date(2026, 10, 5)


@pytest.fixture(autouse=True)
def on_a_thursday(app):
    """It is Thursday, 1 October 2026."""
    app.config["FIXED_NOW"] = datetime(2026, 10, 1, 9, tzinfo=UTC)


@pytest.fixture
def programme(app):
    """Two pupils, of whom a mentor can take one."""
    made = builders.programme()
    school = builders.school()
    builders.venue(made, name="Biblioteket")
    builders.pupil(made, school, given_name="Åse")
    builders.pupil(made, school, given_name="Bo")
    builders.mentor(made, given_name="Mina", max_pupils=1, group_size=1)
    builders.commit()
    return made


def test_who_ran_and_published_is_told_with_the_reason(app, programme, sign_in):
    kari, ola = builders.staff(programme, name="Kari"), builders.staff(programme, name="Ola")
    sign_in(kari).post("/matching/run", data={"preset": "serve_most", "seconds": "5"})
    run = plans.solve(app, _newest_run())
    plan_id = plans.plan_of(run).id
    browser = sign_in(ola)
    browser.post(f"/plans/{plan_id}/publish", data={"revision": 0, "from_date": "2026-10-05", "note": "Mina sluttet"})

    rows = _rows(browser.get("/matching/history").text)

    assert any("Kari" in row and f"Started run {run.id}" in row for row in rows)
    assert any("Ola" in row and "Published version 1" in row and "Mina sluttet" in row for row in rows)


def _newest_run():
    from mentoring.planning.models import Run

    return db.session.query(Run).order_by(Run.id.desc()).first()


def _rows(page):
    return page.split("<tr>")


def test_each_run_has_its_files_seed_and_versions(app, programme, sign_in):
    run = plans.solve(app, plans.queued_run(programme, seed=41))

    browser = sign_in(builders.staff(programme))
    page = browser.get("/matching/history").text
    files = [browser.get(f"/runs/{run.id}/{name}") for name in ("problem.json", "plan.json", "log.txt")]

    assert '<td class="number">41</td>' in page
    assert f"ortools {run.versions['ortools']}" in page
    assert [file.status_code for file in files] == [200, 200, 200]
    assert json.loads(files[0].text)["name"] == f"run-{run.id}"
    assert all(f"/runs/{run.id}/{name}" in page for name in ("problem.json", "plan.json", "log.txt"))


def test_another_programmes_history_is_not_shown(app, programme, sign_in):
    plans.published(app, programme, MONDAY)

    page = sign_in(builders.staff(builders.programme())).get("/matching/history").text

    assert "Started run" not in page
    assert "Nothing was done yet." in page


def test_earlier_deeds_are_on_the_next_page(app, programme, sign_in):
    for number in range(60):
        db.session.add(_event(programme, "run.started", run=number + 1000))
    browser = sign_in(builders.staff(programme))

    first = browser.get("/matching/history").text
    older = first.split("before=")[1].split('"')[0]
    second = browser.get(f"/matching/history?before={older}").text

    assert ("Started run 1059" in first, "Started run 1009" in first) == (True, False)
    assert ("Started run 1009" in second, "Started run 1000" in second) == (True, True)


def test_who_departed_from_a_house_rule_is_told_with_the_reason(app, programme, sign_in):
    plan = plans.proposal(app, programme)
    ola = builders.staff(programme, name="Ola")
    mend = Mend(plan_id=plan.id, number=1, revision=1, reason="Søsken", made_by_id=ola.id, made_at=builders.THEN)
    told = _event(programme, "mend.overrode", plan=plan.id, mend=1, rules=["grade_span"])
    told.account_id = ola.id
    add_all([mend, told])

    rows = _rows(sign_in(ola).get("/matching/history").text)

    assert any("Ola" in row and "too far apart" in row and "Søsken" in row for row in rows)


def _event(of, name, **details):
    return AuditEvent(at=builders.THEN, event=name, programme_id=of.id, details=details)


def test_every_event_of_the_desk_has_its_words():
    asked = {event for event in audit.EVENTS if event.startswith(KINDS)}

    assert asked - set(_WORDS) == set()


def test_runs_side_by_side_say_whom_they_treat_differently(app, programme, sign_in):
    first = plans.solve(app, plans.queued_run(programme))
    builders.mentor(programme, given_name="Noor", max_pupils=1, group_size=1)
    builders.commit()
    second = plans.solve(app, plans.queued_run(programme, preset="best_fit"))

    compared = side_by_side([first, second])
    page = sign_in(builders.staff(programme)).get(f"/matching/compare?run={second.id}&run={first.id}").text

    served = next(goal for goal in compared.goals if goal.name.startswith(("Elever med mentor", "Pupils with")))
    assert [cell[:2] for cell in served.cells] == [(1, 1), (2, 2)]
    assert [cell[2] for cell in served.cells] == [False, True]
    assert "no place" in page
    assert "Bo Ås" in page or "Åse Ås" in page


def test_one_run_alone_is_not_compared(app, programme, sign_in):
    run = plans.solve(app, plans.queued_run(programme))

    answer = sign_in(builders.staff(programme)).get(f"/matching/compare?run={run.id}")

    assert answer.location == "/matching/"


def test_a_run_of_another_programme_is_not_compared(app, programme, sign_in):
    one, other = (plans.solve(app, plans.queued_run(programme)).id for _ in range(2))

    answer = sign_in(builders.staff(builders.programme())).get(f"/matching/compare?run={one}&run={other}")

    assert answer.status_code == 404
