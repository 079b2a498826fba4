"""The invented district's schools, venues, topics and camp activities."""

from datetime import time

from mentoring.demo.facts import ActivityFact, VenueFact

SCHOOLS = ("Sagene skole", "Marienlyst skole", "Nordpolen skole")
TOPICS = (
    "tall og regning",
    "brøk",
    "prosent",
    "algebra",
    "likninger",
    "funksjoner",
    "geometri",
    "statistikk",
    "sannsynlighet",
    "programmering",
)
VENUES = (
    VenueFact(
        "UngMetro Bjølsen",
        "Bergensgata 43",
        5,
        20,
        1,
        tuple((day, time(15), time(20 if day == 4 else 19)) for day in (1, 2, 4)),
    ),
    VenueFact(
        "Sagene skole, biblioteket",
        "Biermanns gate 2",
        4,
        16,
        1,
        ((1, time(14, 30), time(17, 30)), (3, time(14, 30), time(17, 30)), (4, time(14, 30), time(17, 30))),
    ),
    VenueFact(
        "Nordpolen skole, rom 204",
        "Hans Nielsen Hauges gate 1",
        3,
        10,
        0,
        ((2, time(14, 30), time(18)), (3, time(14, 30), time(18))),
    ),
    VenueFact(
        "Innbyggersenteret Sagene",
        "Sagene samfunnshus",
        3,
        12,
        1,
        ((1, time(16), time(20)), (3, time(16), time(20)), (5, time(14), time(17))),
    ),
)
#: from which venues a pupil of a school can get home without help
NEAR = {
    SCHOOLS[0]: (VENUES[1].name, VENUES[3].name),
    SCHOOLS[1]: (VENUES[1].name, VENUES[0].name),
    SCHOOLS[2]: (VENUES[2].name, VENUES[3].name),
}
ACTIVITIES = (
    ActivityFact("Mattestafett", "matte", 1, 8, 24, 8, "", ("stort rom",), 8),
    ActivityFact("Matte i skogen", "matte", 2, 6, 20, 6, "førstehjelp", ("ute",), 4),
    ActivityFact("Tall og triks", "matte", 1, 6, 16, 6, "", (), 8),
    ActivityFact("Eksamenstrening", "matte", 1, 4, 16, 5, "", ("stille",), 8),
    ActivityFact("Programmer en robot", "matte", 2, 6, 12, 6, "", ("data",), 4),
    ActivityFact("Klatring", "sport", 1, 6, 12, 6, "klatring", ("gymsal",), 4),
    ActivityFact("Fotball", "sport", 1, 10, 22, 11, "", ("gymsal",), 6),
    ActivityFact("Basket", "sport", 1, 8, 16, 8, "", ("gymsal",), 4),
    ActivityFact("Svømming", "sport", 2, 6, 14, 5, "livredning", ("basseng",), 3),
    ActivityFact("Kano", "tur", 2, 6, 12, 4, "båtfører", ("ute",), 3),
    ActivityFact("Fjelltur", "tur", 2, 8, 24, 6, "førstehjelp", ("ute",), 2),
    ActivityFact("Film", "kultur", 2, 4, 12, 6, "", ("data",), 3),
    ActivityFact("Dans", "kultur", 1, 6, 20, 10, "", ("stort rom",), 5),
    ActivityFact("Musikkstudio", "kultur", 1, 3, 8, 4, "", ("studio",), 5),
    ActivityFact("Matlaging", "håndverk", 2, 6, 12, 4, "", ("kjøkken",), 4),
    ActivityFact("Keramikk", "håndverk", 1, 4, 10, 5, "", ("verksted",), 4),
    ActivityFact("Sjakk", "kultur", 1, 4, 20, 10, "", ("stille",), 6),
    ActivityFact("Rollespill", "kultur", 2, 5, 12, 6, "", (), 3),
)
QUALIFICATIONS = ("førstehjelp", "livredning", "klatring", "båtfører")
