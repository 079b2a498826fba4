"""The front page: each feature says what waits to be done and gives its figures, for whoever looks."""

from collections.abc import Callable
from dataclasses import dataclass

from mentoring.core.access import Viewer


@dataclass(frozen=True)
class Waiting:
    """Something that waits to be done: a sentence, where to do it, and how urgent (0 is most)."""

    sentence: str
    url: str
    action: str
    urgency: int = 1


_sources: list[Callable[[Viewer], list[Waiting]]] = []


def says_what_waits(source: Callable[[Viewer], list[Waiting]]) -> Callable[[Viewer], list[Waiting]]:
    """Register a feature's function that tells what waits for a viewer; it checks the permission itself."""
    _sources.append(source)
    return source


def what_waits(viewer: Viewer) -> list[Waiting]:
    """All that waits for the viewer, most urgent first."""
    return sorted((item for source in _sources for item in source(viewer)), key=lambda item: item.urgency)


@dataclass(frozen=True)
class Figure:
    """A number with what it counts, in a word or two, and where to read more (empty: nowhere)."""

    label: str
    value: str
    url: str = ""


_countings: list[Callable[[Viewer], list[Figure]]] = []


def says_figures(source: Callable[[Viewer], list[Figure]]) -> Callable[[Viewer], list[Figure]]:
    """Register a feature's function that gives figures to a viewer; it checks the permission itself."""
    _countings.append(source)
    return source


def figures(viewer: Viewer) -> list[Figure]:
    """The figures of the viewer's front page, in the order of the features."""
    return [figure for source in _countings for figure in source(viewer)]
