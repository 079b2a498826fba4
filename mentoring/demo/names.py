"""Names as they are common in inner Oslo, by home language. Whole names are put together by chance."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Naming:
    """Names of people who speak `language` at home. `weight`: how many of a hundred pupils.

    `is_shared`: whether parents and children commonly share the family name.
    """

    language: str
    weight: int
    girls: tuple[str, ...]
    boys: tuple[str, ...]
    mothers: tuple[str, ...]
    fathers: tuple[str, ...]
    families: tuple[str, ...]
    is_shared: bool = True


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


NAMINGS = (
    Naming(
        "nb",
        46,
        _words("Emma Nora Ella Maja Sofie Ingrid Frida Tiril Åse Live Hedda Selma Ida Tuva Sigrid Anne-Grethe Julie"),
        _words(
            "Jakob Emil Noah Oskar Isak Sander Håkon Tobias Eirik Magnus Bjørn-Åge Sverre Kasper Elias Lars Øyvind"
        ),
        _words("Hilde Kristin Marianne Ragnhild Silje Camilla Åshild Inger Stine Monica"),
        _words("Terje Morten Anders Geir Kjetil Øystein Rune Pål Henrik Trond"),
        _words(
            "Hansen Johansen Olsen Berg Haugen Bakken Lund Dahl Ødegård Sæther Bjørnstad Strøm-Åsen Moen Eide Nygård"
            " Solberg Kristiansen Åsen Myhre Brekke"
        ),
    ),
    Naming(
        "so",
        12,
        _words("Ayaan Ifrah Hodan Sagal Bilan Fadumo Hibo Ikran"),
        _words("Abdi Liban Guled Mahad Zakariya Yahya Bilal Idris"),
        _words("Halima Sahra Khadija Asha Maryan Nimo"),
        _words("Ahmed Hassan Mohamud Yusuf Omar Ali"),
        _words("Warsame Hussein Mohamud Farah Abdullahi Jama Osman Nur"),
        is_shared=False,
    ),
    Naming(
        "ar",
        11,
        _words("Layla Mariam Nour Yasmin Salma Rania Amal"),
        _words("Omar Youssef Karim Adam Ilyas Hamza Rayan"),
        _words("Fatima Huda Samira Zainab Rasha"),
        _words("Khaled Mustafa Tariq Samir Walid"),
        _words("Al-Hassan Haddad Mansour Khalil Aziz Saleh Darwish"),
    ),
    Naming(
        "ur",
        9,
        _words("Aisha Hira Zara Mahnoor Iqra"),
        _words("Hamza Danyal Bilal Usman Ibrahim"),
        _words("Saima Nadia Shazia Rubina"),
        _words("Imran Asif Tahir Nadeem"),
        _words("Khan Malik Hussain Iqbal Chaudhry Butt"),
    ),
    Naming(
        "pl",
        8,
        _words("Oliwia Zuzanna Maja Lena Hanna Wiktoria"),
        _words("Szymon Jakub Filip Antoni Mateusz Kacper"),
        _words("Agnieszka Magdalena Katarzyna"),
        _words("Piotr Tomasz Krzysztof"),
        _words("Kowalski Nowak Wiśniewski Zieliński Wójcik"),
    ),
    Naming(
        "tr",
        5,
        _words("Elif Selin Zeynep Defne Melis Ebru"),
        _words("Emir Kerem Yusuf Deniz Efe Baran"),
        _words("Ayşe Emine"),
        _words("Mehmet Serkan"),
        _words("Yılmaz Demir Şahin Aydın"),
    ),
    Naming(
        "ti",
        5,
        _words("Feven Selam Rahel Luwam Senait Winta"),
        _words("Filmon Yonas Abel Natnael Robel Samuel"),
        _words("Mehret Tsega Lemlem"),
        _words("Tesfay Berhane Kidane"),
        _words("Gebremedhin Tesfay Haile Kidane"),
        is_shared=False,
    ),
    Naming(
        "vi",
        4,
        _words("Linh Mai Thu Anh Ngoc Vy"),
        _words("Minh Duc Khang Long Nam Phuc"),
        _words("Hoa Lan"),
        _words("Hung Tuan"),
        _words("Nguyen Tran Pham Le"),
    ),
)
