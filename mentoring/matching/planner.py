"""The week's door to `scheduling`: rows → problem file → plan file → rows. Nothing else of matching imports it."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date, time
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import delete, select

import scheduling
from mentoring.core.database import db
from mentoring.core.refusal import Refusal
from mentoring.matching import sentences
from mentoring.matching.comparison import differences_of, told
from mentoring.matching.desk import ForTerms
from mentoring.matching.facts import Wish, mentors_to_match, problem_content, pupils_to_match, session_content
from mentoring.matching.ids import number_of, pupil_id
from mentoring.matching.judge import AtHand, at_hand, content_now, problem_of_file, why_changed, worth_of
from mentoring.matching.mender import WeeklyMender, names_of
from mentoring.matching.models import PlanSession, Waiting
from mentoring.matching.names import Names, names_in
from mentoring.matching.news import news_since
from mentoring.matching.notices import COORDINATORS, GUARDIANS, MENTORS, Plans, notices
from mentoring.matching.queries import attendances_in, sessions_in
from mentoring.planning.by_files import ByFiles, report_of
from mentoring.planning.changes import Changes
from mentoring.planning.models import Plan, Run
from mentoring.planning.planners import Answer, Budget, Report
from mentoring.planning.queries import first_date, plan_in_force
from mentoring.planning.telling import Notice
from mentoring.programme.models import Programme, Term
from mentoring.programme.slots import Slot, slots_of
from mentoring.registration.models import Mentor, Pupil
from scheduling.engine.run import Run as EngineRun
from scheduling.engine.run import watched
from scheduling.files import text_of

WING = "weekly"
#: so many stand-ins are named for each session
STAND_INS = 3
PRESETS: Mapping[str, tuple[str, ...]] = scheduling.PRESETS
Sessions = tuple[scheduling.Session, ...]


class WeeklyPlanner(ForTerms, ByFiles):
    """Plans who meets whom every week."""

    wing = WING
    mender = WeeklyMender()
    same = ("sessions", "infeasible")
    advice_page = "matching.advised"

    def refuse_unready(self, run: Run) -> None:
        """Refuse where nobody could be placed whatever the solver did; say what to do first."""
        programme, on = _programme_of(run), _date_of(run)
        if not pupils_to_match(programme, on):
            raise Refusal(_("There is no pupil to match. Register pupils, with what they need help with, first."))
        if not mentors_to_match(programme, on):
            raise Refusal(_("There is no mentor to match. Register mentors first."))
        if not slots_of(programme):
            raise Refusal(_("No venue is open long enough for a session. Enter opening hours first."))

    def problem_of(self, run: Run) -> str:
        """The problem file; the file's name says nothing of anybody."""
        wish = Wish(f"run-{run.id}", PRESETS[run.preset], _date_of(run), run.max_broken_pairs)
        content = problem_content(_programme_of(run), wish, plan_in_force(run.frame, WING))
        scheduling.problem_from_json(content)  # our own mistake, if it is faulty: fail before anything is solved
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

        Why pupils wait is told of each of them, if it takes a moment longer: on a busy machine a short run has no
        time left for it.
        """
        decided = scheduling.Decided() if budget.again is None else scheduling.Decided.given(budget.again)
        facts = scheduling.problem_from_json(json.loads(problem))
        outcome = scheduling.solve(
            facts,
            seconds=float(budget.seconds),
            seed=budget.seed,
            workers=budget.workers,
            on_progress=lambda progress: on_report(report_of(progress)),
            should_stop=should_stop,
            decided=decided,
        )
        if isinstance(outcome, scheduling.Plan):
            outcome = scheduling.looked_into(facts, outcome)
        return replace(_answer(outcome), decided=decided.content())

    def keep(self, plan: Plan, plan_file: str) -> None:
        """Make sessions and waiting pupils of the plan file. Who was erased while it was solved is left out."""
        found = scheduling.plan_from_json(json.loads(plan_file))
        if not isinstance(found, scheduling.Plan):
            raise TypeError("only a plan has sessions")
        programme = db.session.get_one(Programme, plan.programme_id)
        pupils, mentors = _rows_by_id(Pupil, programme.id), _rows_by_id(Mentor, programme.id)
        slots = {slot.id: slot for slot in slots_of(programme)}
        for session in found.sessions:
            group = [pupils[number_of(key)] for key in session.pupils if number_of(key) in pupils]
            mentor = mentors.get(number_of(session.mentor))
            if group and mentor:
                db.session.add(_row(plan, mentor, group, slots.get(session.slot) or _slot_gone(session.slot, plan)))
        size = {"kind": "size", "mentors": _count(plan, "mentors"), "slots": _count(plan, "slots")}
        for short in found.short:
            if number_of(short.pupil) in pupils:
                reasons = [size, *map(dict, short.reasons)]
                waiting = Waiting(
                    plan_id=plan.id, pupil_id=number_of(short.pupil), sessions=short.sessions, reasons=reasons
                )
                db.session.add(waiting)
        db.session.flush()

    def files_of(self, plan: Plan) -> tuple[str, str]:
        """The problem as the rows are now, and the sessions of the plan as far as they can be now, as files."""
        programme, term = db.session.get_one(Programme, plan.programme_id), db.session.get_one(Term, plan.term_id)
        wish = Wish(f"advice-on-plan-{plan.id}", PRESETS["serve_most"], first_date(term) or term.end)
        content = problem_content(programme, wish, plan_in_force(plan.frame, WING))
        problem = scheduling.problem_from_json(content)
        rows = [session_content(row, {int(p["id"][1:]) for p in content["pupils"]}) for row in sessions_in(plan)]
        there = {row["id"] for kind in ("mentors", "slots") for row in content[kind]}
        known = [row for row in rows if row["pupils"] and {row["mentor"], row["slot"]} <= there]
        sessions = tuple(scheduling.Session(row["mentor"], row["slot"], tuple(row["pupils"])) for row in known)
        return text_of(content), text_of(scheduling.plan_to_json(scheduling.described(problem, sessions)))

    def advise(
        self,
        problem: str,
        plan_file: str,
        budget: Budget,
        *,
        on_report: Callable[[Report], None],
        should_stop: Callable[[], bool],
    ) -> dict[str, Any]:
        """Whom to recruit, what to open (where the plan breaks no rule), and what breaks if a mentor is away."""
        facts, plan = (
            scheduling.problem_from_json(json.loads(problem)),
            scheduling.plan_from_json(json.loads(plan_file)),
        )
        if not isinstance(plan, scheduling.Plan):
            raise TypeError("only a plan can be advised on")
        return dict(
            watched(
                lambda run: _advised(facts, plan, run),
                EngineRun(seconds=float(budget.seconds), seed=budget.seed),
                lambda progress: on_report(report_of(progress)),
                should_stop,
            )
        )

    def news(self, plan: Plan) -> list[str]:
        """What changed in the data since that plan was made, in sentences."""
        found = news_since(plan if plan.problem else plan.run) if plan.problem or plan.run else []
        return [f"{one.sentence}: {'; '.join(one.about)}" if one.about else one.sentence for one in found]

    def problem_now(self, plan: Plan) -> str:
        """The problem file of that plan as the rows are now."""
        return text_of(content_now(plan) | {"name": f"plan-{plan.id}"})

    def at(self, plan: Plan, on: date | None = None) -> AtHand:
        """The plan as it stands."""
        return at_hand(plan, on)

    def worth(self, plan: Plan, at: AtHand, *, departs: bool) -> tuple[dict[str, int], dict[str, int | None]]:
        """Values and bounds of the goals."""
        return worth_of(plan, at, departs=departs)

    def keep_beside(self, plan: Plan, told: dict[str, Any]) -> None:
        """Who waits, and why."""
        db.session.execute(delete(Waiting).where(Waiting.plan_id == plan.id))
        for one in told["short"]:
            row = {"pupil_id": number_of(one["pupil"]), "sessions": one["sessions"], "reasons": one["reasons"]}
            db.session.add(Waiting(plan_id=plan.id, **row))
        db.session.flush()

    def erased(self, plan: Plan) -> list[str]:
        """Who was erased since the run."""
        return _erased(plan, names_of(plan))

    def copy(self, plan: Plan, to: Plan) -> None:
        """Give an empty plan the sessions of another one; a session whose pupils were all erased is none any more."""
        for row in sessions_in(plan):
            if row.pupils:
                same = {name: getattr(row, name) for name in ("mentor_id", "venue_id", "day", "start", "end")}
                db.session.add(PlanSession(plan_id=to.id, pupils=list(row.pupils), **same))
        db.session.flush()

    def changes(self, before: Plan | None, after: Plan) -> Changes:
        """What the plan changes against the other one, for whom, and why."""
        old, new = _sessions(before), _sessions(after)
        problem = _problem_of(after, new)
        why = _why_kept(before, after) or _why_now(before, old, new, problem)
        programme = db.session.get_one(Programme, after.programme_id)
        differences = [replace(one, why=tuple(why.get(one.pupil, ()))) for one in differences_of(old, new)]
        values = [scheduling.values(problem, _known(problem, sessions)) for sessions in (old, new)]
        goals = [(goal, values[0][goal], value) for goal, value in values[1].items()] if before else []
        pupils = {pupil_id(number): row for number, row in _rows_by_id(Pupil, programme.id).items()}
        return told(differences, pupils, names_in(programme), goals)

    def look_ahead(self, plan: Plan) -> None:
        """Keep with a plan of a run why it differs from the plan in force: the first who opens it need not wait."""
        before = plan_in_force(plan.frame, plan.wing)
        if before is not None:
            old, new = _sessions(before), _sessions(plan)
            plan.differs = {"from": before.id, "why": _why_now(before, old, new, _problem_of(plan, new))}

    def notices(self, before: Plan | None, after: Plan, from_date: date) -> list[Notice]:
        """Everybody whom the plan concerns, and what each is to be told."""
        programme = db.session.get_one(Programme, after.programme_id)
        rows = [sessions_in(plan) if plan else [] for plan in (before, after)]
        here = {pupil_id(pupil.id) for pupil in pupils_to_match(programme, from_date)}
        differences = [one for one in differences_of(_sessions(before), _sessions(after)) if one.pupil in here]
        return notices(Plans(programme, *rows, differences), from_date)

    def roles(self) -> dict[str, str]:
        """Role of a notice → what it is called."""
        return {MENTORS: _("Mentors"), GUARDIANS: _("Guardians"), COORDINATORS: _("Coordinators")}

    def describe(self, run: Run) -> list[str]:
        """Why a run gave no plan, in sentences."""
        return sentences.outcome(run.outcome, names_in(_programme_of(run)))

    def goals(self) -> dict[str, str]:
        """Goal → its name in words."""
        return sentences.goal_names()

    def presets(self) -> dict[str, str]:
        """Preset → its name in words."""
        return {key: name for key, (name, _) in sentences.preset_names().items()}

    def rule(self, key: str) -> str:
        """A rule in words."""
        return sentences.rule(key)

    def phase(self, key: str) -> str:
        """What the solver is doing, in words."""
        return sentences.phase(key)

    def page(self, plan: Plan) -> tuple[str, dict[str, Any]]:
        """The page of one plan."""
        from mentoring.matching.proposal import shown  # the page reads this planner's wing

        return "matching/plan.html", shown(plan)


def _advised(problem: scheduling.Problem, plan: scheduling.Plan, run: EngineRun) -> dict[str, Any]:
    """One question after the other, as keys with values; `run.phase` says which, `run` when to end."""
    wrong = scheduling.breaches(problem, plan)
    placed = {pupil for session in plan.sessions for pupil in session.pupils}
    found: dict[str, Any] = {
        "waiting": sum(pupil.id not in placed for pupil in problem.pupils),
        "wrong": [{"rule": one.rule, "about": dict(one.about)} for one in wrong],
    }
    found["unfinished"] = []
    run.phase = "away"
    found["away"] = scheduling.plain(scheduling.what_breaks(problem, plan, most=STAND_INS))
    for phase, ask in (("recruit", scheduling.recruit), ("venues", scheduling.advise_venues)):
        run.phase = phase
        if not wrong and not run.stopped:
            left = run.seconds_left()
            seconds = left * (0.5 if phase == "recruit" else 1.0)
            found[phase] = scheduling.plain(ask(problem, plan, seconds=seconds, should_stop=lambda: run.stopped))
            if run.stopped or left - run.seconds_left() >= seconds:
                found["unfinished"].append(phase)
    return found


def _sessions(plan: Plan | None) -> tuple[scheduling.Session, ...]:
    """The rows of a plan as the engine has them."""
    rows = attendances_in(plan) if plan else {}
    return tuple(scheduling.Session(mentor, slot, tuple(pupils)) for (mentor, slot), pupils in rows.items())


def _kept_problem(plan: Plan) -> scheduling.Problem | None:
    """The problem of which a plan was made; None where it was not kept."""
    kept = plan.problem or (plan.run.problem if plan.run else "")
    return problem_of_file(kept) if kept else None


def _problem_of(plan: Plan, sessions: tuple[scheduling.Session, ...]) -> scheduling.Problem:
    """The problem by which a plan is judged: that of its files, or the rows as they are now where it has others."""
    own = _kept_problem(plan) if plan.plan_file or not plan.is_by_hand else None
    return own if own is not None and _known(own, sessions) == sessions else at_hand(plan).problem


def _known(problem: scheduling.Problem, sessions: tuple[scheduling.Session, ...]) -> tuple[scheduling.Session, ...]:
    """The sessions without what the problem does not know."""
    number = problem.facts.number
    kept = [
        scheduling.Session(one.mentor, one.slot, tuple(pupil for pupil in one.pupils if pupil in number["pupil"]))
        for one in sessions
        if one.mentor in number["mentor"] and one.slot in number["slot"]
    ]
    return tuple(one for one in kept if one.pupils)


def _why_kept(before: Plan | None, after: Plan) -> Mapping[str, Sequence[Mapping[str, Any]]]:
    """Pupil → why, as the worker found it; nothing where it found it of other plans."""
    is_same = before is not None and not after.is_by_hand and (after.differs or {}).get("from") == before.id
    return (after.differs or {})["why"] if is_same else {}


def _why_now(
    before: Plan | None, old: Sessions, new: Sessions, problem: scheduling.Problem
) -> dict[str, Sequence[Mapping[str, Any]]]:
    """Pupil → why its places change."""
    then = _kept_problem(before) if before else None
    return {one.pupil: one.why for one in why_changed(old, new, problem, then)}


def _answer(outcome: scheduling.Outcome) -> Answer:
    if isinstance(outcome, scheduling.NothingFound):
        return Answer("", {"key": "nothing_found"})
    content = scheduling.plan_to_json(outcome)
    if isinstance(outcome, scheduling.Infeasible):
        return Answer(text_of(content), {"key": "infeasible", "conflicts": content["infeasible"]})
    return Answer(text_of(content), {}, dict(outcome.objective), dict(outcome.bounds))


def _programme_of(run: Run) -> Programme:
    return db.session.get_one(Programme, run.programme_id)


def _date_of(run: Run) -> date:
    """The first date on which the plan would hold; refuses when the term is over."""
    found = first_date(db.session.get_one(Term, run.term_id))
    if found is None:
        raise Refusal(_("The term is over. Make the next term first."))
    return found


def _rows_by_id(model: type[Pupil] | type[Mentor], programme_id: int) -> dict[int, Any]:
    return {row.id: row for row in db.session.scalars(select(model).where(model.programme_id == programme_id))}


def _row(plan: Plan, mentor: Mentor, group: list[Pupil], slot: Slot) -> PlanSession:
    return PlanSession(
        plan_id=plan.id,
        mentor=mentor,
        venue_id=slot.venue_id,
        day=slot.day,
        start=slot.start,
        end=slot.end,
        pupils=group,
    )


def _slot_gone(key: str, plan: Plan) -> Slot:
    """A slot that was there when the run began, and is not now: as its problem file has it."""
    content = json.loads(plan.run.problem if plan.run else "{}")
    found = next(slot for slot in content["slots"] if slot["id"] == key)
    times = [time.fromisoformat(found[end]) for end in ("start", "end")]
    return Slot(key, number_of(found["venue"]), found["day"], *times, found["staff"])


def _count(plan: Plan, kind: str) -> int:
    return len(json.loads(plan.run.problem)[kind]) if plan.run else 0


def _erased(plan: Plan, names: Names) -> list[str]:
    """Who is in the run's own plan file and in no row any more (erased: the plan's rows went with them)."""
    if plan.run is None or plan.restores_id is not None:
        return []
    content = json.loads(plan.run.plan_file)
    pupils = {key for session in content["sessions"] for key in session["pupils"]}
    mentors = {session["mentor"] for session in content["sessions"]}
    told = []
    if any(not names.knows("pupil", key) for key in pupils):
        told.append(_("A pupil of it was erased."))
    if any(not names.knows("mentor", key) for key in mentors):
        told.append(_("A mentor of it was erased."))
    return told
