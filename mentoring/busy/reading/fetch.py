"""Fetches a calendar over HTTP from an address that somebody else chose, and believes nothing on the way.

The name is looked up once at each step, all its addresses are checked, and one of these is connected to: a name that
means something else a moment later changes nothing. Whoever calls ends it, after `SECONDS` if not told otherwise
(see `__main__`).
"""

import http.client
import socket
import ssl
import zlib
from collections.abc import Callable
from dataclasses import dataclass

from mentoring.busy.reading.address import Place, Rules, moved, place_of, refuse_own_machines
from mentoring.busy.reading.fault import Fault
from mentoring.busy.reading.lines import MOST_BYTES

CONNECT_SECONDS = 5
SECONDS = 15
MOST_REDIRECTS = 3
LONGEST_TAG = 300
_REDIRECTS = (301, 302, 303, 307, 308)
_GONE = (401, 403, 404, 410)
_CHUNK = 64 * 1024
Resolve = Callable[[str, int], list[str]]


@dataclass(frozen=True)
class Known:
    """What the server said the last time, to be asked whether it still holds."""

    etag: str = ""
    last_modified: str = ""


@dataclass(frozen=True)
class Fetched:
    """What the server gave: the bytes (None: they are as before), and how to ask the next time."""

    content: bytes | None
    known: Known


def resolve(host: str, port: int) -> list[str]:
    """The IP addresses of a name; none where it has none."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        return []
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


def fetch(
    url: str,
    rules: Rules,
    known: Known,
    *,
    look_up: Resolve = resolve,
    trust: ssl.SSLContext | None = None,
) -> Fetched:
    """The calendar at an address. Raises Fault, one and the same for all that does not answer for whatever reason."""
    place = place_of(url, rules)
    for _ in range(MOST_REDIRECTS + 1):
        connection = _Pinned(place, _addresses(place, rules, look_up), trust or ssl.create_default_context())
        try:
            answer = _ask(connection, place, known)
            if answer.status not in _REDIRECTS:
                return _fetched(answer, known)
            place = moved(place, answer.headers.get("Location") or "", rules)
        except (OSError, http.client.HTTPException):
            raise Fault("unreachable") from None
        finally:
            connection.close()
    raise Fault("too_many_redirects", limit=MOST_REDIRECTS)


def _addresses(place: Place, rules: Rules, look_up: Resolve) -> list[str]:
    found = look_up(place.host, place.port)
    return found if rules.allows_here(place.host, place.port) else refuse_own_machines(found)


class _Pinned(http.client.HTTPSConnection):
    """A connection to addresses that were checked, under the name that was asked for."""

    def __init__(self, place: Place, addresses: list[str], context: ssl.SSLContext) -> None:
        super().__init__(place.host, place.port, timeout=CONNECT_SECONDS, context=context)
        self.place, self.addresses, self.trust = place, addresses, context

    def connect(self) -> None:
        """Connect to the first checked address that answers."""
        plain = self._first()
        plain.settimeout(SECONDS)
        self.sock = self.trust.wrap_socket(plain, server_hostname=self.host) if self.place.is_secure else plain

    def _first(self) -> socket.socket:
        for address in self.addresses:
            try:
                return socket.create_connection((address, self.place.port), timeout=CONNECT_SECONDS)
            except OSError:
                continue
        raise OSError("none of them answers")


def _ask(connection: _Pinned, place: Place, known: Known) -> http.client.HTTPResponse:
    told = {"User-Agent": "Mentorplan", "Accept": "text/calendar, */*;q=0.1", "Accept-Encoding": "gzip"}
    if known.etag:
        told["If-None-Match"] = known.etag
    if known.last_modified:
        told["If-Modified-Since"] = known.last_modified
    connection.request("GET", place.target, headers=told)
    return connection.getresponse()


def _fetched(answer: http.client.HTTPResponse, known: Known) -> Fetched:
    if answer.status == 304 and (known.etag or known.last_modified):
        return Fetched(None, known)
    if answer.status in _GONE:
        raise Fault("not_there", status=answer.status)
    if answer.status >= 500 or answer.status == 429:
        raise Fault("server_failed", status=answer.status)
    if answer.status != 200:
        raise Fault("bad_answer", status=answer.status)
    etag, changed = (_short(answer.headers.get(name)) for name in ("ETag", "Last-Modified"))
    return Fetched(_content(answer), Known(etag, changed))


def _content(answer: http.client.HTTPResponse) -> bytes:
    """The body, unpacked, no more of it than may be."""
    coding = (answer.headers.get("Content-Encoding") or "identity").strip().lower()
    if coding not in ("identity", "gzip", "x-gzip", "deflate"):
        raise Fault("bad_answer", status=answer.status)
    # the sign of gzip or of zlib at its head is read by itself
    unpack = None if coding == "identity" else zlib.decompressobj(wbits=47)
    found = bytearray()
    while chunk := answer.read(_CHUNK):
        found += _unpacked(unpack, chunk, MOST_BYTES + 1 - len(found)) if unpack else chunk
        if len(found) > MOST_BYTES:
            raise Fault("too_large", megabytes=MOST_BYTES // 1_000_000)
    is_short = answer.length is not None and answer.length > 0
    if is_short or (unpack and not unpack.eof):
        raise Fault("cut_off")
    return bytes(found)


def _unpacked(unpack: "zlib._Decompress", chunk: bytes, room: int) -> bytes:
    try:
        return unpack.decompress(chunk, room)
    except zlib.error:
        raise Fault("bad_answer", status=200) from None


def _short(header: str | None) -> str:
    """A header that is sent back the next time; one that is too long is not kept."""
    return header if header and len(header) <= LONGEST_TAG and header.isprintable() else ""
