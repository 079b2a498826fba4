"""`make run`, from its first line to Ctrl-C: `setup/serve.py` on a free port with an installation of its own."""

import http.client
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from app import create_app
from mentoring.core.database import db
from mentoring.core.settings import write_first_settings

ROOT = Path(__file__).parents[2]
SECRET = "k6eWBPRA2Msp_M358jhn13wmaaqShWCMiKxJEKznS_4"


def free_port() -> int:
    """A port that nobody uses at this moment."""
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        return int(trial.getsockname()[1])


@pytest.fixture
def installation(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """Surroundings with a fresh installation whose tables are there, and no demo."""
    for name in [name for name in os.environ if name.startswith("MENTORPLAN_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("MENTORPLAN_INSTANCE", str(tmp_path))
    write_first_settings(tmp_path)
    app = create_app()
    with app.app_context():
        db.create_all()
        db.session.remove()
        db.engine.dispose()
    return os.environ | {"DEMO": "no", "PORT": str(free_port())}


@pytest.fixture
def served(installation: dict[str, str], tmp_path: Path) -> Iterator[subprocess.Popen[str]]:
    """`serve.py` once it has said that the server answers; its output lies in `output`."""
    with (tmp_path / "output").open("w") as output:
        started = subprocess.Popen(
            [sys.executable, "setup/serve.py"], cwd=ROOT, env=installation, text=True, stdout=output, stderr=output
        )
    try:
        wait_until(lambda: "Ctrl-C stops it." in said(tmp_path) or started.poll() is not None)
        yield started
    finally:
        if started.poll() is None:
            started.send_signal(signal.SIGINT)
            started.wait(30)


def wait_until(it_is_so: Callable[[], object], seconds: float = 60) -> None:
    """Wait until it is so, or fail."""
    end = time.monotonic() + seconds
    while not it_is_so():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.1)


def said(folder: Path) -> str:
    """What serve.py and its two processes have printed so far."""
    return (folder / "output").read_text()


def ask(port: str, path: str) -> tuple[int, str]:
    """Status and text of an answer."""
    connection = http.client.HTTPConnection("127.0.0.1", int(port), timeout=20)
    connection.request("GET", path)
    answer = connection.getresponse()
    text = answer.read().decode()
    connection.close()
    return answer.status, text


def lives(pid: int) -> bool:
    """Whether a process is still there."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def test_web_and_worker_start_together_and_end_together(
    served: subprocess.Popen[str], installation: dict[str, str], tmp_path: Path
) -> None:
    port = installation["PORT"]
    assert f"Mentorplan runs at http://localhost:{port}" in said(tmp_path)
    status, page = ask(port, "/account/sign-in")
    assert (status, "<form" in page) == (200, True)
    assert ask(port, f"/feeds/{SECRET}.ics")[0] == 404
    pids = {name: int(pid) for name, pid in re.findall(r"(web|worker) started \(pid=(\d+)\)", said(tmp_path))}

    served.send_signal(signal.SIGINT)

    assert served.wait(30) == 0
    assert set(pids) == {"web", "worker"}
    assert {name: lives(pid) for name, pid in pids.items()} == {"web": False, "worker": False}
    assert "web stopped (rc=0)" in said(tmp_path)
    # requirement 35 of the feeds: the server's own log has the request, and no secret
    assert "GET /feeds/… 404" in said(tmp_path)
    assert SECRET not in said(tmp_path)


@pytest.mark.parametrize("signal_of_the_end", [signal.SIGTERM, signal.SIGHUP])
def test_nothing_stays_behind_when_the_system_or_a_closed_window_ends_it(
    served: subprocess.Popen[str], tmp_path: Path, signal_of_the_end: signal.Signals
) -> None:
    pids = [int(pid) for pid in re.findall(r"started \(pid=(\d+)\)", said(tmp_path))]

    served.send_signal(signal_of_the_end)

    assert served.wait(30) == 0
    assert [lives(pid) for pid in pids] == [False, False]


def test_a_port_that_is_taken_is_said_in_one_sentence(installation: dict[str, str]) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", int(installation["PORT"])))
        other.listen()

        done = subprocess.run(
            [sys.executable, "setup/serve.py"], cwd=ROOT, env=installation, text=True, capture_output=True
        )

    assert done.returncode == 1
    next_port = int(installation["PORT"]) + 1
    assert done.stderr == (
        f"Port {installation['PORT']} is taken by another program. Choose another one: make run PORT={next_port}\n"
    )
    assert done.stdout == ""


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"PORT": "http"}, "PORT is a number from 1 to 65535, not 'http'.\n"),
        ({"PORT": "70000"}, "PORT is a number from 1 to 65535, not '70000'.\n"),
        ({"HOST": "192.0.2.1"}, "HOST is an address of this machine, not '192.0.2.1'.\n"),
    ],
)
def test_what_cannot_be_served_is_said_in_one_sentence(
    installation: dict[str, str], changes: dict[str, str], sentence: str
) -> None:
    done = subprocess.run(
        [sys.executable, "setup/serve.py"], cwd=ROOT, env=installation | changes, text=True, capture_output=True
    )

    assert (done.returncode, done.stdout, done.stderr) == (1, "", sentence)


def test_the_settings_decide_the_address_where_they_name_one(installation: dict[str, str], tmp_path: Path) -> None:
    with (tmp_path / "settings.py").open("a") as settings:
        settings.write('BASE_URL = "https://mentorplan.example.no"\n')

    told = subprocess.run(
        [
            sys.executable,
            "-c",
            "import sys; sys.path.insert(0, 'setup'); import serve;"
            "print(serve.configured_address(), serve.address('0.0.0.0', '80'), serve.address('10.0.0.5', '8000'))",
        ],
        cwd=ROOT,
        env=installation,
        text=True,
        capture_output=True,
        check=True,
    )

    assert told.stdout.split() == [
        "https://mentorplan.example.no",
        "http://localhost:80",
        "http://10.0.0.5:8000",
    ]
