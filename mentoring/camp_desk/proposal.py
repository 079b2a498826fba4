"""What the page of a camp's plan shows: goals, how the wishes came out in short, and day by day activity × block and
room × block."""

from collections import defaultdict
from datetime import date
from itertools import groupby
from typing import Any

from mentoring.camp.models import Camp, CampBlock
from mentoring.camp_desk.facts import reach
from mentoring.camp_desk.models import CampRun
from mentoring.camp_desk.outcome import outcome_of
from mentoring.camp_desk.queries import runs_in
from mentoring.camp_desk.sentences import goal_names
from mentoring.planning.goals import goal_lines
from mentoring.planning.models import Plan

#: (activity or room, in each block its runs and whether they start there)
Lines = list[tuple[str, list[list[tuple[CampRun, bool]]]]]


def shown(plan: Plan, camp: Camp) -> dict[str, Any]:
    """All that `camp_desk/plan.html` needs."""
    runs = runs_in(plan)
    return {
        "camp": camp,
        "runs": runs,
        "pupils": len({pupil.id for run in runs for pupil in run.pupils}),
        "mentors": len({mentor.id for run in runs for mentor in run.mentors}),
        "goals": goal_lines(plan.values, plan.bounds, goal_names()),
        "outcome": outcome_of(plan),
        "boards": {"activity": boards(camp, runs, "activity"), "room": boards(camp, runs, "room")},
    }


def boards(camp: Camp, runs: list[CampRun], by: str) -> list[tuple[date, list[CampBlock], Lines]]:
    """For each day its blocks, and every activity or room that has something then."""
    found: dict[int, dict[int, list[tuple[CampRun, bool]]]] = defaultdict(lambda: defaultdict(list))
    names, place = {}, {block.id: number for number, block in enumerate(camp.blocks)}
    for run in runs:
        row = getattr(run, by)
        names[row.id] = row.name
        for block in reach(camp.blocks, place[run.block_id], run.activity.length):
            found[row.id][block].append((run, block == run.block_id))
    days = [(day, list(blocks)) for day, blocks in groupby(camp.blocks, key=lambda block: block.date)]
    rows = sorted(found, key=lambda row: (names[row], row))
    return [
        (day, blocks, [(names[row], cells) for row in rows if any(cells := [found[row][one.id] for one in blocks])])
        for day, blocks in days
    ]
