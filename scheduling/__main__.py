"""``python -m scheduling solve | check | explain | advise``: the engine without the web application."""

from __future__ import annotations

import argparse
import os
import signal
import sys
from collections.abc import Sequence
from pathlib import Path
from types import FrameType
from typing import Any

from scheduling.engine.run import Progress, Run
from scheduling.explain import command
from scheduling.files import Faulty, load, save
from scheduling.outcome import NothingFound
from scheduling.wings import Wing, read_problem

SECONDS, LEAST_SECONDS = 60.0, 0.1
"""Used where nothing else is said, reading the file included; and what is left for solving however long that took."""

OK, REFUSED, FAULTY, INFEASIBLE, NOTHING = 0, 1, 2, 3, 4


def main(arguments: Sequence[str] | None = None) -> int:
    """Exit status: 0 done, 1 the check refuses the plan, 2 faulty file or call, 3 infeasible, 4 nothing found."""
    asked = _parser().parse_args(arguments)
    try:
        return DEEDS[asked.deed](asked)
    except Faulty as error:
        print(*error.faults, sep="\n", file=sys.stderr)
    except OSError as error:
        print(f"{error.filename or 'file'}: {error.strerror}", file=sys.stderr)
    except MemoryError:
        print("Memory ran out. The best plan found until then, if any, is in the plan file.", file=sys.stderr)
        return NOTHING
    return FAULTY


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m scheduling", description="Make and check mentoring plans.")
    deeds = parser.add_subparsers(dest="deed", required=True)
    one = deeds.add_parser("solve", help="make a plan for a problem file")
    one.add_argument("file", metavar="FILE", help="problem file (.json or .json.gz)")
    one.add_argument(
        "-o", dest="plan", metavar="PLAN", required=True, help="where the plan goes, the best one so far meanwhile"
    )
    one.add_argument("--seconds", type=_positive(float), help="time to use (60 if no steps are given either)")
    one.add_argument("--steps", type=_positive(int), help="steps to use: the same number gives the same plan")
    one.add_argument("--seed", type=int, default=0)
    one.add_argument("--workers", type=_positive(int), default=1)
    one.add_argument("--quiet", action="store_true", help="no progress on standard error")
    one = deeds.add_parser("check", help="say what is wrong with a plan")
    one.add_argument("file", metavar="FILE", help="problem file (.json or .json.gz)")
    one.add_argument("plan", metavar="PLAN", help="plan file")
    command.add_to(deeds, seconds=_positive(float))
    return parser


def _positive(kind: type[int] | type[float]) -> type[int] | type[float]:
    class Positive(kind):  # type: ignore[misc,valid-type]  # argparse names the class in its message
        def __new__(cls, text: str) -> int | float:  # type: ignore[misc]  # a plain number comes out
            value = kind(text)
            if not 0 < value < 2**31:
                raise argparse.ArgumentTypeError(f"must be more than 0, not {text}")
            return value

    return Positive


def _solve(asked: argparse.Namespace) -> int:
    clock, stop = Run(), _Signals()
    if not Path(asked.plan).absolute().parent.is_dir():
        print(f"{asked.plan}: there is no such folder", file=sys.stderr)
        return FAULTY
    wing, problem = read_problem(asked.file)
    seconds = SECONDS if asked.seconds is None and asked.steps is None else asked.seconds
    outcome = wing.solve(
        problem,
        seconds=None if seconds is None else max(LEAST_SECONDS, seconds - clock.elapsed),
        steps=asked.steps,
        seed=asked.seed,
        workers=asked.workers,
        on_progress=None if asked.quiet else _tell,
        should_stop=stop.asked,
        on_better=lambda plan: save(asked.plan, wing.plan_to_json(plan)),
    )
    return _written(wing, problem, outcome, asked.plan)


class _Signals:
    """Ctrl-C and SIGTERM end the search, not the program: the best plan so far is still written."""

    def __init__(self) -> None:
        self.came = False
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self._hear)

    def _hear(self, number: int, frame: FrameType | None) -> None:
        self.came = True

    def asked(self) -> bool:
        """Whether to stop."""
        return self.came


def _tell(progress: Progress) -> None:
    worth = " ".join(
        f"{goal}={value}" + (f"/{bound}" if (bound := progress.bounds.get(goal)) is not None else "")
        for goal, value in progress.values.items()
    )
    print(f"{progress.seconds:7.1f} s  {progress.phase:<10} {worth}", file=sys.stderr, flush=True)


def _written(wing: Wing, problem: Any, outcome: Any, target: str) -> int:
    if isinstance(outcome, NothingFound):
        print(
            "No valid plan was found in this time, and none is known to be impossible. Give it more.", file=sys.stderr
        )
        return NOTHING
    save(target, wing.plan_to_json(outcome))
    if isinstance(outcome, wing.plans):
        print(f"{problem.name}: " + ", ".join(f"{g} {v}" for g, v in outcome.objective.items()))
        return OK
    for sentence in wing.conflicts(problem, outcome):
        print(f"{problem.name}: {sentence}", file=sys.stderr)
    return INFEASIBLE


def _check(asked: argparse.Namespace) -> int:
    wing, problem = read_problem(asked.file)
    plan = wing.plan_from_json(load(asked.plan))
    if not isinstance(plan, wing.plans):
        print("This file holds no plan: it says that the pins or the budget cannot hold.")
        return REFUSED
    departed = wing.departed(problem, plan)
    wrong = [one for one in wing.breaches(problem, plan) if one not in departed] + wing.wrong_claims(problem, plan)
    for one in departed:
        print(f"let stand by name: {one}")
    fine = "ok: no other breach" if departed else "ok: no breach"
    print(*wrong, sep="\n") if wrong else print(f"{fine}, and every claim is right")
    return REFUSED if wrong else OK


def _explain(asked: argparse.Namespace) -> int:
    """Answer about one pupil, one mentor, the whole plan, or pins that cannot hold."""
    wing, problem = read_problem(asked.file)
    plan = wing.plan_from_json(load(asked.plan)) if asked.plan else None
    try:
        if not isinstance(plan, wing.plans):
            answers = wing.of_pins(problem, plan)
        elif asked.pupil:
            answers = wing.of_pupil(problem, plan, asked.pupil)
        else:
            answers = wing.of_mentor(problem, plan, asked.mentor) if asked.mentor else wing.of_plan(problem, plan)
    except KeyError as error:
        print(*error.args, file=sys.stderr)
        return FAULTY
    return command.told(answers, wing.lines, asked)


DEEDS = {"solve": _solve, "check": _check, "explain": _explain, **command.DEEDS}


if __name__ == "__main__":
    status = main()
    sys.stdout.flush()
    os._exit(status)  # parts of a run that was stopped may still be under work, for nobody
