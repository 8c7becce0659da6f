"""The web application: callbacks, health, figures for monitoring. Flask knows the way in and nothing of the matter."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from flask import Blueprint, Flask, Response, jsonify

from bot.gate import CallbackGate
from bot.pipeline import Pipeline
from bot.platform import BODY_LIMIT


@dataclass(frozen=True)
class Part:
    """One thing that must work, for /healthz."""

    name: str
    ok: bool
    detail: str = ""


HealthCheck = Callable[[], Sequence[Part]]


def create_app(
    pipeline: Pipeline,
    health: HealthCheck,
    metrics: Callable[[], str],
    pages: Sequence[Blueprint] = (),
    trusted_proxies: int = 0,
) -> Flask:
    """The WSGI application. `pages` are blueprints such as the chat page."""
    app = Flask(__name__, static_folder=None)
    app.config["MAX_CONTENT_LENGTH"] = BODY_LIMIT
    app.add_url_rule("/healthz", "healthz", _healthz(health))
    app.add_url_rule("/metrics", "metrics", lambda: Response(metrics(), mimetype="text/plain"))
    for page in pages:
        app.register_blueprint(page)
    app.after_request(_harden)
    if trusted_proxies:
        from werkzeug.middleware.proxy_fix import ProxyFix

        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=trusted_proxies, x_proto=trusted_proxies)  # type: ignore[method-assign]
    app.wsgi_app = CallbackGate(pipeline, app.wsgi_app)  # type: ignore[method-assign]
    return app


def _healthz(health: HealthCheck) -> Callable[[], tuple[Response, int]]:
    def healthz() -> tuple[Response, int]:
        parts = health()
        well = all(part.ok for part in parts)
        body = {"ok": well, "parts": [{"name": p.name, "ok": p.ok, "detail": p.detail} for p in parts]}
        return jsonify(body), 200 if well else 503

    return healthz


def _harden(response: Response) -> Response:
    """No page may be framed, sniffed or run what it does not carry itself."""
    headers = response.headers
    headers.setdefault("X-Content-Type-Options", "nosniff")
    headers.setdefault("X-Frame-Options", "DENY")
    headers.setdefault("Referrer-Policy", "no-referrer")
    headers.setdefault("Content-Security-Policy", "default-src 'self'; frame-ancestors 'none'; base-uri 'none'")
    return response
