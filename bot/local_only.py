"""Who may use a page without a login: a browser on this machine, and no other site that such a browser has open.

A page that is shown to nobody else must be safe against three ways round: another machine, a name that resolves to
this machine's address (DNS rebinding: the Host header tells), and a foreign page that sends requests from this
machine's own browser (Origin, Sec-Fetch-Site and a token tell).
"""

import hmac
import re
import secrets
from ipaddress import ip_address

from flask import Request, Response, abort, request

TOKEN_COOKIE = "chat_token"
TOKEN_HEADER = "X-Chat-Token"

_LOCAL_HOST = re.compile(r"(localhost|127\.0\.0\.1|\[::1\])(:\d{1,5})?", re.IGNORECASE)
# What a reverse proxy adds. Whoever comes through one is somewhere else.
_PROXY_HEADERS = ("X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Real-IP", "Forwarded", "Via")


def is_local(asked: Request) -> bool:
    """Whether a request comes from this machine, directly, and calls this machine by a local name."""
    if any(header in asked.headers for header in _PROXY_HEADERS):
        return False
    return _is_loopback(asked.environ.get("REMOTE_ADDR", "")) and bool(
        _LOCAL_HOST.fullmatch(asked.environ.get("HTTP_HOST", ""))
    )


def refuse_others() -> None:
    """For `before_request`: 404 for whoever is not on this machine, 403 for what a foreign page has sent."""
    if not is_local(request):
        abort(404)
    if request.method in ("GET", "HEAD"):
        if not _is_navigation() and request.headers.get("Sec-Fetch-Site", "same-origin") not in ("same-origin", "none"):
            abort(403)
    elif not _is_from_own_page():
        abort(403)


def token_of_visitor() -> str:
    """The token that this browser must send back with every change: the one that it has, else a new one."""
    return request.cookies.get(TOKEN_COOKIE) or secrets.token_urlsafe(32)


def remember_token(response: Response, token: str, path: str) -> None:
    """Gives the browser its token; scripts cannot read it and other sites' requests do not carry it."""
    response.set_cookie(TOKEN_COOKIE, token, path=path, httponly=True, samesite="Lax")


def _is_loopback(address: str) -> bool:
    try:
        parsed = ip_address(address)
    except ValueError:
        return False
    mapped = getattr(parsed, "ipv4_mapped", None)
    return bool((mapped or parsed).is_loopback)


def _is_navigation() -> bool:
    """A link on another site may lead here; what it opens cannot be framed nor read from there."""
    return request.headers.get("Sec-Fetch-Mode") == "navigate"


def _is_from_own_page() -> bool:
    origin, site = request.headers.get("Origin"), request.headers.get("Sec-Fetch-Site")
    if origin is None and site is None:
        return False
    if site not in (None, "same-origin"):
        return False
    if origin not in (None, f"{request.scheme}://{request.environ.get('HTTP_HOST', '')}"):
        return False
    known, told = request.cookies.get(TOKEN_COOKIE, ""), request.headers.get(TOKEN_HEADER, "")
    return bool(known) and hmac.compare_digest(known.encode(), told.encode())
