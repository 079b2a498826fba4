"""The camp's door to `scheduling`: rows → problem file → plan file → rows. Nothing else here imports it."""

import json
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import Any

from flask import url_for
from flask_babel import gettext as _

from mentoring.camp.models import Camp
from mentoring.camp.queries import activities_at
from mentoring.camp_desk import sentences
from mentoring.camp_desk.comparison import places_of, told
from mentoring.camp_desk.facts import LETTERS, Wish, problem_content, run_content
from mentoring.camp_desk.models import CampRun
from mentoring.camp_desk.names import names_at
from mentoring.camp_desk.notices import notices
from mentoring.camp_desk.queries import camps_to_plan, mentors_at, pupils_at, runs_in
from mentoring.core.clock import today
from mentoring.core.database import db
from mentoring.core.refusal import Refusal
from mentoring.matching.notices import GUARDIANS, MENTORS
from mentoring.planning.changes import Changes
from mentoring.planning.models import Plan, Run
from mentoring.planning.planners import Answer, Budget, Report, Words
from mentoring.planning.queries import plan_in_force
from mentoring.planning.telling import Notice
from mentoring.planning.work import package_version
from mentoring.registration.models import Mentor, Pupil
from scheduling.camp import check
from scheduling.camp.explain.wishes import WishResult, wish_result
from scheduling.camp.plan import CampPlan, PinsImpossible
from scheduling.camp.problem import GOALS, Problem
from scheduling.camp.reading import plan_from_json, plan_to_json, problem_from_json
from scheduling.camp.solve import solve
from scheduling.files import text_of
from scheduling.outcome import NothingFound

WING = "camp"
PRESETS: Mapping[str, tuple[str, ...]] = {
    "most_wishes": ("shortfall", "empty", "regret", "kept", "buddies", "mentor_blocks"),
    "least_change": ("kept", *(goal for goal in GOALS if goal != "kept")),
}


