"""Strange addresses and strange servers: nothing of ours is reached, nothing of ours waits (requirements 41, 42)."""

import gzip
import socket
import ssl
import threading
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from time import sleep

import pytest

from mentoring.busy import process
from mentoring.busy.process import Request
from mentoring.busy.reading.address import Rules, is_global, masked, place_of
from mentoring.busy.reading.fault import Fault
from mentoring.busy.reading.fetch import Known, fetch
from tests.busy.ics import WINDOW, calendar, event
from tests.busy.server import Handler, Place, certificate_for, serving

BUSY = calendar(event("DTSTART:20261110T090000Z", "DTEND:20261110T100000Z"))


@pytest.fixture
def server() -> Iterator[Place]:
    """A server that the rules of the tests let through."""
    with serving() as place:
        place.answers["/ours.ics"] = lambda handler: handler.give(BUSY, ETag='"one"')
        yield place


def read(url: str, server: Place, **more: str | int) -> process.Answer:
    """What the process that reads calendars says of an address."""
    return process.read(
        Request(
            start=WINDOW.start,
            end=WINDOW.end,
            all_day="busy",
            home="Europe/Oslo",
            url=url,
            own_hosts=("mentorplan.example.no",),
            test_port=server.port,
            **more,  # type: ignore[arg-type]  # etag, last_modified, seconds
        )
    )


def fault(url: str, server: Place, **more: int) -> tuple[str, dict[str, object]]:
    """Why an address cannot be read."""
    with pytest.raises(Fault) as refused:
        read(url, server, **more)
    return refused.value.key, refused.value.about


def test_a_calendar_is_fetched_and_asked_for_anew_only_if_it_changed(server):
    def answer(handler: Handler) -> None:
        known = handler.headers.get("If-None-Match") == '"one"'
        handler.give(b"" if known else BUSY, 304 if known else 200, ETag='"one"')

    server.answers["/c.ics"] = answer

    first = read(server.url("/c.ics"), server)
    again = read(server.url("/c.ics"), server, etag=first.etag)

    assert (len(first.intervals), first.etag, again.is_unchanged) == (1, '"one"', True)


def test_the_server_is_told_no_more_than_it_needs(server):
    read(server.url("/ours.ics"), server)

    told = server.asked[0][1]
    assert {name: told[name] for name in told if name != "Host"} == {
        "User-Agent": "Mentorplan",
        "Accept": "text/calendar, */*;q=0.1",
        "Accept-Encoding": "gzip",
    }


@pytest.mark.parametrize("pack", [gzip.compress, zlib.compress])
def test_a_packed_calendar_is_unpacked(server, pack):
    coding = "gzip" if pack is gzip.compress else "deflate"
    server.answers["/c.ics"] = lambda handler: handler.give(pack(BUSY), Content_Encoding=coding)

    assert len(read(server.url("/c.ics"), server).intervals) == 1


@pytest.mark.parametrize(
    ("url", "key"),
    [
        ("http://calendar.example.org/a.ics", "not_https"),
        ("ftp://calendar.example.org/a.ics", "not_https"),
        ("file:///etc/passwd", "no_address"),
        ("gopher://127.0.0.1/x", "not_https"),
        ("https://kari:hemmelig@example.org/a.ics", "not_https"),
        ("https://kari@example.org/a.ics", "not_https"),
        ("https://", "no_address"),
        ("https://exa mple.org/a.ics", "no_address"),
        ("https://example.org\\@127.0.0.1/", "no_address"),
        ("https://example.org:99999/", "no_address"),
        ("https://" + "x" * 3000, "no_address"),
        ("https://mentorplan.example.no/feeds/secret.ics", "own_feed"),
        ("webcal://MENTORPLAN.example.no/feeds/secret.ics", "own_feed"),
    ],
)
def test_an_address_that_cannot_be_right_is_told_where_it_is_typed(url, key):
    with pytest.raises(Fault) as refused:
        place_of(url, Rules(("mentorplan.example.no",)))

    assert refused.value.key == key


