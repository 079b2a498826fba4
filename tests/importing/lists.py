"""Lists as people bring them, and the steps of bringing one through the real pages."""

import io
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flask.testing import FlaskClient
from openpyxl import Workbook, load_workbook
from werkzeug.datastructures import FileStorage
from werkzeug.test import TestResponse, encode_multipart

from mentoring.accounts.models import Account
from mentoring.core.database import db
from mentoring.programme.models import Programme, School, Topic
from mentoring.registration.models import ImportFile
from mentoring.registration.reading.choices import TOPICS
from tests import builders

SHEETS = Path(__file__).parents[1] / "data" / "sheets"


def sample(name: str) -> bytes:
    """The bytes of a sample file."""
    return (SHEETS / name).read_bytes()


def whole_programme(**changes: Any) -> Programme:
    """A programme with all the usual topics."""
    made = builders.programme(**changes)
    known = {topic.name for topic in made.topics}
    made.topics.extend(Topic(name=name, position=place + 3) for place, name in enumerate(TOPICS) if name not in known)
    db.session.flush()
    return made


def xlsx(*lines: list[Any], title: str = "Liste", more: dict[str, list[list[Any]]] | None = None) -> bytes:
    """A workbook with these lines, and more sheets by name."""
    book = Workbook()
    book.active.title = title
    for line in lines:
        book.active.append(line)
    for name, rows in (more or {}).items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def cells_of(content: bytes) -> list[list[Any]]:
    """The lines of the first sheet of a workbook."""
    return [list(row) for row in load_workbook(io.BytesIO(content)).active.iter_rows(values_only=True)]


@dataclass
class Desk:
    """Somebody who brings lists of one kind."""

    browser: FlaskClient
    kind: str

    def bring(self, content: bytes | str, name: str = "liste.csv", school: School | None = None) -> TestResponse:
        """Choose a file and go on to its page; the answer is that page, or the form where it is refused."""
        data = content.encode() if isinstance(content, str) else content
        form: dict[str, Any] = {"file": FileStorage(io.BytesIO(data), name)}
        if self.kind == "pupils":
            form["school_id"] = school.id if school else 0
        boundary, body = encode_multipart(form)
        kind = f'multipart/form-data; boundary="{boundary}"'
        answer = self.browser.post(f"/import/{self.kind}", data=body, content_type=kind)
        return self.browser.get(answer.location) if answer.status_code == 303 else answer

    def take(self, page: TestResponse, **answers: str) -> TestResponse:
        """Take the good rows of a page; `answers`: line_4="another"."""
        said = {name.replace("line_", "answer-"): value for name, value in answers.items()}
        mark = re.search(r'name="mark" value="(\w+)"', page.text)
        assert mark, page.text
        return self.browser.post(f"{page.request.path}/take", data={"mark": mark[1], **said})

    def bring_and_take(self, content: bytes | str, name: str = "liste.csv", school: School | None = None) -> str:
        """Both in one; the text of the result page."""
        answer = self.take(self.bring(content, name, school))
        assert answer.status_code == 303, answer.text
        return self.browser.get(answer.location).text

    def choose(self, page: TestResponse, **columns: str) -> TestResponse:
        """Say what columns mean: column_0="full_name"; the page as it is then."""
        said = dict(re.findall(r'name="(column-\d+)"', page.text) and _chosen(page.text))
        said |= {name.replace("_", "-", 1): value for name, value in columns.items()}
        answer = self.browser.post(f"{page.request.path}/columns", data=said)
        return self.browser.get(answer.location.partition("#")[0])


def _chosen(html: str) -> dict[str, str]:
    """What the selects of the columns say now."""
    selects = re.findall(r'<select[^>]* name="(column-\d+)">(.*?)</select>', html, re.DOTALL)
    return {
        name: (re.search(r'value="([^"]*)" selected', options) or re.match(r"(?=)()", ""))[1]
        for name, options in selects
    }


def sum_line(page: TestResponse) -> str:
    """The line of totals that adds up."""
    found = re.search(r'id="sum">(.*?)</p>', page.text)
    assert found, page.text
    return found[1]


def outcomes(page: TestResponse) -> list[tuple[int, str]]:
    """(line, outcome) of each row on the page, in the order of the file."""
    rows = re.findall(r'data-outcome="(\w+)">\s*<td[^>]*>(\d+)</td>', page.text)
    return sorted((int(line), outcome) for outcome, line in rows)


def row_text(page: TestResponse, line: int) -> str:
    """What a page says of one line, without its markup."""
    for row in re.findall(r'<tr class="line".*?</tr>', page.text, re.DOTALL):
        text = " ".join(re.sub(r"<[^>]+>", " ", row).split())
        if text.split()[0] == str(line):
            return text.replace("&#39;", "'").replace("&amp;", "&")
    raise AssertionError(f"no line {line}")


def files_kept() -> int:
    """How many files wait."""
    return db.session.query(ImportFile).count()


def desk_of(sign_in: Callable[[Account], FlaskClient], account: Account, kind: str = "pupils") -> Desk:
    """The desk of an account."""
    return Desk(sign_in(account), kind)