class CampPlanner:
    """Plans what takes place at a camp, and who is there."""

    wing = WING

    def frames(self, programme_id: int) -> list[Camp]:
        """The camps that are not over."""
        return camps_to_plan(programme_id, today())

    def frame_of(self, of: Plan | Run) -> Camp:
        """The camp of a plan or a run."""
        return db.session.get_one(Camp, int(of.frame.partition(":")[2]))

    def first_date(self, frame: Camp) -> date | None:
        """The camp's start, else tomorrow: the day that has begun stays as it is."""
        first = max(frame.start, today() + timedelta(days=1))
        return first if first <= frame.end else None

    def desk(self, frame: str) -> str:
        """The desk of one camp."""
        camp_id = frame.partition(":")[2]
        return url_for("camp_desk.desk", camp_id=camp_id) if camp_id else url_for("camp_desk.index")

    def words(self) -> Words:
        """The desk is called camp plan."""
        return sentences.desk_words()

    def refuse_unready(self, run: Run) -> None:
        """Refuse where nothing could be planned whatever the solver did; say what to do first."""
        camp = self.frame_of(run)
        if self.first_date(camp) is None:
            raise Refusal(_("The camp is over."))
        if not (camp.blocks and camp.rooms and activities_at(camp)):
            raise Refusal(_("Enter the camp's blocks, rooms and activities first."))
        if not pupils_at(camp):
            raise Refusal(_("No pupil has a place at the camp yet."))
        if not mentors_at(camp):
            raise Refusal(_("No mentor who is cleared is at the camp yet."))

    def problem_of(self, run: Run) -> str:
        """The problem file; the file's name says nothing of anybody."""
        content = self._content(run, PRESETS[run.preset], f"run-{run.id}", run.from_date)
        problem_from_json(content)  # our own mistake, if it is faulty: fail before anything is solved
        return text_of(content)

    def solve(
        self,
        problem: str,
        budget: Budget,
        *,
        on_report: Callable[[Report], None],
        should_stop: Callable[[], bool],
    ) -> Answer:
        """Solve the file; what it says is exactly what `python -m scheduling solve` would say of it."""
        outcome = solve(
            problem_from_json(json.loads(problem)),
            seconds=float(budget.seconds),
            seed=budget.seed,
            workers=budget.workers,
            on_progress=lambda one: on_report(Report(one.phase, one.seconds, dict(one.values), dict(one.bounds))),
            should_stop=should_stop,
        )
        if isinstance(outcome, NothingFound | PinsImpossible):
            return Answer("", {"key": "nothing_found"})
        return Answer(text_of(plan_to_json(outcome)), {}, dict(outcome.objective), dict(outcome.bounds))

    def is_same(self, plan_file: str, other: str) -> bool:
        """Whether both hold the same runs; bounds may be better known in one of them."""
        runs = [json.loads(text).get("runs") if text else None for text in (plan_file, other)]
        return bool(runs[0] == runs[1])

    def keep(self, plan: Plan, plan_file: str) -> None:
        """Make the rows of the plan file. Who and what was erased while it was solved is left out."""
        there = names_at(self.frame_of(plan))
        for run in json.loads(plan_file)["runs"]:
            if all(there.knows(run[kind]) for kind in ("activity", "block", "room")):
                people = {
                    kind: [db.session.get_one(row, _number(key)) for key in run[kind] if there.knows(key)]
                    for kind, row in (("pupils", Pupil), ("mentors", Mentor))
                }
                places = {f"{kind}_id": _number(run[kind]) for kind in ("activity", "block", "room")}
                db.session.add(CampRun(plan_id=plan.id, **places, **people))
        db.session.flush()

    def versions(self) -> dict[str, str]:
        """The versions of what solves."""
        return {"ortools": package_version("ortools")}

    def faults_of(self, plan: Plan, on: date) -> list[str]:
        """Which rule the plan would break with the rows as they are now, from that date on."""
        problem, names = self._problem(plan, on), names_at(self.frame_of(plan))
        found = check.breaches(problem, _runs(plan))
        return list(dict.fromkeys(sentences.breach(one.rule, one.about, names) for one in found))

    def news(self, plan: Plan) -> list[str]:
        """What changed in the data since that plan was made, in sentences."""
        then = json.loads(plan.run.problem) if plan.run and plan.run.problem else None
        now = self._content(plan, (), "", None) if then else {}
        names = names_at(self.frame_of(plan))
        found = []
        for kind in LETTERS if then else ():
            old, new = ({row["id"]: row for row in content[kind]} for content in (then, now))
            changed = sorted({names.of(key) for key in {*old, *new} if old.get(key) != new.get(key)})
            found += [_("Changed: %(what)s", what=", ".join(changed))] if changed else []
        if then and then.get("requirements") != now["requirements"]:
            found.append(_("The camp requires something else now."))
        return found

    def copy(self, plan: Plan, to: Plan) -> None:
        """Give an empty plan the runs of another one."""
        for row in runs_in(plan):
            same = {name: getattr(row, name) for name in ("activity_id", "block_id", "room_id")}
            db.session.add(CampRun(plan_id=to.id, pupils=list(row.pupils), mentors=list(row.mentors), **same))
        db.session.flush()

    def problem_now(self, plan: Plan) -> str:
        """The problem file of that plan as the rows are now."""
        return text_of(self._content(plan, _goals(plan), f"plan-{plan.id}", None))

    def files(self, plan: Plan) -> tuple[str, str]:
        """The files that are kept with its run."""
        return (plan.run.problem, plan.run.plan_file) if plan.run else ("", "")

    def close(self, plan: Plan, on: date) -> None:
        """A plan of a run has its files already."""

    def changes(self, before: Plan | None, after: Plan) -> Changes:
        """What the plan changes against the other one, for whom."""
        old, new = ([run_content(row) for row in runs_in(one)] if one else [] for one in (before, after))
        goals = (
            [(goal, before.values.get(goal, value), value) for goal, value in after.values.items()] if before else []
        )
        return told(places_of(old), places_of(new), names_at(self.frame_of(after)), goals)

    def notices(self, before: Plan | None, after: Plan, from_date: date) -> list[Notice]:
        """Everybody whom the plan concerns, and what each is to be told."""
        coming = (
            [row for row in runs_in(one) if row.block.date >= from_date] if one else [] for one in (before, after)
        )
        return notices(*coming)

    def roles(self) -> dict[str, str]:
        """Role of a notice → what it is called."""
        return {MENTORS: _("Mentors"), GUARDIANS: _("Guardians")}

    def describe(self, run: Run) -> list[str]:
        """Why a run gave no plan, in sentences."""
        return sentences.outcome(run.outcome)

    def goals(self) -> dict[str, str]:
        """Goal → its name in words."""
        return sentences.goal_names()

    def presets(self) -> dict[str, str]:
        """Preset → its name in words."""
        return {key: name for key, (name, _what) in sentences.preset_names().items()}

    def phase(self, key: str) -> str:
        """What the solver is doing, in words."""
        return sentences.phase(key)

    def page(self, plan: Plan) -> tuple[str, dict[str, Any]]:
        """The page of one plan."""
        from mentoring.camp_desk.proposal import shown  # the page reads this planner's wing

        return "camp_desk/plan.html", shown(plan, self.frame_of(plan), self.wishes(plan))

    def wishes(self, plan: Plan) -> WishResult:
        """How the wishes came out, the worst off first, by the data of the plan's own run."""
        own = problem_from_json(json.loads(plan.run.problem)) if plan.run else self._problem(plan, None)
        found = plan_from_json(json.loads(plan.run.plan_file)) if plan.run else _runs(plan)
        return wish_result(own, found)

    def _problem(self, plan: Plan, on: date | None) -> Problem:
        return problem_from_json(self._content(plan, _goals(plan), "now", on))

    def _content(self, of: Plan | Run, goals: tuple[str, ...], name: str, on: date | None) -> dict[str, Any]:
        """The problem as the rows are now; once the camp has begun, its days gone by stay as they are."""
        camp, current = self.frame_of(of), plan_in_force(of.frame, WING)
        first = on or self.first_date(camp) or camp.end
        fixed = first if current and first > camp.start else None
        return problem_content(camp, Wish(name, goals, fixed), runs_in(current) if current else [])


def _goals(plan: Plan) -> tuple[str, ...]:
    return PRESETS[plan.run.preset if plan.run else "most_wishes"]


def _runs(plan: Plan) -> Any:
    """The rows of a plan as the engine has them."""
    content = {"format": "camp-plan/1", "problem": "now", "objective": {}, "bounds": {}}
    found = plan_from_json(content | {"runs": [run_content(row) for row in runs_in(plan)]})
    return found.runs if isinstance(found, CampPlan) else ()


def _number(key: str) -> int:
    return int(key[1:])
