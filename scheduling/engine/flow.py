"""What no assignment of givers to takers can be worth more than: a flow of least cost."""

from __future__ import annotations

import struct
from collections.abc import Callable

import numpy as np

from scheduling.engine.child import Child
from scheduling.engine.flow_child import least_cost
from scheduling.rule import IntArray, ints

MANY_ARCS = 200_000
"""A flow over more arcs may take a second or more, in which nobody is heard: it gets a process of its own."""


def most_worth(
    giver: IntArray,
    taker: IntArray,
    worth: IntArray,
    limit: IntArray,
    *,
    again: IntArray | None = None,
    in_all: IntArray | None = None,
    stopped: Callable[[], bool] = lambda: False,
) -> int | None:
    """The greatest worth of an assignment, given as pairs (``giver``, ``taker``) with a ``worth`` each.

    Each giver goes to one taker at most once, each taker t takes at most ``limit[t]``. With ``again`` and ``in_all``:
    giver g comes again up to ``again[g]`` times, for the same worth, to any of its takers; of all that come taker t
    has at most ``in_all[t]``. Exact, as flows of whole amounts are. None where a large one was ``stopped``.
    """
    givers, takers = int(giver.max(initial=-1)) + 1, len(limit)
    each, of = np.arange(givers), np.arange(takers)
    more, all_ = givers, 2 * givers  # nodes: givers, givers who come again, takers' limits, what they have in all
    source, sink = 2 * givers + 2 * takers, 2 * givers + 2 * takers + 1
    arcs = [(source + 0 * each, each, 1 + 0 * each, 0 * each), (giver, all_ + taker, 1 + 0 * giver, -worth)]
    arcs.append((all_ + of, all_ + takers + of, limit, 0 * of))
    if again is not None and in_all is not None:
        most = again[giver]
        arcs.append((source + 0 * each, more + each, again[:givers], 0 * each))
        arcs.append((more + giver, all_ + takers + taker, most, -worth))
    supply = givers + (0 if again is None else int(again[:givers].sum()))
    arcs.append((all_ + takers + of, sink + 0 * of, limit if in_all is None else in_all, 0 * of))
    arcs.append((ints([source]), ints([sink]), ints([supply]), ints([0])))
    tail, head, capacity, cost = (np.concatenate([arc[i] for arc in arcs]).astype(np.int64) for i in range(4))
    least = _least_cost(tail, head, capacity, cost, ints([source, sink]), ints([supply, -supply]), stopped=stopped)
    return None if least is None else -least


_child = Child("flow_child.py")


def _least_cost(*parts: IntArray, stopped: Callable[[], bool]) -> int | None:
    if len(parts[0]) <= MANY_ARCS:
        return least_cost(*parts)
    sizes = ints([len(parts[0]), len(parts[-1])])
    answer = _child.answer(np.concatenate([sizes, *parts]).tobytes(), stopped)
    return None if answer is None else int(struct.unpack("<q", answer)[0])
