"""The columns of a list of mentors."""

from __future__ import annotations

from flask_babel import lazy_gettext as _  # type: ignore[import-untyped] # Flask-Babel ships no types

from mentoring.registration.reading import cells
from mentoring.registration.reading.choices import read_gender, read_words
from mentoring.registration.reading.contacts import read_email, read_phone
from mentoring.registration.reading.context import Context
from mentoring.registration.reading.fault import Cell, Reading
from mentoring.registration.reading.field import Field
from mentoring.registration.reading.languages import read_languages
from mentoring.registration.reading.names import read_full_name, read_name
from mentoring.registration.reading.numbers import read_grades


def _grades(cell: Cell, context: Context) -> Reading[tuple[int, int]]:
    return read_grades(cell, *context.grades)


def _one_grade(cell: Cell, context: Context) -> Reading[int]:
    """A grade of the programme as a number: "8", "8. trinn"."""
    reading = cells.grade(cell, context)
    return Reading(reading.value.grade if reading.value else None, reading.faults)


FIELDS: tuple[Field, ...] = (
    Field(
        "given_name",
        "Fornavn|Mentors fornavn",
        "Førenamn|Fornamn",
        "Given name|First name|Forename",
        cells.plain(read_name),
        _("The mentor's given name."),
        "Nils",
        is_needed=True,
    ),
    Field(
        "family_name",
        "Etternavn|Mentors etternavn|Slektsnavn",
        "Etternamn",
        "Family name|Last name|Surname",
        cells.plain(read_name),
        _("The mentor's family name."),
        "Eksempel",
        is_needed=True,
    ),
    Field(
        "full_name",
        "Navn|Mentor|Etternavn, fornavn|Fornavn og etternavn|Mentors navn|Fullt navn|Mentornavn",
        "Namn|Mentor|Fullt namn",
        "Name|Mentor|Full name|Mentor name",
        cells.plain(read_full_name),
        _("Given and family names in one column."),
        is_needed=True,
        in_template=False,
    ),
    Field(
        "email",
        "E-post|Epost|E-postadresse|Epostadresse|Mail",
        "E-post|E-postadresse",
        "E-mail|Email|E-mail address|Mail",
        cells.plain(read_email),
        _("The mentor's e-mail address, which they sign in with."),
        "nils.eksempel@example.org",
        is_needed=True,
        is_guessable=True,
    ),
    Field(
        "phone",
        "Mobil|Telefon|Tlf|Mobilnummer|Telefonnummer|Mobiltelefon",
        "Mobil|Telefon|Tlf",
        "Phone|Mobile|Telephone|Phone number|Cell phone",
        cells.plain(read_phone),
        _("The mentor's telephone number."),
        "+47 900 00 002",
        is_guessable=True,
    ),
    Field(
        "birth_date",
        "Født|Fødselsdato|Fødselsdag|F.dato",
        "Fødd|Fødselsdato",
        "Birth date|Date of birth|Born|DOB",
        cells.birth_date,
        _("Day, month and year of birth. Not the national identity number."),
        "03.04.2001",
        is_needed=True,
        is_guessable=True,
    ),
    Field(
        "gender",
        "Kjønn",
        "Kjønn",
        "Gender|Sex",
        cells.plain(read_gender),
        _("kvinne, mann or annet; may be left blank."),
        "mann",
    ),
    Field(
        "languages",
        "Språk|Snakker|Språkkunnskaper|Morsmål",
        "Språk|Snakkar",
        "Languages|Language|Speaks",
        cells.plain(read_languages),
        _("The languages the mentor speaks, commas between."),
        "norsk, engelsk",
        is_guessable=True,
    ),
    Field(
        "topics",
        "Underviser i|Tema|Temaer|Emner|Fag|Kan hjelpe med|Hjelper med",
        "Underviser i|Tema|Emne|Kan hjelpe med",
        "Teaches|Topics|Topic|Subjects|Can help with",
        cells.topics,
        _("The topics the mentor teaches, commas between."),
        "brøk, algebra",
        is_guessable=True,
    ),
    Field(
        "grade_low",
        "Trinn fra|Fra trinn|Laveste trinn",
        "Trinn frå|Frå trinn|Lågaste trinn",
        "Grade from|From grade|Lowest grade",
        _one_grade,
        _("The lowest grade the mentor teaches; blank means the programme's lowest."),
        "8",
    ),
    Field(
        "grade_high",
        "Trinn til|Til trinn|Høyeste trinn",
        "Trinn til|Til trinn|Høgaste trinn",
        "Grade to|To grade|Highest grade",
        _one_grade,
        _("The highest grade the mentor teaches; blank means the programme's highest."),
        "10",
    ),
    Field(
        "grades",
        "Trinn|Klassetrinn|Årstrinn",
        "Trinn|Årssteg",
        "Grades|Grade|Years",
        _grades,
        _("The grades in one column: 8–10."),
        in_template=False,
    ),
    Field(
        "availability",
        "Ledig|Tilgjengelig|Tider|Når kan du|Ledige tider|Tidspunkt|Når|Når kan mentor",
        "Ledig|Tilgjengeleg|Tider|Når kan du",
        "Available|Availability|Times|Free|When|Available times",
        cells.week,
        _("Days and times the mentor can work, in plain words: man 15.00–18.30, tirsdag etter 15."),
        "man 16.00–19.00, torsdag etter 16",
        is_guessable=True,
    ),
    Field(
        "venues",
        "Steder|Møtesteder|Sted|Møtested|Kan møte på",
        "Stader|Møtestader|Stad",
        "Venues|Places|Venue|Place",
        cells.venues,
        _("The venues the mentor can reach; blank means all."),
    ),
    Field(
        "max_sessions",
        "Maks økter|Økter|Økter per uke|Antall økter|Maks antall økter|Maks økter per uke",
        "Maks økter|Økter per veke|Tal på økter",
        "Max sessions|Sessions|Sessions per week|Maximum sessions",
        cells.number(0, 20),
        _("At most so many sessions a week."),
        "2",
    ),
    Field(
        "max_pupils",
        "Maks elever|Elever|Antall elever|Maks antall elever",
        "Maks elevar|Elevar|Tal på elevar",
        "Max pupils|Pupils|Maximum pupils|Max students",
        cells.number(0, 100),
        _("At most so many different pupils over the week."),
        "6",
    ),
    Field(
        "group_size",
        "Gruppestørrelse|Gruppe|Elever per økt|Maks i gruppe",
        "Gruppestorleik|Gruppe|Elevar per økt",
        "Group size|Group|Pupils per session",
        cells.number(1, 30),
        _("At most so many pupils in one session."),
        "3",
    ),
    Field(
        "certificate_issued",
        "Politiattest utstedt|Politiattest dato|Attest utstedt|Politiattest utstedt dato",
        "Politiattest utferda|Politiattest skriven ut|Attest utferda",
        "Police certificate issued|Certificate issued",
        cells.past_day,
        _("The day the police certificate was issued. The certificate itself is never stored."),
    ),
    Field(
        "certificate_shown",
        "Politiattest vist|Attest vist|Politiattest fremvist|Politiattest vist dato|Vist politiattest",
        "Politiattest vist|Politiattest vist fram|Attest vist",
        "Police certificate shown|Certificate shown",
        cells.past_day,
        _("The day it was shown; it must then be under three months old."),
    ),
    Field(
        "certificate_seen_by",
        "Politiattest sett av|Attest sett av|Sett av",
        "Politiattest sett av|Sett av",
        "Certificate seen by|Seen by",
        cells.text,
        _("Who saw the police certificate."),
    ),
    Field(
        "training",
        "Kurs|Opplæring|Kurs gjennomført|Mentorkurs",
        "Kurs|Opplæring|Mentorkurs",
        "Training|Course",
        cells.done,
        _("Training done: yes, no or the date."),
        "ja",
    ),
    Field(
        "interview",
        "Intervju|Intervjuet|Samtale",
        "Intervju|Intervjua|Samtale",
        "Interview|Interviewed",
        cells.done,
        _("Interview held: yes, no or the date."),
        "ja",
    ),
    Field(
        "references",
        "Referanser|Referanse|Referanser sjekket",
        "Referansar|Referanse",
        "References|Reference",
        cells.done,
        _("References asked: yes, no or the date."),
    ),
    Field(
        "confidentiality",
        "Taushetserklæring|Taushetsplikt|Taushetserklæring signert",
        "Teieplikt|Teieerklæring",
        "Confidentiality|Confidentiality signed|Non-disclosure",
        cells.done,
        _("Declaration of confidentiality signed: yes, no or the date."),
    ),
    Field(
        "qualifications",
        "Kvalifikasjoner|Kvalifikasjon|Sertifikater|Kan også",
        "Kvalifikasjonar|Kvalifikasjon",
        "Qualifications|Qualification|Certificates",
        cells.plain(read_words),
        _("What else the mentor is qualified for, for the camp: førstehjelp, klatring."),
        "førstehjelp",
    ),
)
