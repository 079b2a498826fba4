"""Which addresses may be fetched: https on its own ports, at machines of the open internet, never our own feeds."""

import ipaddress
from dataclasses import dataclass
from urllib.parse import quote, urljoin, urlsplit

from mentoring.busy.reading.fault import Fault

PORTS = (443, 80)
LONGEST = 2_000
_SCHEMES = {"https": "https", "webcal": "https", "webcals": "https"}
#: address blocks that hold an IPv4 address: 6to4, NAT64, IPv4-compatible → how far from the right end it stands
_IN_V6 = {"2002::/16": 80, "64:ff9b::/96": 0, "64:ff9b:1::/48": 0, "::/96": 0}


@dataclass(frozen=True)
class Place:
    """Where a calendar is asked for: by name and port, and with which path."""

    is_secure: bool
    host: str
    port: int
    target: str

    @property
    def url(self) -> str:
        """The address as it was understood."""
        name = f"[{self.host}]" if ":" in self.host else self.host
        usual = 443 if self.is_secure else 80
        port = "" if self.port == usual else f":{self.port}"
        return f"{'https' if self.is_secure else 'http'}://{name}{port}{self.target}"


@dataclass(frozen=True)
class Rules:
    """What is ours (`own_hosts`: feeds there are refused), and one port on this machine that tests may reach."""

    own_hosts: tuple[str, ...] = ()
    test_port: int | None = None

    def allows_here(self, host: str, port: int) -> bool:
        """Whether this is the tests' own server."""
        return self.test_port is not None and port == self.test_port and host in ("127.0.0.1", "localhost")


def place_of(url: str, rules: Rules) -> Place:
    """Where an address that somebody typed leads. Raises Fault."""
    try:
        parts = urlsplit(_plain(url))
        host, port = (parts.hostname or "").encode("idna").decode(), parts.port
    except (ValueError, UnicodeError):
        raise Fault("no_address") from None
    if not host or not parts.scheme:
        raise Fault("no_address")
    target = quote(parts.path or "/", safe="/%:@!$&'()*+,;=~-._") + (f"?{_query(parts.query)}" if parts.query else "")
    is_tests_own = port is not None and rules.allows_here(host, port)
    if parts.scheme == "http" and is_tests_own:
        return Place(is_secure=False, host=host, port=port or 80, target=target)
    if parts.scheme not in _SCHEMES or "@" in parts.netloc:
        raise Fault("not_https")
    if (port or 443) not in PORTS and not is_tests_own:
        raise Fault("unreachable")
    if host in rules.own_hosts:
        raise Fault("own_feed")
    return Place(is_secure=True, host=host, port=port or 443, target=target)


def moved(place: Place, location: str, rules: Rules) -> Place:
    """Where a redirect leads; it is held to the same rules. Raises Fault."""
    return place_of(urljoin(place.url, location), rules)


def masked(url: str) -> str:
    """An address as it may be shown: where it is, without what makes it secret."""
    return f"{urlsplit(_plain(url)).hostname or ''}/…"


def refuse_own_machines(addresses: list[str]) -> list[str]:
    """The addresses of a name, if all of them are of the open internet. Raises Fault."""
    if not addresses or not all(map(is_global, addresses)):
        raise Fault("unreachable")
    return addresses


def is_global(text: str) -> bool:
    """Whether an IP address is of the open internet, also where an IPv4 address hides in an IPv6 one."""
    try:
        address = ipaddress.ip_address(text.partition("%")[0])
    except ValueError:
        return False
    inner = _v4_inside(address) if isinstance(address, ipaddress.IPv6Address) else None
    if inner is not None:
        return is_global(str(inner))
    is_strange = address.is_multicast or address.is_reserved or address.is_unspecified or address.is_loopback
    return address.is_global and not is_strange and not address.is_link_local


def _v4_inside(address: ipaddress.IPv6Address) -> ipaddress.IPv4Address | None:
    if address.ipv4_mapped:
        return address.ipv4_mapped
    if address.teredo:
        return address.teredo[1]
    for block, shift in _IN_V6.items():
        if address in ipaddress.IPv6Network(block):
            return ipaddress.IPv4Address((int(address) >> shift) & 0xFFFFFFFF)
    return None


def _plain(url: str) -> str:
    """Without blanks around, and with https where no scheme was typed; refuses what no address has inside."""
    plain = url.strip()
    if "://" not in plain:
        plain = f"https://{plain}"
    if len(plain) > LONGEST or any(letter in " \\" or not letter.isprintable() for letter in plain):
        raise ValueError("not an address")
    return plain


def _query(text: str) -> str:
    return quote(text, safe="/%:@!$&'()*+,;=~-._?")
