"""Starts the web server and the worker together, and ends both at Ctrl-C. `make run` calls it.

HOST and PORT move it (127.0.0.1 and 8000), DEMO=no leaves an empty database empty, MENTORPLAN_INSTANCE is the
folder of the installation's settings and database.
"""

import errno
import os
import shlex
import signal
import socket
import subprocess
import sys
from pathlib import Path

import honcho.manager
from flask import Config

ROOT = Path(__file__).parents[1]
#: seconds that the worker has to give its run back before it is ended the hard way
honcho.manager.KILL_WAIT = 15
#: what a process gives back that was ended by Ctrl-C or by the system
STOPPED = (130, 143)


def main() -> int:
    """Serve until somebody stops it; the number is what `make` is told (0: ended as wished)."""
    host, port = os.environ.get("HOST") or "127.0.0.1", os.environ.get("PORT") or "8000"
    if why_not := reason_against(host, port):
        print(why_not, file=sys.stderr)
        return 1
    surroundings = os.environ | {"MENTORPLAN_BIND": f"{bracketed(host)}:{port}", "PYTHONUNBUFFERED": "1"}
    surroundings.setdefault("MENTORPLAN_BASE_URL", configured_address() or address(host, port))
    if wants_demo():
        subprocess.run([sys.executable, "-m", "flask", "demo", "plant"], cwd=ROOT, env=surroundings, check=True)
    announce = [sys.executable, "setup/announce.py", host, port, *(["demo"] if wants_demo() else [])]
    announcer = subprocess.Popen(announce, cwd=ROOT, env=surroundings)
    try:
        return run_both(surroundings)
    finally:
        announcer.terminate()
        announcer.wait()


def run_both(surroundings: dict[str, str]) -> int:
    """Run web and worker until one of them ends, which ends the other."""
    manager = honcho.manager.Manager()
    for name, words in (
        ("web", ["gunicorn", "app:create_app()"]),
        # honcho ends its processes with SIGTERM; so told, the worker gives its run back as it does at SIGINT
        # four threads: a run, a repetition and advice may go on side by side, beside what is done every minute
        ("worker", ["huey_consumer", "worker.queue", "--workers=4", "--graceful-signal=TERM", "--quiet"]),
    ):
        program = [str(Path(sys.executable).parent / words[0]), *words[1:]]
        manager.add_process(name, f"exec {shlex.join(program)}", env=surroundings, cwd=str(ROOT))
    end_when_the_window_closes()
    try:
        manager.loop()
    except OSError:  # the terminal is gone and nobody told; there is nobody left to tell of it
        fall_silent()
        manager.terminate()
        return 0
    return 0 if manager.returncode in STOPPED else manager.returncode or 1


def end_when_the_window_closes() -> None:
    """Take the end of the terminal for Ctrl-C: else web and worker, which have sessions of their own, would stay."""
    main_id = os.getpid()

    def hang_up(*_: object) -> None:
        fall_silent()
        os.kill(main_id, signal.SIGTERM)

    signal.signal(signal.SIGHUP, hang_up)


def fall_silent() -> None:
    """Print to nowhere from now on: writing to a terminal that is gone fails."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    os.dup2(nowhere, sys.stderr.fileno())


def reason_against(host: str, port: str) -> str:
    """Why it cannot be served there, as a sentence; empty if it can."""
    if not port.isdigit() or not 0 < int(port) < 65536:
        return f"PORT is a number from 1 to 65535, not {port!r}."
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind((host, int(port)))
        except PermissionError:
            return f"This account may not use port {port}. Choose one above 1023: make run PORT=8000"
        except OSError as error:
            if isinstance(error, socket.gaierror) or error.errno == errno.EADDRNOTAVAIL:
                return f"HOST is an address of this machine, not {host!r}."
            other = int(port) + 1 if int(port) < 65535 else 8000
            return f"Port {port} is taken by another program. Choose another one: make run PORT={other}"
    return ""


def configured_address() -> str:
    """The BASE_URL of instance/settings.py, empty where it leaves it to PORT."""
    settings = Config(os.environ.get("MENTORPLAN_INSTANCE") or ROOT / "instance")
    settings.from_pyfile("settings.py", silent=True)
    return str(settings.get("BASE_URL", ""))


def address(host: str, port: str) -> str:
    """Where a browser on this machine (or, with HOST, in the same network) finds the pages."""
    is_here = host in ("127.0.0.1", "0.0.0.0", "::", "::1")  # noqa: S104  # compared with, not bound to
    return f"http://{'localhost' if is_here else bracketed(host)}:{port}"


def bracketed(host: str) -> str:
    """A host as it stands before a port; IPv6 addresses need brackets there."""
    return f"[{host}]" if ":" in host else host


def wants_demo() -> bool:
    """Whether an empty database is to be planted with the demo district."""
    return os.environ.get("DEMO", "yes").lower() not in ("no", "0", "false")


if __name__ == "__main__":
    sys.exit(main())
