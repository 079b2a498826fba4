"""The history of the weekly plan: what people did, and every run with its files."""

from flask import render_template, request

from mentoring.core.access import needs, viewer
from mentoring.matching.history import history_seen_by
from mentoring.matching.planner import WING
from mentoring.matching.sentences import preset_names
from mentoring.matching.views_of_advice import pages
from mentoring.planning.queries import plans_of_runs, runs_of, term_at_hand

#: so many deeds on one page
MOST = 50


@pages.get("/history")
@needs("audit.see")
def history() -> str:
    """Who did what, newest first, and the runs of the term."""
    lines = history_seen_by(viewer(), before=request.args.get("before", type=int), most=MOST + 1)
    term = term_at_hand(viewer().programme_id)
    runs = runs_of(term.frame, WING, limit=None) if term else []
    return render_template(
        "matching/history.html",
        lines=lines[:MOST],
        older=lines[MOST - 1].number if len(lines) > MOST else None,
        term=term,
        runs=runs,
        plans=plans_of_runs(runs),
        presets=preset_names(),
    )
