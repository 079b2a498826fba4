"""What the page of a camp's plan shows: goals, how the wishes came out in short, and activity × block as a table."""

from collections import defaultdict
from typing import Any

from mentoring.camp.models import Camp
from mentoring.camp_desk.facts import reach
from mentoring.camp_desk.models import CampRun
from mentoring.camp_desk.outcome import outcome_of
from mentoring.camp_desk.queries import runs_in
from mentoring.camp_desk.sentences import goal_names
from mentoring.planning.goals import goal_lines
from mentoring.planning.models import Plan


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
        "tables": {"activity": table(camp, runs, "activity"), "room": table(camp, runs, "room")},
    }


def table(camp: Camp, runs: list[CampRun], by: str) -> list[tuple[str, list[list[tuple[CampRun, bool]]]]]:
    """(activity or room, in each block its runs and whether they start there) for every one that has any."""
    found: dict[int, dict[int, list[tuple[CampRun, bool]]]] = defaultdict(lambda: defaultdict(list))
    names, place = {}, {block.id: number for number, block in enumerate(camp.blocks)}
    for run in runs:
        row = getattr(run, by)
        names[row.id] = row.name
        for block in reach(camp.blocks, place[run.block_id], run.activity.length):
            found[row.id][block].append((run, block == run.block_id))
    lines = [(names[key], [blocks[block.id] for block in camp.blocks]) for key, blocks in found.items()]
    return sorted(lines, key=lambda line: line[0])
