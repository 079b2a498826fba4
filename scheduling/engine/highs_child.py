"""A process of its own that solves mixed programs with the HiGHS inside OR-Tools, one request after another.

HiGHS cannot be told to stop, so whoever waits for it ends the process instead. Requests and answers are serialized
protocol buffers, each after its length in eight bytes. Started by file name, so that it imports nothing of ours.
"""

import struct
import sys
from typing import BinaryIO

from ortools.math_opt import callback_pb2, rpc_pb2  # type: ignore[import-untyped]  # ships without types
from ortools.math_opt.core.python import solver  # type: ignore[import-untyped]  # the same

LENGTH = struct.Struct("<Q")


def serve(requests: BinaryIO, answers: BinaryIO) -> None:
    """Answer requests until there are no more."""
    while head := requests.read(LENGTH.size):
        asked = rpc_pb2.SolveRequest.FromString(requests.read(LENGTH.unpack(head)[0]))
        result = solver.solve(
            asked.model,
            asked.solver_type,
            asked.initializer,
            asked.parameters,
            asked.model_parameters,
            None,
            callback_pb2.CallbackRegistrationProto(),
            None,
            None,
        )
        raw = result.SerializeToString()
        answers.write(LENGTH.pack(len(raw)) + raw)
        answers.flush()


if __name__ == "__main__":
    serve(sys.stdin.buffer, sys.stdout.buffer)
