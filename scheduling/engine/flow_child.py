"""A process of its own that solves flows of least cost, one request after another.

A request: the numbers of arcs and of nodes' supplies, then tails, heads, capacities, costs, nodes and supplies; the
answer: the least cost; whole numbers of eight bytes all. Started by file name, so that it imports nothing of ours.
"""

import struct
import sys
from typing import BinaryIO

import numpy as np
from ortools.graph.python import min_cost_flow  # type: ignore[import-untyped]  # ships without types

LENGTH = struct.Struct("<Q")


def serve(requests: BinaryIO, answers: BinaryIO) -> None:
    """Answer requests until there are no more."""
    while head := requests.read(LENGTH.size):
        asked = np.frombuffer(requests.read(LENGTH.unpack(head)[0]), dtype=np.int64)
        arcs, nodes = (int(x) for x in asked[:2])
        parts = np.split(asked[2:], np.cumsum([arcs] * 4 + [nodes]))
        answers.write(LENGTH.pack(8) + struct.pack("<q", least_cost(*parts)))
        answers.flush()


def least_cost(
    tail: np.ndarray, head: np.ndarray, capacity: np.ndarray, cost: np.ndarray, node: np.ndarray, supply: np.ndarray
) -> int:
    """The least cost at which all supplies flow off."""
    flow = min_cost_flow.SimpleMinCostFlow()
    flow.add_arcs_with_capacity_and_unit_cost(tail.astype(np.int32), head.astype(np.int32), capacity, cost)
    flow.set_nodes_supplies(node.astype(np.int32), supply)
    status = flow.solve()
    if status != flow.OPTIMAL:
        raise AssertionError(f"the flow has no optimum: {status}")
    return int(flow.optimal_cost())


if __name__ == "__main__":
    serve(sys.stdin.buffer, sys.stdout.buffer)
