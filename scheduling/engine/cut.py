"""A network's greatest flow and the cut that limits it (OR-Tools' maximum flow on whole-number capacities)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from ortools.graph.python import max_flow  # type: ignore[import-untyped]  # ships without types

from scheduling.rule import BoolArray, IntArray

ENDLESS = 2**40


@dataclass(frozen=True)
class Cut:
    """``flow``: as much as can go through; ``near[n]``: node n is before the cut nearest to the source."""

    flow: int
    near: BoolArray


def least_cut(tail: IntArray, head: IntArray, capacity: IntArray, nodes: int, source: int, sink: int) -> Cut:
    """The greatest flow over arcs ``tail`` → ``head``, and the smallest set of nodes behind a cut of that size."""
    network = max_flow.SimpleMaxFlow()
    network.add_arcs_with_capacity(tail, head, np.minimum(capacity, ENDLESS))
    status = network.solve(source, sink)
    if status != network.OPTIMAL:
        raise ArithmeticError(f"the flow ended with status {status}")
    near = np.zeros(nodes, dtype=np.bool_)
    near[network.get_source_side_min_cut()] = True
    return Cut(int(network.optimal_flow()), near)
