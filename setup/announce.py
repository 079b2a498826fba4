"""Waits until the web server answers, then says where it is and who can sign in: announce.py HOST PORT [demo]."""

import http.client
import os
import signal
import subprocess
import sys
import time

PATIENCE = 90  # seconds that a slow machine may take to start


def main(host: str, port: int, *, has_demo: bool) -> int:
    """Announce the server once it answers; the number is 1 if it never does."""
    signal.signal(signal.SIGINT, lambda *_: sys.exit(0))
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    summary = demo_summary() if has_demo else ""
    if not answers(host, port):
        print(f"The web server has not answered for {PATIENCE} seconds.", file=sys.stderr)
        return 1
    lines = [f"Mentorplan runs at {os.environ['MENTORPLAN_BASE_URL']}", summary, "Ctrl-C stops it."]
    print("\n" + "\n\n".join(filter(None, lines)) + "\n", flush=True)
    return 0


def demo_summary() -> str:
    """The demo accounts and one feed address, as `flask demo summary` tells them."""
    told = subprocess.run(
        [sys.executable, "-m", "flask", "demo", "summary"], capture_output=True, text=True, check=True
    )
    return told.stdout.strip()


def answers(host: str, port: int) -> bool:
    """Whether the sign-in page is there, at once or within PATIENCE seconds."""
    # a server that listens everywhere listens here too
    near = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104  # compared with, not bound to
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        connection = http.client.HTTPConnection(near, port, timeout=10)
        try:
            connection.request("GET", "/account/sign-in")
            if connection.getresponse().status == 200:
                return True
        except OSError:
            pass  # it is not listening yet
        finally:
            connection.close()
        time.sleep(0.2)
    return False


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], int(sys.argv[2]), has_demo="demo" in sys.argv[3:]))
