"""The camp's door to `scheduling`: rows → problem file → plan file → rows. Nothing else here imports it."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

from flask import url_for
from flask_babel import gettext as _

from mentoring.camp.models import Camp
from mentoring.camp.queries import activities_at
from mentoring.camp_desk import sentences
from mentoring.camp_desk.comparison import places_of, told
from mentoring.camp_desk.facts import LETTERS, run_content
from mentoring.camp_desk.judge import PRESETS, WING, AtHand, at_hand, content_now, goals_of
from mentoring.camp_desk.mender import CampMender
from mentoring.camp_desk.models import CampRun
from mentoring.camp_desk.names import names_at
from mentoring.camp_desk.notices import notices
from mentoring.camp_desk.queries import (
    camp_of,
    camps_to_plan,
    earliest_date,
    first_date,
    mentors_at,
    pupils_at,
    runs_in,
)
from mentoring.core.clock import today
from mentoring.core.database import db
from mentoring.core.refusal import Refusal
from mentoring.matching.notices import GUARDIANS, MENTORS
from mentoring.planning.by_files import ByFiles, report_of
from mentoring.planning.changes import Changes
from mentoring.planning.models import Plan, Run
from mentoring.planning.planners import Answer, Budget, Report, Words
from mentoring.planning.telling import Notice
from mentoring.registration.models import Mentor, Pupil
from scheduling.camp.plan import PinsImpossible
from scheduling.camp.reading import plan_to_json, problem_from_json
from scheduling.camp.solve import Outcome, solve
from scheduling.engine.run import Progress
from scheduling.files import text_of
from scheduling.outcome import NothingFound

STEPS_A_SECOND = 0.8
"""So many steps are asked for each second that a run may take: a common machine is about done with them by then."""


class CampPlanner(ByFiles):
    """Plans what takes place at a camp, and who is there."""

    wing, section = WING, "camp_desk"
    mender = CampMender()
    same = ("runs", "infeasible")

    def frames(self, programme_id: int) -> list[Camp]:
        """The camps that are not over."""
        return camps_to_plan(programme_id, today())

    def frame_of(self, of: Plan | Run) -> Camp:
        """The camp of a plan or a run."""
        return camp_of(of)

    def first_date(self, frame: Camp) -> date | None:
        """As early as may be."""
        return first_date(frame)

    def earliest_date(self, frame: Camp) -> date:
        """Today as long as none of its blocks has begun, else tomorrow."""
        return earliest_date(frame)

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
        content = content_now(run, PRESETS[run.preset], f"run-{run.id}", run.from_date)
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
        """Solve the file; what it says is exactly what `python -m scheduling solve` would say of it.

        A camp is planned by steps, which can be repeated where seconds cannot; the clock only ends what takes longer,
        and it is noted with which plan.
        """
        again = budget.again or {"steps": STEPS_A_SECOND * budget.seconds}
        plans = [0]

        def report(progress: Progress) -> None:
            plans[0] = progress.plans
            on_report(report_of(progress))

        outcome = solve(
            problem_from_json(json.loads(problem)),
            steps=again["steps"],
            patience=budget.seconds if budget.again is None else None,
            plans=again.get("plans"),
            seed=budget.seed,
            workers=budget.workers,
            on_progress=report,
            should_stop=should_stop,
        )
        return replace(_answer(outcome), decided={"steps": again["steps"], "plans": plans[0]})

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

    def at(self, plan: Plan, on: date | None = None) -> AtHand:
        """The plan as it stands."""
        return at_hand(plan, on)

    def worth(self, plan: Plan, at: AtHand, *, departs: bool) -> tuple[dict[str, int], dict[str, int | None]]:
        """Values and bounds of the goals."""
        return at.worth(plan, departs=departs)

    def news(self, plan: Plan) -> list[str]:
        """What changed in the data since that plan was made, in sentences."""
        kept = plan.problem or (plan.run.problem if plan.run else "")
        then = json.loads(kept) if kept else None
        now = content_now(plan, (), "", None) if then else {}
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
        return text_of(content_now(plan, goals_of(plan), f"plan-{plan.id}", None))

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
        return sentences.outcome(run.outcome, names_at(camp_of(run)))

    def goals(self) -> dict[str, str]:
        """Goal → its name in words."""
        return sentences.goal_names()

    def presets(self) -> dict[str, str]:
        """Preset → its name in words."""
        return {key: name for key, (name, _what) in sentences.preset_names().items()}

    def rule(self, key: str) -> str:
        """A rule in words."""
        return sentences.rule(key)

    def phase(self, key: str) -> str:
        """What the solver is doing, in words."""
        return sentences.phase(key)

    def page(self, plan: Plan) -> tuple[str, dict[str, Any]]:
        """The page of one plan."""
        from mentoring.camp_desk.proposal import shown  # the page reads this planner's wing

        return "camp_desk/plan.html", shown(plan, self.frame_of(plan))


def _number(key: str) -> int:
    return int(key[1:])


def _answer(outcome: Outcome) -> Answer:
    if isinstance(outcome, NothingFound):
        return Answer("", {"key": "nothing_found"})
    content = plan_to_json(outcome)
    if isinstance(outcome, PinsImpossible):
        return Answer(text_of(content), {"key": "infeasible", "conflicts": content["infeasible"]})
    return Answer(text_of(content), {}, dict(outcome.objective), dict(outcome.bounds))
