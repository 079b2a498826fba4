"""Camps of any size, made from a small one by a seed: ``python -m benchmarks.camps CAMP PUPILS -o FILE [--seed N]``.

Rooms, mentors and how often an activity may run grow with the number of pupils; each pupil is like one of the small
camp, with other wishes first.
"""

from __future__ import annotations

import argparse
import random
from typing import Any

from scheduling.files import load, save


def grown(camp: dict[str, Any], pupils: int, seed: int) -> dict[str, Any]:
    """The content of a camp like ``camp`` with so many pupils and nobody pinned."""
    r, times = random.Random(seed), -(-pupils // len(camp["pupils"]))  # noqa: S311  # a benchmark, no secret
    activities = [{**a, "max_runs": a["max_runs"] and a["max_runs"] * times} for a in camp["activities"]]
    return {
        **camp,
        "name": f"{camp['name']}-{pupils}-{seed}",
        "activities": activities,
        "rooms": [{**room, "id": f"{room['id']}-{n}"} for n in range(times) for room in camp["rooms"]],
        "mentors": [{**m, "id": f"{m['id']}-{n}"} for n in range(times) for m in camp["mentors"]],
        "pupils": [_pupil(camp, f"p{n}", pupils, r) for n in range(pupils)],
        "pins": [],
        "previous": [],
    }


def _pupil(camp: dict[str, Any], id_: str, pupils: int, r: random.Random) -> dict[str, Any]:
    like = r.choice(camp["pupils"])
    wishes = r.sample(like["preferences"], len(like["preferences"]))
    friends = [f"p{r.randrange(pupils)}" for _ in like["buddies"]]
    return {**like, "id": id_, "preferences": wishes, "buddies": [f for f in friends if f != id_], "apart": []}


def main() -> None:
    """Write one camp."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.camps")
    parser.add_argument("camp", metavar="CAMP")
    parser.add_argument("pupils", type=int, metavar="PUPILS")
    parser.add_argument("-o", dest="file", metavar="FILE", required=True)
    parser.add_argument("--seed", type=int, default=0)
    asked = parser.parse_args()
    save(asked.file, grown(load(asked.camp), asked.pupils, asked.seed))


if __name__ == "__main__":
    main()
