"""Who may know whom: the contracts of pyproject.toml, and what no contract there can say."""

import re
import subprocess
import sys
from pathlib import Path

import grimp
import pytest

ROOT = Path(__file__).parents[2]
#: files of a feature that another one may not look into: what it shows and how it is started
OWN = ("views", "feature", "tasks", "commands", "front")


@pytest.fixture(scope="module")
def graph() -> grimp.ImportGraph:
    return grimp.build_graph("mentoring", "scheduling", include_external_packages=True)


def test_the_import_contracts_are_kept():
    linter = Path(sys.executable).with_name("lint-imports")

    done = subprocess.run([str(linter)], cwd=ROOT, capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stdout


#: words of the field, as wings, files and pages have them; in the engine they have nothing to name
OF_THE_FIELD = re.compile(
    r"\b(activit(y|ies)|attend|budd(y|ies)|camps?|friends?|grades?|guardians?|jobs?|kitchen|lessons?|maths|mentors?"
    r"|persons?|preferences?|pupils?|rooms?|schools?|seat(s|ings?)?|shifts?|slots?|staff(ing)?|timetable|trips?|venues?"
    r"|visits?|weeks?|weekly|wishes|youths?)\b"
)


def test_the_engine_has_no_word_of_the_field():
    """Names are read word by word: `_attend`, `roomOf`."""
    found = [
        f"{path.name}:{number}: {match.group()}"
        for path in sorted((ROOT / "scheduling" / "engine").rglob("*.py"))
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1)
        for match in OF_THE_FIELD.finditer(re.sub("(?<=[a-z])(?=[A-Z])|_", " ", line).lower())
    ]

    assert found == []


def test_no_feature_looks_into_the_pages_of_another(graph):
    strange = [
        f"{importer} → {imported}"
        for importer in sorted(graph.modules)
        for imported in sorted(graph.find_modules_directly_imported_by(importer))
        if _feature(importer) not in ("", _feature(imported))
        and _feature(imported) != "core"
        and imported.split(".")[2:3]
        and imported.split(".")[2] in OWN
    ]

    assert strange == []


def _feature(module: str) -> str:
    parts = module.split(".")
    return parts[1] if parts[0] == "mentoring" and len(parts) > 1 else ""


def _code(*names: str) -> dict[str, str]:
    """Path → text of the files, or of all files in the folders, of those names in each feature."""
    there = [path for name in names for path in (ROOT / "mentoring").glob(f"*/{name}*")]
    files = [file for path in there for file in (path.rglob("*.py") if path.is_dir() else [path])]
    assert len(files) >= len(names)
    return {str(file.relative_to(ROOT)): file.read_text("utf-8") for file in files if file.suffix == ".py"}


def test_views_forms_and_queries_leave_writing_to_actions():
    writing = ("db.session.add", "db.session.delete", "add_all(", "insert(", "db.session.execute(update")
    found = [
        f"{name}: {deed}"
        for name, text in _code("views", "forms", "queries").items()
        for deed in writing
        if re.search(rf"(?<![\w.]){re.escape(deed)}", text)
    ]

    assert found == []


def test_actions_leave_the_end_of_the_transaction_to_the_request():
    found = [name for name, text in _code("actions", "queries").items() if "session.commit" in text]

    assert found == []


def test_no_view_reads_rows_past_the_queries():
    """A read starts from what the viewer may see, which queries know: no select, no row by the id of an address."""
    reading = re.compile(
        r"(?<![\w.])select\(|\.query\.\w+\(|session\.get(?:_one)?\(\w+, \w+_id\)|get_or_404|first_or_404"
    )
    found = {name: match.group() for name, text in _code("views").items() for match in reading.finditer(text)}

    assert found == {}
