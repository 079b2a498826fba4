"""The house style, as far as a machine can see it."""

import re
import subprocess
import sys
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LONGEST_FILE = 400
#: put together here, so that this file does not find itself
UNFINISHED = (
    "TO" + "DO",
    "FIX" + "ME",
    "X" + "XX",
    "raise NotImplemented" + "Error",
    "pytest.mark." + "skip",
    "x" + "fail(",
)
VAGUE_NAMES = ("utils", "util", "helpers", "helper", "common", "manager", "misc")
#: paths that exist on no other machine
STRANGE_PATHS = ("../" + "shared", "/work" + "/", "/root" + "/", "/home" + "/")
NOT_OURS = {".git", ".venv", "node_modules", "vendor", "instance", "__pycache__", "build", "screenshots"}
WRITTEN = (".py", ".html", ".txt", ".css", ".js", ".mjs", ".md", ".toml", ".sh", ".cfg", ".ini", ".mako", "")


def _files() -> Iterator[Path]:
    for path in sorted(ROOT.rglob("*")):
        inside = path.relative_to(ROOT).parts
        is_ours = not NOT_OURS.intersection(inside) and not any(
            re.match(r"\.\w+_cache|\.hypothesis", part) for part in inside
        )
        if is_ours and path.is_file() and path.suffix in WRITTEN:
            yield path


@pytest.fixture(scope="module")
def texts() -> dict[str, str]:
    """What we wrote: path inside the project → text. Test data is what others wrote."""
    found = {path.relative_to(ROOT).as_posix(): path.read_text("utf-8") for path in _files()}
    return {name: text for name, text in found.items() if not name.startswith("tests/data/")}


@pytest.mark.parametrize("command", ["ruff check .", "ruff format --check .", "mypy"])
def test_the_linters_are_content(command):
    program, *arguments = command.split()

    done = subprocess.run(
        [str(Path(sys.executable).with_name(program)), *arguments],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stdout + done.stderr


def test_nothing_is_left_unfinished(texts):
    found = [
        f"{name}: {word}"
        for name, text in texts.items()
        for word in UNFINISHED
        if re.search(rf"(?<!\w){re.escape(word)}", text)
    ]

    assert found == []


def test_files_are_short(texts):
    long = {
        name: lines
        for name, text in texts.items()
        if name.endswith((".py", ".html", ".js", ".css"))
        and "/versions/" not in name
        and (lines := text.count("\n")) > LONGEST_FILE
    }

    assert long == {}


def test_names_say_what_is_inside(texts):
    vague = [name for name in texts if {Path(part).stem for part in Path(name).parts} & set(VAGUE_NAMES)]

    assert vague == []


def test_the_project_stands_alone(texts):
    strange = [f"{name}: {path}" for name, text in texts.items() for path in STRANGE_PATHS if path in text]

    assert strange == []


def test_every_module_says_what_it_is_for(texts):
    silent = [
        name
        for name, text in texts.items()
        if name.endswith(".py") and text.strip() and not re.match(r'(#![^\n]*\n)?r?"""\S', text)
    ]

    assert silent == []


def test_ignored_rules_have_a_reason(texts):
    """A rule that is passed over is named, and the reason stands behind it or in the line above."""
    passed = re.compile(
        r"# (?:noqa|type: ignore|mypy: ignore|pragma: no cover)(?P<rules>[:\[][\w\-, ]+\]?)?(?P<why>.*)"
    )
    mute = []
    for name, text in texts.items():
        lines = ["", *text.splitlines()] if name.endswith(".py") else []
        for above, line in pairwise(lines):
            found = passed.search(line)
            if found and not (found["rules"] and (found["why"].strip() or above.strip().startswith("#"))):
                mute.append(f"{name}: {line.strip()}")

    assert [line for line in mute if "test_style.py" not in line] == []


def test_no_inline_style_or_script_in_templates(texts):
    inline = re.compile(r"\sstyle=|\son[a-z]+=\"|<style|<script(?![^>]*\ssrc=)|\{\{[^}]*\|\s*safe\b")
    found = [
        f"{name}: {match.group().strip()}"
        for name, text in texts.items()
        if name.startswith("templates/") and name.endswith(".html")
        for match in inline.finditer(text)
    ]

    assert found == []


def test_only_the_clock_asks_what_time_it_is(texts):
    asking = re.compile(r"datetime\.now\(|date\.today\(|datetime\.utcnow\(|time\.time\(")
    found = [
        name
        for name, text in texts.items()
        if name.startswith("mentoring/")
        and name.endswith(".py")
        and name != "mentoring/core/clock.py"
        and asking.search(text)
    ]

    assert found == []