@pytest.mark.parametrize(
    ("typed", "understood"),
    [
        ("webcal://p1.example.org/a.ics", "https://p1.example.org/a.ics"),
        (" https://Example.org:443/å?q=ø ", "https://example.org/%C3%A5?q=%C3%B8"),
        ("example.org:80/a.ics", "https://example.org:80/a.ics"),
        ("https://blåbær.example/a.ics", "https://xn--blbr-roah.example/a.ics"),
    ],
)
def test_an_address_is_understood_as_people_paste_it(typed, understood):
    assert place_of(typed, Rules()).url == understood


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "localhost",
        "2130706433",
        "0x7f.1",
        "0.0.0.0",  # noqa: S104  # nothing is bound to it: it is asked for
        "10.1.2.3",
        "172.16.0.1",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "224.0.0.1",
        "255.255.255.255",
        "[::1]",
        "[::]",
        "[fe80::1]",
        "[fd00::1]",
        "[::ffff:127.0.0.1]",
        "[::ffff:a9fe:a9fe]",
        "[64:ff9b::7f00:1]",
        "[2002:7f00:1::]",
        "no-such-host.invalid",
    ],
)
def test_machines_that_are_not_of_the_open_internet_answer_as_if_they_were_not_there(server, host):
    assert fault(f"https://{host}/a.ics", server) == ("unreachable", {})
    assert server.asked == []


@pytest.mark.parametrize("port", [22, 25, 3306, 8000])
def test_other_ports_are_not_knocked_at(server, port):
    assert fault(f"https://example.org:{port}/", server) == ("unreachable", {})


def test_public_addresses_are_told_from_others():
    assert [is_global(ip) for ip in ("93.184.216.34", "2606:2800:220:1::1", "::ffff:93.184.216.34")] == [True] * 3
    assert [is_global(ip) for ip in ("192.0.2.1", "198.18.0.1", "2001:db8::1", "ff02::1", "x")] == [False] * 5


@pytest.mark.parametrize(
    "location",
    [
        "https://127.0.0.1/a.ics",
        "https://169.254.169.254/latest/meta-data/",
        "https://[::ffff:10.0.0.1]/",
        "https://localhost:22/",
    ],
)
def test_a_redirect_into_our_own_net_is_not_followed(server, location):
    server.answers["/r"] = lambda handler: handler.give(b"", 302, Location=location)

    assert fault(server.url("/r"), server) == ("unreachable", {})


@pytest.mark.parametrize(
    "location", ["http://example.org/a.ics", "https://a:b@example.org/", "file:///etc/passwd", ""]
)
def test_a_redirect_is_held_to_the_rules_of_addresses(server, location):
    server.answers["/r"] = lambda handler: handler.give(b"", 301, Location=location)

    assert fault(server.url("/r"), server)[0] in ("not_https", "no_address", "too_many_redirects")


def test_three_redirects_are_followed_and_no_more(server):
    for number in range(4):
        target = f"/{number + 1}"
        server.answers[f"/{number}"] = lambda handler, target=target: handler.give(b"", 307, Location=target)
    server.answers["/4"] = lambda handler: handler.give(BUSY)

    assert len(read(server.url("/1"), server).intervals) == 1
    assert fault(server.url("/0"), server) == ("too_many_redirects", {"limit": 3})


def test_a_name_that_changes_its_meaning_is_connected_to_where_it_was_checked(tmp_path):
    """The name is looked up once; what it means a moment later changes nothing (no rebinding)."""
    asked = []

    def look_up(host: str, port: int) -> list[str]:
        asked.append(host)
        return ["192.0.2.1" if len(asked) > 1 else "127.0.0.1"]

    with serving(certificate_for("calendar.example.org", tmp_path)) as server:
        server.answers["/a.ics"] = lambda handler: handler.give(BUSY)
        trust = ssl.create_default_context(cafile=str(tmp_path / "calendar.example.org.pem"))
        rules = _Lenient(test_port=server.port)
        found = fetch(
            f"https://calendar.example.org:{server.port}/a.ics", rules, Known(), look_up=look_up, trust=trust
        )

    assert (found.content, asked) == (BUSY, ["calendar.example.org"])
    assert server.asked[0][1]["Host"] == f"calendar.example.org:{server.port}"


class _Lenient(Rules):
    """Rules that take the tests' own server for one of the open internet, by whatever name."""

    def allows_here(self, host: str, port: int) -> bool:
        return port == self.test_port


def test_a_name_with_one_private_address_among_public_ones_is_refused():
    with pytest.raises(Fault) as refused:
        fetch("https://calendar.example.org/", Rules(), Known(), look_up=lambda *_: ["93.184.216.34", "10.0.0.1"])

    assert refused.value.key == "unreachable"


