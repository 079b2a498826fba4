"""The columns of a list of pupils."""

from __future__ import annotations

from flask_babel import lazy_gettext as _  # type: ignore[import-untyped] # Flask-Babel ships no types

from mentoring.registration.reading import cells
from mentoring.registration.reading.choices import read_gender, read_mentor_wish
from mentoring.registration.reading.contacts import read_email, read_phone
from mentoring.registration.reading.field import Field
from mentoring.registration.reading.languages import read_language, read_languages
from mentoring.registration.reading.names import read_full_name, read_name
from mentoring.registration.reading.numbers import read_yes

# what people write when only one column can be meant: the other words for name, e-mail and telephone
_FIRST_ALONE = (
    "|Foreldre|Forelder|Forelder 1|Foresatt 1|Foresatt 1 navn|Pårørende|Mor|Mors navn|Mamma",
    "|Epost|E-post|E-postadresse|Epostadresse|Mail|Foresatt 1 e-post|E-post mor|Mors e-post",
    "|Mobil|Telefon|Tlf|Mobilnummer|Telefonnummer|Mobiltelefon|Foresatt 1 telefon|Telefon mor|Tlf mor|Mobil mor",
)
_SECOND_ALONE = (
    "|Forelder 2|Far|Fars navn|Pappa",
    "|E-post far|Fars e-post",
    "|Telefon far|Tlf far|Mobil far",
)


def _guardian_fields(place: str, suffix: str, number: str, example: bool) -> tuple[Field, ...]:
    """Name, e-mail and telephone of the first or second guardian."""

    def titles(words: str) -> str:
        return "|".join(f"{word}{suffix}" for word in words.split("|"))

    alone, mail_alone, phone_alone = _SECOND_ALONE if suffix else _FIRST_ALONE
    return (
        Field(
            f"{place}_name",
            titles("Foresatt|Foresatt navn|Navn foresatt|Foresattes navn") + alone,
            titles("Føresett|Føresett namn|Namn føresett") + ("" if suffix else "|Forelder"),
            titles("Guardian|Guardian name|Name of guardian|Parent") + ("" if suffix else "|Parent name"),
            cells.plain(read_full_name),
            _("A guardian's given and family names (%(number)s).", number=number),
            "Ola Eksempel" if example else "",
        ),
        Field(
            f"{place}_email",
            titles("E-post foresatt|Foresatt e-post|Foresattes e-post|Epost til foresatt") + mail_alone,
            titles("E-post føresett|Føresett e-post"),
            titles("Guardian e-mail|E-mail of guardian|Parent email")
            + ("" if suffix else "|E-mail|Email|E-mail address"),
            cells.plain(read_email),
            _("The guardian's e-mail address (%(number)s).", number=number),
            "ola.eksempel@example.org" if example else "",
            is_guessable=not suffix,
        ),
        Field(
            f"{place}_phone",
            titles("Telefon foresatt|Foresatt telefon|Mobil foresatt|Foresattes telefon|Telefonnummer foresatt")
            + phone_alone,
            titles("Telefon føresett|Føresett telefon|Mobil føresett"),
            titles("Guardian phone|Phone of guardian|Parent phone") + ("" if suffix else "|Phone|Mobile|Telephone"),
            cells.plain(read_phone),
            _("The guardian's telephone number (%(number)s).", number=number),
            "+47 900 00 001" if example else "",
            is_guessable=not suffix,
        ),
    )


