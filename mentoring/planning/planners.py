"""The planners that features register by name, and what else is to happen when a plan is published.

A run knows only the name of its wing ("weekly"); what pupils, sessions or shifts are, its planner knows.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Protocol

from mentoring.planning.changes import Changes
from mentoring.planning.models import Plan, Run
from mentoring.planning.telling import Notice


@dataclass(frozen=True)
class Budget:
    """What a run may use: seconds of the clock, a seed, threads.

    `again`: what the clock decided in a run of before that is repeated, in place of the clock of now.
    """

    seconds: int
    seed: int
    workers: int
    again: Mapping[str, Any] | None = None


@dataclass(frozen=True)
class Answer:
    """What a planner found. `plan_file`: the file that is kept. `outcome`: empty, or why there is no plan
    ({"key": …, values}). `values`/`bounds`: by goal, in order; a bound is None where none is known. `decided`: what
    the clock decided meanwhile; None where the planner does not note it.
    """

    plan_file: str
    outcome: dict[str, Any] = field(default_factory=dict)
    values: dict[str, int] = field(default_factory=dict)
    bounds: dict[str, int | None] = field(default_factory=dict)
    decided: dict[str, Any] | None = None

    @property
    def is_plan(self) -> bool:
        return not self.outcome


class Frame(Protocol):
    """What a plan is for: days, both ends included. `frame` is the name by which runs and plans know it."""

    id: Any
    programme_id: Any
    name: Any
    start: Any
    end: Any

    @property
    def frame(self) -> str:
        """Another one for each frame of a wing."""


@dataclass(frozen=True)
class Words:
    """What the desk of a wing is called in the pages that are the same for all.

    `desk`: its name; `go_to`: the link to it; `run_again`: the link to its form; `is_over`: what to do where all days
    of the frame are gone; `first_plan`: how one comes to a plan; `becomes`: what publishing makes of the first plan;
    `changes`: what of a later one; `sees`: who sees it; `from_when`: what is said of the date.
    """

    desk: str
    go_to: str
    run_again: str
    is_over: str
    first_plan: str
    becomes: str
    changes: str
    sees: str
    from_when: str


@dataclass(frozen=True)
class Report:
    """How far a run is: the phase's key, seconds used, and value and bound of each goal so far."""

    phase: str
    seconds: float
    values: dict[str, int]
    bounds: dict[str, int | None]

    def as_progress(self) -> dict[str, Any]:
        """The form in which the run's row keeps it."""
        goals = {goal: {"value": value, "bound": self.bounds.get(goal)} for goal, value in self.values.items()}
        return {"phase": self.phase, "seconds": round(self.seconds, 1), "goals": goals}


