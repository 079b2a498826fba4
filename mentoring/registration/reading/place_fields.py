"""The columns of lists of venues, of camp activities and of the school calendar, and the checks of their rows."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _  # type: ignore[import-untyped] # Flask-Babel ships no types

from mentoring.registration.reading import cells
from mentoring.registration.reading.choices import LEVELS, read_choice, read_words
from mentoring.registration.reading.context import Context
from mentoring.registration.reading.fault import Cell, Reading
from mentoring.registration.reading.field import Draft, Field, Kind, Values
from mentoring.registration.reading.numbers import read_grades, read_yes
from mentoring.registration.reading.spelling import fold

_ANY_GRADE = (1, 13)
_FIRST_DAY = ("forste skoledag", "skolestart", "forste skuledag", "skulestart", "first school day", "start of school")
_LAST_DAY = ("siste skoledag", "skoleslutt", "siste skuledag", "skuleslutt", "last school day", "end of school")


def _name_identity(values: Values) -> tuple[Any, ...] | None:
    return (fold(values["name"]),) if values["name"] else None


def _finish_venue(draft: Draft) -> None:
    values = draft.values
    values["address"], values["staff"] = values["address"] or "", values["staff"] or 0
    if not values["opening_hours"] and not draft.is_faulty("opening_hours"):
        draft.warn(
            "opening_hours", _("No opening hours are given."), _("There can be sessions at the venue when they are.")
        )
    values["opening_hours"] = values["opening_hours"] or ()


VENUES = Kind(
    "venues",
    (
        Field(
            "name",
            "Sted|Møtested|Navn|Lokale|Stedsnavn",
            "Stad|Møtestad|Namn|Lokale",
            "Venue|Place|Name|Location",
            cells.text,
            _("The venue's name."),
            "Eksempelhuset",
            is_needed=True,
        ),
        Field(
            "address",
            "Adresse|Gateadresse|Besøksadresse",
            "Adresse|Gateadresse",
            "Address|Street",
            cells.text,
            _("Street and number."),
            "Eksempelgata 1",
        ),
        Field(
            "rooms",
            "Rom|Antall rom|Grupperom",
            "Rom|Tal på rom",
            "Rooms|Number of rooms",
            cells.number(1, 200),
            _("How many sessions can run at one moment."),
            "3",
            is_needed=True,
        ),
        Field(
            "seats",
            "Plasser|Antall plasser|Sitteplasser|Kapasitet|Elevplasser",
            "Plassar|Tal på plassar|Kapasitet",
            "Seats|Number of seats|Capacity",
            cells.number(1, 5000),
            _("How many pupils can be there at one moment."),
            "12",
            is_needed=True,
        ),
        Field(
            "opening_hours",
            "Åpent|Åpningstider|Åpningstid|Ledig|Tider",
            "Ope|Opningstider|Opningstid|Tider",
            "Open|Opening hours|Hours|Times",
            cells.week,
            _("Days and times it is open: man 15.00–19.00."),
            "man 15.00–19.00, tor 15.00–20.00",
            is_guessable=True,
        ),
        Field(
            "staff",
            "Voksne til stede|Ansatte|Antall voksne|Bemanning|Voksne",
            "Vaksne til stades|Tilsette|Vaksne",
            "Adults present|Staff|Adults|Staff present",
            cells.number(0, 100),
            _("Adults besides the mentors who are there while it is open."),
            "1",
        ),
    ),
    needed=((("name",),), (("rooms",),), (("seats",),)),
    finish=_finish_venue,
    identity=_name_identity,
    wished=("opening_hours",),
)


def _activity_grades(cell: Cell, _context: Context) -> Reading[tuple[int, int]]:
    return read_grades(cell, *_ANY_GRADE)


def _finish_activity(draft: Draft) -> None:
    values = draft.values
    values["length"] = values["length"] or 1
    values["grade_low"], values["grade_high"] = values.pop("grades") or _ANY_GRADE
    values["is_repeatable"] = bool(values["is_repeatable"])
    values["qualification"] = values["qualification"] or ""
    values["features"] = values["features"] or ()
    _sizes(draft)
    if values["min_pupils"] and values["max_pupils"] and values["min_pupils"] > values["max_pupils"]:
        draft.fault(
            "min_pupils",
            _(
                "The fewest (%(low)s) are more than the most (%(high)s).",
                low=values["min_pupils"],
                high=values["max_pupils"],
            ),
            _("Mend the one that is wrong."),
        )


def _sizes(draft: Draft) -> None:
    """How many pupils, from two columns or from one; where that says the most only, one pupil is enough."""
    values = draft.values
    low, most = values.pop("pupils") or (None, None)
    if most is not None and values["min_pupils"] is None:
        values["min_pupils"] = 1 if low is None else low
    values["max_pupils"] = most if values["max_pupils"] is None else values["max_pupils"]
    for key in ("min_pupils", "max_pupils"):
        if values[key] is None and not draft.is_faulty(key, "pupils"):
            name = next(one.name for one in ACTIVITIES.fields if one.key == key)
            draft.fault(key, _("“%(field)s” is missing.", field=name), _("Fill in the cell."))


ACTIVITIES = Kind(
    "activities",
    (
        Field(
            "name",
            "Aktivitet|Navn|Tittel|Aktiviteter|Hva|Opplegg",
            "Aktivitet|Namn|Tittel",
            "Activity|Name|Title|What",
            cells.text,
            _("The activity's name."),
            "Eksempelaktivitet",
            is_needed=True,
        ),
        Field(
            "kind",
            "Type|Kategori|Slag",
            "Type|Kategori|Slag",
            "Kind|Type|Category",
            cells.lower_text,
            _("What kind it is: matte, sport, tur, kultur."),
            "sport",
            is_needed=True,
        ),
        Field(
            "length",
            "Antall bolker|Bolker|Varighet|Lengde",
            "Tal på bolkar|Bolkar|Lengd",
            "Blocks|Length|Number of blocks",
            cells.number(1, 20),
            _("How many blocks it takes, one after the other; blank means 1."),
            "1",
        ),
        Field(
            "min_pupils",
            "Minst|Min|Minimum|Færrest|Min elever|Minst elever",
            "Minst|Færrast|Minst elevar",
            "Fewest|Min|Minimum|Min pupils",
            cells.number(0, 1000),
            _("The fewest pupils it can run with."),
            "6",
        ),
        Field(
            "max_pupils",
            "Mest|Maks|Flest|Maksimum|Maks elever",
            "Mest|Maks|Flest|Maks elevar",
            "Most|Max|Maximum|Max pupils",
            cells.number(1, 1000),
            _("The most pupils it can take."),
            "12",
        ),
        Field(
            "pupils",
            "Antall elever|Elever|Antall|Gruppestørrelse|Deltakere|Antall deltakere|Plasser",
            "Tal på elevar|Elevar|Gruppestorleik|Deltakarar|Plassar",
            "Number of pupils|Pupils|Group size|Participants",
            cells.span(1000),
            _("The fewest and the most pupils in one cell: 6–12."),
            in_template=False,
        ),
        Field(
            "pupils_per_mentor",
            "Elever per mentor|Elever pr mentor|Elever per leder|Elever per voksen",
            "Elevar per mentor|Elevar per vaksen",
            "Pupils per mentor|Students per mentor",
            cells.most(1000),
            _("One mentor for each begun group of so many; blank: needs no mentor of its own."),
            "6",
        ),
        Field(
            "qualification",
            "Krever|Kvalifikasjon|Krav til mentor|Kompetanse",
            "Krev|Kvalifikasjon",
            "Requires|Qualification|Needs",
            cells.single_word,
            _("What at least one of its mentors must be qualified for."),
            "førstehjelp",
        ),
        Field(
            "features",
            "Romkrav|Krav til rom|Rom|Utstyr|Sted|Sted / rom|Hvor",
            "Romkrav|Krav til rom|Rom|Utstyr|Stad|Kvar",
            "Room needs|Features|Room|Room features",
            cells.plain(read_words),
            _("What the room must have, commas between."),
            "gymsal",
        ),
        Field(
            "max_runs",
            "Maks ganger|Antall ganger|Maks antall|Ganger",
            "Maks gonger|Gonger",
            "Max runs|Most times|Runs",
            cells.most(1000),
            _("How often it may run over the whole camp; blank means no limit."),
            "4",
        ),
        Field(
            "grades",
            "Trinn|Klassetrinn",
            "Trinn|Årssteg",
            "Grades|Grade",
            _activity_grades,
            _("The grades it is for: 8–10; blank means all."),
        ),
        Field(
            "is_repeatable",
            "Kan gjentas|Gjentas|Flere ganger",
            "Kan takast opp att|Fleire gonger",
            "Repeatable|Can repeat",
            cells.plain(read_yes),
            _("Yes if a pupil may attend it more than once."),
        ),
    ),
    needed=((("name",),), (("kind",),), (("min_pupils",), ("pupils",)), (("max_pupils",), ("pupils",))),
    finish=_finish_activity,
    identity=_name_identity,
)


def _level(cell: Cell, _context: Context) -> Reading[str]:
    return read_choice(cell, LEVELS)


def _finish_day(draft: Draft) -> None:
    """`level` None is every level; `kind` tells days off from the first and the last school day."""
    values = draft.values
    values["start"], last = values["start"] or (None, None)
    values["end"] = values["end"] or (None if draft.is_faulty("end") else last)
    values["level"] = None if values["level"] == "all" else values["level"]
    name = fold(values["name"] or "")
    values["kind"] = (
        "first_day" if name.startswith(_FIRST_DAY) else "last_day" if name.startswith(_LAST_DAY) else "day_off"
    )
    if values["start"] and values["end"] and values["end"] < values["start"]:
        draft.fault("end", _("The last day is before the first day."), _("Mend the date that is wrong."))


def _day_identity(values: Values) -> tuple[Any, ...] | None:
    return (values["start"], values["end"], values["level"], fold(values["name"] or ""))


CALENDAR = Kind(
    "calendar",
    (
        Field(
            "start",
            "Fra|Fra dato|Fra og med|Start|Dato|Første dag",
            "Frå|Frå dato|Frå og med|Start|Dato",
            "From|Start|First day|Date|From date",
            cells.days,
            _("The first day."),
            "01.10.2030",
            is_needed=True,
            is_guessable=True,
        ),
        Field(
            "end",
            "Til|Til dato|Til og med|Slutt|Siste dag",
            "Til|Til dato|Til og med|Slutt",
            "To|End|Last day|To date|Until",
            cells.day,
            _("The last day, itself included; blank means one day only."),
            "05.10.2030",
            is_guessable=True,
        ),
        Field(
            "name",
            "Hva|Navn|Ferie|Tekst|Beskrivelse|Hendelse",
            "Kva|Namn|Ferie|Tekst",
            "What|Name|Holiday|Description|Event",
            cells.text,
            _("What it is: høstferie."),
            "Eksempelferie",
            is_needed=True,
        ),
        Field(
            "level",
            "Gjelder|Gjelder for|Skoleslag|Nivå|Trinn",
            "Gjeld|Gjeld for|Skuleslag|Nivå",
            "For|Applies to|Level|School level",
            _level,
            _("grunnskole, videregående or alle; blank means all."),
            "alle",
        ),
    ),
    needed=((("start",),), (("name",),)),
    finish=_finish_day,
    identity=_day_identity,
)