def test_a_certificate_of_somebody_else_is_not_believed(tmp_path):
    with serving(certificate_for("other.example.org", tmp_path)) as server:
        trust = ssl.create_default_context(cafile=str(tmp_path / "other.example.org.pem"))
        with pytest.raises(Fault) as refused:
            fetch(
                f"https://calendar.example.org:{server.port}/",
                _Lenient(test_port=server.port),
                Known(),
                look_up=lambda *_: ["127.0.0.1"],
                trust=trust,
            )

    assert refused.value.key == "unreachable"
    assert server.asked == []


@pytest.mark.parametrize(
    ("status", "key"), [(404, "not_there"), (401, "not_there"), (500, "server_failed"), (206, "bad_answer")]
)
def test_a_server_that_says_no_is_told_as_it_is(server, status, key):
    server.answers["/c.ics"] = lambda handler: handler.give(b"secret of the server", status)

    assert fault(server.url("/c.ics"), server) == (key, {"status": status})


def test_a_closed_port_and_an_open_one_that_speaks_no_http_are_not_told_apart(server):
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        nobody = Place(closed.getsockname()[1])
    with _speaking(b"SSH-2.0-OpenSSH_9.6\r\n") as ssh:
        assert fault(nobody.url("/"), nobody) == fault(ssh.url("/"), ssh) == ("unreachable", {})


def test_a_bomb_is_not_unpacked(server):
    bomb = gzip.compress(bytes(300_000_000), 9)
    server.answers["/c.ics"] = lambda handler: handler.give(bomb, Content_Encoding="gzip")

    assert fault(server.url("/c.ics"), server) == ("too_large", {"megabytes": 5})


def test_a_body_without_end_is_cut_off(server):
    def flood(handler: Handler) -> None:
        handler.send_response(200)
        handler.end_headers()
        while True:
            handler.wfile.write(b"x" * 65_536)

    server.answers["/c.ics"] = flood

    assert fault(server.url("/c.ics"), server) == ("too_large", {"megabytes": 5})


@pytest.mark.parametrize("body", [b"not packed at all", gzip.compress(BUSY)[:-12]])
def test_what_is_packed_badly_is_refused(server, body):
    server.answers["/c.ics"] = lambda handler: handler.give(body, Content_Encoding="gzip")

    assert fault(server.url("/c.ics"), server)[0] in ("bad_answer", "cut_off")


def test_a_body_that_ends_too_early_is_no_calendar(server):
    server.answers["/c.ics"] = lambda handler: handler.give(BUSY, Content_Length=str(len(BUSY) + 100))

    assert fault(server.url("/c.ics"), server) == ("cut_off", {})


@pytest.mark.parametrize("where", ["head", "body"])
def test_a_server_that_drips_is_left_in_the_midst_of_its_answer(server, where):
    has_told_all = threading.Event()

    def drip(handler: Handler) -> None:
        handler.wfile.write(b"HTTP/1.1 200 OK\r\n" + (b"" if where == "head" else b"\r\n"))
        for _ in range(300):
            handler.wfile.write(b"X-A: b\r\n")
            sleep(0.1)
        has_told_all.set()

    server.answers["/c.ics"] = drip

    assert fault(server.url("/c.ics"), server, seconds=1) == ("too_slow", {"seconds": 1})
    assert not has_told_all.is_set()


def test_a_server_has_fifteen_seconds_for_all_of_it(server):
    """What the worker asks for says nothing else (`busy.actions`), and the process counts what it is told."""
    asked = Request(start=WINDOW.start, end=WINDOW.end, all_day="busy", home="Europe/Oslo", url=server.url("/"))

    assert asked.seconds == 15


def test_the_address_is_shown_without_what_makes_it_secret():
    assert masked("https://calendar.google.com/calendar/ical/kari/private-1234/basic.ics") == "calendar.google.com/…"


@contextmanager
def _speaking(words: bytes) -> Iterator[Place]:
    """Something on a port that says its words to whoever comes, and is no web server."""
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def talk() -> None:
            try:
                while True:
                    with listening.accept()[0] as visitor:
                        visitor.sendall(words)
            except OSError:
                return

        threading.Thread(target=talk, daemon=True).start()
        yield Place(listening.getsockname()[1])
        listening.shutdown(socket.SHUT_RDWR)