class Planner(Protocol):
    """What a wing gives to the desk. It reads and writes rows; it never commits."""

    #: the wing's name
    wing: str
    #: the blueprint of its desk, which the menu shows on all pages of its plans
    section: str

    def frames(self, programme_id: int) -> Sequence[Frame]:
        """What is planned or to be planned in that programme at this time: the term at hand, for example."""

    def frame_of(self, of: Plan | Run) -> Frame:
        """What that plan or run is for."""

    def first_date(self, frame: Frame) -> date | None:
        """From when a plan would usually hold; None when the frame is over."""

    def earliest_date(self, frame: Frame) -> date:
        """The first day that a published plan may change."""

    def desk(self, frame: str) -> str:
        """The address of the desk of that frame."""

    def words(self) -> Words:
        """What the desk is called."""

    def refuse_unready(self, run: Run) -> None:
        """Raise a Refusal where a run could not find anything (nobody registered, no open hours)."""

    def problem_of(self, run: Run) -> str:
        """The problem file made from the rows as they are now."""

    def solve(
        self,
        problem: str,
        budget: Budget,
        *,
        on_report: Callable[[Report], None],
        should_stop: Callable[[], bool],
    ) -> Answer:
        """Solve; reports about every second, stops soon after `should_stop` says so, keeps the best so far."""

    def is_same(self, plan_file: str, other: str) -> bool:
        """Whether two plan files hold the same plan, whatever else they say."""

    def keep(self, plan: Plan, plan_file: str) -> None:
        """Make the rows of the plan from its file."""

    def versions(self) -> dict[str, str]:
        """The versions of what solves."""

    def faults_of(self, plan: Plan, on: date) -> list[str]:
        """Why the plan does not hold from that date on with the rows as they are now, in sentences."""

    def news(self, plan: Plan) -> list[str]:
        """What changed in the data since that plan was made, in sentences."""

    def copy(self, plan: Plan, to: Plan) -> None:
        """Give an empty plan the rows of another one, as far as its people are still there."""

    def problem_now(self, plan: Plan) -> str:
        """The problem file of that plan as the rows are now."""

    def files(self, plan: Plan) -> tuple[str, str]:
        """Problem and plan file by which every figure of the plan can be checked; of what is still mended, as of now.

        Empty where they were never kept.
        """

    def close(self, plan: Plan, on: date) -> None:
        """Keep with a plan by hand that is being published its files, figures and why pupils wait, as of `on`."""

    def changes(self, before: Plan | None, after: Plan) -> Changes:
        """What the plan changes against the other one (None: nothing was planned), for whom, and why."""

    def notices(self, before: Plan | None, after: Plan, from_date: date) -> list[Notice]:
        """Everybody whom the plan concerns, and what each is to be told."""

    def roles(self) -> dict[str, str]:
        """Role of a notice → what it is called, in the order in which they are shown."""

    def describe(self, run: Run) -> list[str]:
        """Why a run gave no plan, in sentences."""

    def goals(self) -> dict[str, str]:
        """Goal → its name in words."""

    def presets(self) -> dict[str, str]:
        """Preset → its name in words."""

    def rule(self, key: str) -> str:
        """A rule as a short statement."""

    def phase(self, key: str) -> str:
        """What the solver is doing, in words; "" is not begun."""

    def page(self, plan: Plan) -> tuple[str, dict[str, Any]]:
        """The template that shows a plan of this wing, and what it needs."""


class Adviser(Protocol):
    """What a wing gives besides, where it can advise on a plan."""

    #: the endpoint of the page of an advice, which takes `run_id`
    advice_page: str

    def files_of(self, plan: Plan) -> tuple[str, str]:
        """The problem as the rows are now, and the plan's sessions, as files."""

    def advise(
        self,
        problem: str,
        plan_file: str,
        budget: Budget,
        *,
        on_report: Callable[[Report], None],
        should_stop: Callable[[], bool],
    ) -> dict[str, Any]:
        """What would help, as message keys with values."""


_planners: dict[str, Planner] = {}
_advisers: dict[str, Adviser] = {}
_looking_ahead: dict[str, Callable[[Plan], None]] = {}
_followers: dict[str, list[Callable[[Plan, date], str]]] = {}


def register_planner(planner: Planner) -> None:
    """Make a planner known under its wing's name."""
    _planners[planner.wing] = planner


def register_adviser(wing: str, adviser: Adviser) -> None:
    """Make known who advises on plans of that wing."""
    _advisers[wing] = adviser


def adviser_of(wing: str) -> Adviser:
    """Who advises on plans of that wing; one that has none is our own mistake."""
    return _advisers[wing]


def planners() -> list[Planner]:
    """All planners, in the order in which they registered."""
    return list(_planners.values())


def planner_of(wing: str) -> Planner:
    """The planner of that wing; an unknown one is our own mistake."""
    return _planners[wing]


def after_proposing(wing: str, look_ahead: Callable[[Plan], None]) -> None:
    """Have `look_ahead(plan)` called in the worker once a plan of a run is kept, in a transaction of its own."""
    _looking_ahead[wing] = look_ahead


def look_ahead(plan: Plan) -> None:
    """Find out now what pages of that plan would otherwise have to find out."""
    if plan.wing in _looking_ahead:
        _looking_ahead[plan.wing](plan)


def after_publishing(wing: str, follow: Callable[[Plan, date], str]) -> None:
    """Have `follow(plan, from_date)` called in the transaction that publishes; it says in a sentence what it did."""
    followers = _followers.setdefault(wing, [])
    if follow not in followers:
        followers.append(follow)


def follow_publishing(plan: Plan, from_date: date) -> list[str]:
    """Do all that follows from publishing that plan."""
    return [follow(plan, from_date) for follow in _followers.get(plan.wing, [])]
