"""The published draw: who comes first when two pupils have the same right to a place.

Staff publish a seed that nobody could have chosen for their own good (the Lotto numbers of a day that was named
beforehand). Each pupil's ticket is made from that seed and the pupil's own key, and from nothing else:

    number = the first 8 bytes of SHA-256(seed + "\\n" + key), read as a whole number, big end first
    ticket = number modulo 1 000 000, plus 1

So anybody who knows the seed and a key can count the ticket again, on any machine, in any year:

    printf '%s\\n%s' "$SEED" "$KEY" | sha256sum | cut -c1-16

It does not matter in which order pupils came, who else is in the list, or when it was counted. A high ticket is a
good one. SHA-256: FIPS 180-4.
"""

from hashlib import sha256

#: tickets run from 1 to this
HIGHEST = 1_000_000


def pupil_key(pupil_id: int) -> str:
    """The key under which a pupil takes part: opaque, for ever the pupil's own, and the id in problem files."""
    return f"p{pupil_id}"


def ticket_of(seed: str, key: str) -> int:
    """The ticket of one pupil, 1 to HIGHEST; 0 where no draw was held (empty seed)."""
    return _number(seed, key) % HIGHEST + 1 if seed else 0


def _number(seed: str, key: str) -> int:
    return int.from_bytes(sha256(f"{seed}\n{key}".encode()).digest()[:8], "big")
