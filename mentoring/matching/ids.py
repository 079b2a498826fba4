"""The opaque ids of problem and plan files, and the rows they stand for. No name is ever in such a file."""

from mentoring.programme.draw import pupil_key


def pupil_id(number: int) -> str:
    """The id of a pupil's row; the key under which the pupil takes part in the draw."""
    return pupil_key(number)


def mentor_id(number: int) -> str:
    """The id of a mentor's row."""
    return f"m{number}"


def venue_id(number: int) -> str:
    """The id of a venue's row."""
    return f"v{number}"


def school_id(number: int) -> str:
    """The id of a school's row."""
    return f"k{number}"


def topic_id(number: int) -> str:
    """The id of a topic's row."""
    return f"t{number}"


def number_of(key: str) -> int:
    """The row's number in any of the ids above. Raises ValueError for what is none."""
    return int(key[1:])
