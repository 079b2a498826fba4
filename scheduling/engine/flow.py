"""What no assignment of givers to takers can be worth more than: a flow of least cost."""

from __future__ import annotations

import numpy as np
from ortools.graph.python import min_cost_flow  # type: ignore[import-untyped]  # ships without types

from scheduling.rule import IntArray


def most_worth(
    giver: IntArray,
    taker: IntArray,
    worth: IntArray,
    room: IntArray,
    *,
    again: IntArray | None = None,
    places: IntArray | None = None,
) -> int:
    """The greatest worth of an assignment, given as pairs (``giver``, ``taker``) with a ``worth`` each.

    Each giver goes to one taker at most once, each taker t takes at most ``room[t]``. With ``again`` and ``places``:
    giver g comes again up to ``again[g]`` times, for the same worth, to any of its takers; of all that come taker t
    has at most ``places[t]``. Exact, as flows of whole amounts are.
    """
    givers, takers = int(giver.max(initial=-1)) + 1, len(room)
    each, of = np.arange(givers), np.arange(takers)
    more, all_ = givers, 2 * givers  # nodes: givers, givers who come again, takers' rooms, takers' places
    source, sink = 2 * givers + 2 * takers, 2 * givers + 2 * takers + 1
    arcs = [(source + 0 * each, each, 1 + 0 * each, 0 * each), (giver, all_ + taker, 1 + 0 * giver, -worth)]
    arcs.append((all_ + of, all_ + takers + of, room, 0 * of))
    if again is not None and places is not None:
        most = again[giver]
        arcs.append((source + 0 * each, more + each, again[:givers], 0 * each))
        arcs.append((more + giver, all_ + takers + taker, most, -worth))
    supply = givers + (0 if again is None else int(again[:givers].sum()))
    arcs.append((all_ + takers + of, sink + 0 * of, room if places is None else places, 0 * of))
    tail, head, capacity, cost = (np.concatenate([arc[i] for arc in arcs]).astype(np.int64) for i in range(4))
    flow = min_cost_flow.SimpleMinCostFlow()
    flow.add_arcs_with_capacity_and_unit_cost(tail.astype(np.int32), head.astype(np.int32), capacity, cost)
    flow.add_arc_with_capacity_and_unit_cost(source, sink, supply, 0)
    flow.set_node_supply(source, supply)
    flow.set_node_supply(sink, -supply)
    status = flow.solve()
    if status != flow.OPTIMAL:
        raise AssertionError(f"the flow has no optimum: {status}")
    return -int(flow.optimal_cost())
