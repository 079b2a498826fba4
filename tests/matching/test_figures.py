"""Every figure on the pages of a run, a proposal and the desk is what `scheduling check` says of the same files."""

import json
import re
from datetime import UTC, date, datetime
from pathlib import Path

import html5lib
import pytest

from mentoring.core.database import db
from mentoring.planning.queries import plan_of
from scheduling import Plan, read_plan, read_problem, values
from scheduling.__main__ import main
from tests import builders, plans

HTML = "{http://www.w3.org/1999/xhtml}"


@pytest.fixture(autouse=True)
def on_a_thursday(app):
    """It is Thursday, 1 October 2026."""
    app.config["FIXED_NOW"] = datetime(2026, 10, 1, 9, tzinfo=UTC)


@pytest.fixture
def programme(app):
    """Sixty pupils who cannot all be served."""
    return plans.crowded_programme()


@pytest.fixture
def files(app, programme, sign_in, tmp_path):
    """A run's files, taken out by the page as staff do, and the staff's browser: (run, problem, plan, browser)."""
    run = plans.solve(app, plans.queued_run(programme))
    browser = sign_in(builders.staff(programme))
    paths = [tmp_path / f"{name}.json" for name in ("problem", "plan")]
    for path in paths:
        path.write_text(browser.get(f"/runs/{run.id}/{path.name}").text, "utf-8")
    return run, *paths, browser


def _told(problem: Path, plan: Path) -> tuple[Plan, dict[str, int]]:
    """The plan of the file, and what the checker counts in it."""
    found = read_plan(plan)
    assert isinstance(found, Plan)
    return found, values(read_problem(problem), found)


def _text(element) -> str:
    """The words in an element; of a figure told in short, the whole number that stands beside it."""
    for one in element.iter():
        if isinstance(one.tag, str) and one.tag.endswith("}data"):
            one.text = one.get("value")
    return " ".join("".join(element.itertext()).split())


def _numbers(text: str) -> list[int]:
    return [int(re.sub(r"[\s,\u00a0\u202f]", "", found)) for found in re.findall(r"\d[\d\u00a0\u202f,]*", text)]


def test_the_checker_passes_the_files_of_a_run(files, capsys):
    _, problem, plan, _ = files

    assert main(["check", str(problem), str(plan)]) == 0
    assert capsys.readouterr().out == "ok: no breach, and every claim is right\n"


def test_the_figures_of_a_runs_page_are_the_checkers(files):
    run, problem, plan, browser = files
    found, right = _told(problem, plan)

    page = browser.get(f"/runs/{run.id}").text
    cards = [_numbers(_text(card)) for card in _of_class(page, "goal-reached")]

    expected = [
        [value] if found.bounds[goal] in (value, None) else [value, found.bounds[goal]]
        for goal, value in right.items()
    ]
    assert cards == expected
    table = _rows_of(page, "Seconds")[-1]
    assert [cell[0] for cell in map(_numbers, table[1:])] == list(right.values())


def _of_class(page: str, name: str) -> list:
    return [one for one in html5lib.parse(page).iter() if name in str(one.get("class", "")).split()]


def _rows_of(page: str, first_head: str) -> list[list[str]]:
    """The cells of the table whose first column has that heading."""
    for table in html5lib.parse(page).iter(f"{HTML}table"):
        rows = [
            [_text(cell) for cell in row if cell.tag in (f"{HTML}th", f"{HTML}td")] for row in table.iter(f"{HTML}tr")
        ]
        if rows and rows[0][0] == first_head:
            return rows[1:]
    raise AssertionError(f"no table begins with {first_head}")


def test_the_figures_of_a_proposals_page_are_the_checkers(files):
    run, problem, plan, browser = files
    found, right = _told(problem, plan)
    proposal = plan_of(run)

    page = browser.get(f"/plans/{proposal.id}").text
    goals = [_numbers(_text(one))[0] for one in _of_class(page, "goal-value")]
    figures = {_text(box[0]): _numbers(_text(box[1]))[0] for box in _of_class(page, "figures")[0]}

    pupils = {pupil for session in found.sessions for pupil in session.pupils}
    nobody = [short for short in found.short if not short.sessions]
    assert goals == list(right.values())
    assert figures["Pupils with a mentor"] == len(pupils)
    assert figures["Pupils who wait"] == len(nobody) == len(read_problem(problem).pupils) - len(pupils)
    assert figures["Sessions in a week"] == len(found.sessions)
    assert figures["Mentors with sessions"] == len({session.mentor for session in found.sessions})


def test_what_the_desk_counts_is_what_the_checker_counts(app, files):
    run, problem, plan, browser = files
    found, _ = _told(problem, plan)
    browser.post(f"/plans/{plan_of(run).id}/publish", data={"revision": 0, "from_date": "2026-10-05"})

    page = browser.get("/matching/").text

    waiting = sum(not short.sessions for short in found.short)
    assert f"{waiting} pupils have no place in the plan in force." in page


def test_runs_side_by_side_have_the_checkers_figures(app, programme, files, tmp_path):
    first, problem, plan, browser = files
    second = plans.solve(app, plans.queued_run(programme, preset="change_little"))
    other = [tmp_path / f"other-{name}.json" for name in ("problem", "plan")]
    for path, content in zip(other, (second.problem, second.plan_file), strict=True):
        path.write_text(content, "utf-8")

    page = browser.get(f"/matching/compare?run={first.id}&run={second.id}").text
    rows = _rows_of(page, "Goal")[3:]

    right = [_told(problem, plan)[1], _told(*other)[1]]
    assert [[_numbers(cell)[0] for cell in row[1:]] for row in rows] == [
        [one[goal] for one in right] for goal in right[0]
    ]


def test_values_kept_with_a_plan_are_the_checkers(app, files):
    run, problem, plan, _ = files
    db.session.expire_all()

    kept = plan_of(run)

    assert kept.values == _told(problem, plan)[1]
    assert kept.bounds == json.loads(plan.read_text("utf-8"))["bounds"]


def test_a_bound_that_is_the_value_is_called_best(files):
    run, problem, plan, browser = files
    found, right = _told(problem, plan)

    page = browser.get(f"/runs/{run.id}").text

    best = [goal for goal, value in right.items() if found.bounds[goal] == value]
    assert len([card for card in _of_class(page, "goal-reached") if _text(card).endswith("best")]) == len(best)


def test_a_term_that_is_over_tells_the_news_all_the_same(app, programme, sign_in):
    plans.solve(app, plans.queued_run(programme))
    programme.terms[0].end = date(2026, 9, 30)

    page = sign_in(builders.staff(programme)).get("/matching/").text

    assert "Since the last run" in page