FIELDS: tuple[Field, ...] = (
    Field(
        "given_name",
        "Fornavn|Elevens fornavn|Fornavn elev",
        "Førenamn|Fornamn|Elevens førenamn",
        "Given name|First name|Forename|Pupil first name",
        cells.plain(read_name),
        _("The pupil's given name."),
        "Kari",
        is_needed=True,
    ),
    Field(
        "family_name",
        "Etternavn|Elevens etternavn|Slektsnavn|Etternavn elev",
        "Etternamn|Elevens etternamn",
        "Family name|Last name|Surname|Pupil last name",
        cells.plain(read_name),
        _("The pupil's family name."),
        "Eksempel",
        is_needed=True,
    ),
    Field(
        "full_name",
        "Navn|Elevens navn|Elev|Etternavn, fornavn|Fornavn og etternavn|For- og etternavn|"
        "Elevnavn|Fullt navn|Navn på elev|Elever|Navn elev",
        "Namn|Elevens namn|Fullt namn|Namn på elev",
        "Name|Pupil|Full name|Pupil's name|Student|Student name|Pupil name",
        cells.plain(read_full_name),
        _("Given and family names in one column."),
        "",
        is_needed=True,
        in_template=False,
    ),
    Field(
        "birth_date",
        "Fødselsdato|Født|Fødd|Fødselsdag|F.dato|Fdato|Født dato|Elevens fødselsdato",
        "Fødselsdato|Fødd|Fødd dato",
        "Birth date|Date of birth|Born|Birthday|DOB",
        cells.birth_date,
        _("Day, month and year of birth. Not the national identity number."),
        "01.02.2012",
        is_needed=True,
        is_guessable=True,
    ),
    Field(
        "school",
        "Skole|Elevens skole|Skolens navn",
        "Skule",
        "School",
        cells.school,
        _("The school's name; may be left out when the whole list is from one school."),
    ),
    Field(
        "grade",
        "Trinn|Klassetrinn|Årstrinn|Skoletrinn",
        "Trinn|Klassesteg|Årssteg",
        "Grade|Year|School year|Level",
        cells.grade,
        _("The grade as a number, with the class if you like: 9 or 9B."),
        "9",
    ),
    Field(
        "school_class",
        "Klasse|Basisgruppe|Klasse/trinn|Trinn/klasse|Gruppe|Kl",
        "Klasse|Basisgruppe",
        "Class|Form|Class group",
        cells.school_class,
        _("The class, with its grade: 9B."),
        "9B",
        is_guessable=True,
    ),
    Field(
        "gender",
        "Kjønn|Gutt/jente|Jente/gutt",
        "Kjønn|Gut/jente",
        "Gender|Sex|Boy/girl",
        cells.plain(read_gender),
        _("jente, gutt or annet; may be left blank."),
        "jente",
    ),
    Field(
        "home_languages",
        "Morsmål|Språk hjemme|Hjemmespråk|Språk|Førstespråk|Språk i hjemmet",
        "Morsmål|Språk heime|Heimespråk|Språk",
        "Home language|Mother tongue|Language|Languages|First language",
        cells.plain(read_languages),
        _("The language spoken at home, or several with commas between."),
        "somali",
        is_guessable=True,
    ),
    Field(
        "other_languages",
        "Andre språk|Flere språk|Øvrige språk|Snakker også",
        "Andre språk|Fleire språk",
        "Other languages|More languages|Also speaks",
        cells.plain(read_languages),
        _("Other languages the pupil speaks."),
        "norsk, engelsk",
    ),
    *_guardian_fields("guardian", "", "1", True),
    *_guardian_fields("guardian2", " 2", "2", False),
    Field(
        "needs",
        "Trenger hjelp med|Tema|Temaer|Emner|Emne|Hjelp med|Hva trenger eleven hjelp med|Behov|Sliter med",
        "Treng hjelp med|Tema|Emne|Hjelp med",
        "Needs help with|Topics|Topic|Help with|Needs|Subjects",
        cells.topics,
        _("The topics the pupil needs help with, commas between."),
        "brøk, likninger",
        is_guessable=True,
    ),
    Field(
        "availability",
        "Ledig|Når kan eleven|Tilgjengelig|Tider|Kan møte|Tidspunkt|Ledige tider|Når passer det|Når",
        "Ledig|Når kan eleven|Tilgjengeleg|Tider|Når passar det",
        "Available|Availability|Times|Free|When|Available times",
        cells.week,
        _("Days and times the pupil can come, in plain words: man 15.00–18.30, tirsdag etter 15."),
        "man 15.00–18.30, tirsdag etter 15",
        is_guessable=True,
    ),
    Field(
        "venues",
        "Steder|Møtesteder|Møtested|Sted|Kan møte på|Hvor",
        "Stader|Møtestader|Stad|Kvar",
        "Venues|Places|Venue|Place|Where",
        cells.venues,
        _("The venues the pupil can reach; blank means all."),
    ),
    Field(
        "sessions_wanted",
        "Økter per uke|Antall ganger|Antall økter|Ganger i uken|Ganger per uke|Økter|Antall økter per uke",
        "Økter per veke|Tal på gonger|Gonger i veka|Tal på økter",
        "Sessions per week|Sessions|Times a week|Number of sessions",
        cells.sessions,
        _("How many sessions a week are wished; blank means 1."),
        "2",
    ),
    Field(
        "priority",
        "Prioritet|Prioritering|Hvor viktig",
        "Prioritet|Prioritering",
        "Priority|Urgency",
        cells.number(1, 3),
        _("1 ordinary, 2 important, 3 most urgent; blank means 1."),
        "1",
    ),
    Field(
        "mentor_wish",
        "Ønsker mentor|Ønsket mentor|Ønske om mentor|Kjønn mentor|Mentors kjønn|Mentor",
        "Ønskjer mentor|Ønska mentor|Kjønn mentor",
        "Wished mentor|Mentor gender|Prefers mentor|Gender of mentor",
        cells.plain(read_mentor_wish),
        _("kvinne or mann, with “krav” if nobody else will do; blank means no wish."),
        "kvinne",
    ),
    Field(
        "mentor_gender_required",
        "Krav til mentors kjønn|Må ha ønsket mentor|Kjønn er krav",
        "Krav til kjønn på mentor",
        "Mentor gender required|Gender required",
        cells.plain(read_yes),
        _("Yes if only a mentor of that gender will do."),
        in_template=False,
    ),
    Field(
        "required_language",
        "Må ha språk|Krav til språk|Mentor må snakke|Påkrevd språk",
        "Må ha språk|Krav til språk",
        "Required language|Mentor must speak",
        cells.plain(read_language),
        _("A language the mentor must speak; blank means none."),
    ),
    Field(
        "together",
        "Sammen med|Ønsker å gå sammen med|Sammen",
        "Saman med|Saman",
        "Together with|Together|With",
        cells.people,
        _("Full names of pupils who must have the same sessions."),
    ),
    Field(
        "apart",
        "Ikke sammen med|Ikke med|Skal ikke være sammen med",
        "Ikkje saman med|Ikkje med",
        "Not together with|Apart from|Not with",
        cells.people,
        _("Full names of pupils who must not be in the same session."),
    ),
    Field(
        "remark",
        "Merknad|Merknader|Kommentar|Kommentarer|Notat|Annet|Beskjed",
        "Merknad|Merknader|Kommentar|Notat|Anna",
        "Remark|Remarks|Comment|Comments|Note|Notes|Other",
        cells.remark,
        _("A short remark. Never a national identity number, a diagnosis or an address."),
    ),
)
