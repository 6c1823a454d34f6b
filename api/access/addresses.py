"""Addresses of the network: which are of this machine, and which nobody can listen in on."""

from functools import lru_cache
from ipaddress import IPv6Address, IPv6Network, ip_address
from urllib.parse import urlsplit

LOOPBACK_NAME = "localhost"
HOUSE_PREFIX = 64
"""Bits of an IPv6 address that one connection to the internet has; the rest it chooses."""

MOST_MET = 1000


def is_loopback(host: str) -> bool:
    """Whether a name or address is reached from this machine only."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == LOOPBACK_NAME


def refuse_insecure(url: str) -> None:
    """Refuse an address on which others could listen in, or answer instead.

    Raises:
        ValueError: it is neither https, nor http on this machine.
    """
    parts = urlsplit(url)
    secure = parts.scheme == "https" or (
        parts.scheme == "http" and is_loopback(parts.hostname or "")
    )
    if not secure or not parts.hostname:
        raise ValueError("The address has to begin with https://.")


@lru_cache(maxsize=MOST_MET)
def neighbourhood(host: str) -> str:
    """What addresses of one connection have in common: IPv6 ones share their first 64 bits."""
    try:
        address = ip_address(host)
    except ValueError:
        return host
    if isinstance(address, IPv6Address):
        return str(IPv6Network((int(address), HOUSE_PREFIX), strict=False))
    return str(address)
