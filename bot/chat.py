"""The local chat page: a channel like any other, whose messages come from a browser on this machine.

What a person types goes the way of every message; what the bot sends is shown from the outbox, as it arrived. In a
demo the page also has a clock that can be put forward.
"""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Protocol

from flask import Blueprint, Response, abort, jsonify, make_response, redirect, render_template, request, send_file
from sqlalchemy import Connection
from werkzeug.exceptions import RequestEntityTooLarge

from bot.chat_intake import Intake, Unacceptable, printable, too_large
from bot.chat_messages import PICTURE_TYPES, JsonObject, conversation_json, group_json, people_json
from bot.local_only import refuse_others, remember_token, token_of_visitor
from bot.media import FILE_BYTES, PICTURE_BYTES
from bot.pipeline import Pipeline
from bot.platform import Clock
from bot.workshop import XLSX_TYPE, Workshop, file_name
from models.chat import ChatPlan, arrived_counts, chat_plans, shown_content, talk_mark
from models.files import FileStore
from models.inbox import conversation_of
from models.outbox import Content, arrived
from models.store import Store

# The form around a file takes some bytes, too.
UPLOAD_BYTES = FILE_BYTES + 64 * 1024
CONTENT_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)

_FOLDER = Path(__file__).parent / "pages"
_TYPES = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}
_PARTS = {path.name: _TYPES[path.suffix] for path in _FOLDER.iterdir() if path.suffix in _TYPES}


@dataclass(frozen=True)
class Moment:
    """An instant worth going to in a demo, with what happens then."""

    label: str
    at: datetime


class CannotMove(Exception):
    """The demo's clock cannot be put there; the text says why and what to choose."""


class DemoClock(Protocol):
    """What the page needs of a demo: where it is worth going, going there, and what to type for a start."""

    @property
    def examples(self) -> Sequence[str]:
        """Submissions that a newcomer may send as they are."""
        ...

    def moments(self) -> Sequence[Moment]:
        """The instants of the running week and the next Monday at which something happens, in order."""
        ...

    def move(self, at: datetime) -> None:
        """Puts the clock forward, does what falls due until then and delivers it. CannotMove if that cannot be."""
        ...


def chat_page(
    store: Store,
    files: FileStore,
    pipeline: Pipeline,
    channel: str,
    plan_ids: tuple[str, ...],
    clock: Clock,
    workshop: Workshop,
    demo: DemoClock | None = None,
) -> Blueprint:
    """The page `/chat` of a console channel, for requests from this machine only; with `demo` also its clock."""
    intake = Intake(store, files, pipeline, channel, plan_ids, clock)
    desk = _Desk(store, files, intake, channel, plan_ids, clock, workshop, demo)
    page = Blueprint("chat", __name__, template_folder=str(_FOLDER))
    page.before_request(refuse_others)
    page.after_request(_harden)
    page.register_error_handler(Unacceptable, _explain)
    page.register_error_handler(RequestEntityTooLarge, lambda _: _explain(too_large(FILE_BYTES)))
    page.add_url_rule("/", "home", lambda: redirect("/chat"))
    page.add_url_rule("/chat", "page", desk.page)
    page.add_url_rule("/favicon.ico", "favicon", lambda: _part("icon.svg"))
    page.add_url_rule("/chat/page/<name>", "part", _part)
    page.add_url_rule("/chat/people", "people", desk.people)
    page.add_url_rule("/chat/news", "news", desk.news)
    page.add_url_rule("/chat/file/<name>", "file", desk.file)
    page.add_url_rule("/chat/chart/<message>", "chart", desk.chart)
    page.add_url_rule("/chat/sheet/<message>", "sheet", desk.sheet)
    page.add_url_rule("/chat/messages", "messages", desk.take_text, methods=["POST"])
    page.add_url_rule("/chat/files", "files", desk.take_file, methods=["POST"])
    if demo is not None:
        page.add_url_rule("/chat/clock", "clock", desk.move_clock, methods=["POST"])
    return page


class _Desk:
    """The page's requests. Safe to use from any thread."""

    def __init__(
        self,
        store: Store,
        files: FileStore,
        intake: Intake,
        channel: str,
        plan_ids: tuple[str, ...],
        clock: Clock,
        workshop: Workshop,
        demo: DemoClock | None,
    ) -> None:
        self._store = store
        self._files = files
        self._intake = intake
        self._channel = channel
        self._plan_ids = plan_ids
        self._clock = clock
        self._workshop = workshop
        self._demo = demo

    def page(self) -> Response:
        """The page itself, with the token that every change must carry."""
        token = token_of_visitor()
        response = make_response(render_template("chat.html", token=token, demo=self._demo is not None))
        remember_token(response, token, "/chat")
        return response

    def people(self) -> Response:
        """Whom one can speak as, in which plans, and (in a demo) what to type for a start."""
        return jsonify(
            plans=[plan.title for plan in self._plans()],
            people=people_json(self._intake.people()),
            examples=list(self._demo.examples) if self._demo else [],
            picture_bytes=PICTURE_BYTES,
            file_bytes=FILE_BYTES,
        )

    def news(self) -> Response:
        """The time, and what has changed for an account and the group since the versions that the page names."""
        account = printable(request.args.get("account", ""))[:128]
        with self._store.read() as connection:
            counts = arrived_counts(connection, self._channel)
            conversation = self._conversation(connection, account, request.args.get("conversation", ""))
            group = self._group(connection, request.args.get("group", ""))
        plans = self._plans()
        moments = self._demo.moments() if self._demo else ()
        return jsonify(
            now=self._clock().isoformat(),
            zone=str(plans[0].zone) if plans else "Asia/Shanghai",
            arrived=counts,
            conversation=conversation,
            group=group,
            moments=[{"label": moment.label, "at": moment.at.isoformat()} for moment in moments],
        )

    def _conversation(self, connection: Connection, account: str, known: str) -> JsonObject | None:
        mark = talk_mark(connection, self._channel, account) if account else "nobody"
        if mark == known:
            return None
        wrote = conversation_of(connection, self._channel, account) if account else []
        got = arrived(connection, self._channel, account) if account else []
        return {"version": mark, "messages": conversation_json(wrote, got)}

    def _group(self, connection: Connection, known: str) -> JsonObject | None:
        mark = talk_mark(connection, self._channel, "")
        if mark == known:
            return None
        return {"version": mark, "messages": group_json(arrived(connection, self._channel, ""))}

    def file(self, name: str) -> Response:
        """A stored picture, as it was sent; nothing else is handed out."""
        kind = PICTURE_TYPES.get(name.rpartition(".")[2])
        if kind is None:
            abort(404)
        try:
            content = self._files.read(name)
        except (ValueError, FileNotFoundError):
            abort(404)
        response = Response(content, mimetype=kind)
        response.headers["Cache-Control"] = "private, max-age=86400, immutable"
        return response

    def chart(self, message: str) -> Response:
        """The chart of a message that the account has, as a picture."""
        chart = self._content_of(message).chart
        if chart is None:
            abort(404)
        return Response(self._workshop.draw(chart), mimetype=PICTURE_TYPES["png"])

    def sheet(self, message: str) -> Response:
        """The sheet of a message that the account has, as a workbook to keep."""
        sheet = self._content_of(message).sheet
        if sheet is None:
            abort(404)
        workbook = io.BytesIO(self._workshop.write(sheet))
        return send_file(workbook, XLSX_TYPE, as_attachment=True, download_name=file_name(sheet))

    def _content_of(self, message: str) -> Content:
        account = printable(request.args.get("account", ""))[:128]
        with self._store.read() as connection:
            content = shown_content(connection, self._channel, account, message)
        return content or Content("")

    def take_text(self) -> Response:
        """A typed message, or the command of a button, as JSON: account, key, text."""
        asked = _json_object()
        self._intake.take_text(asked.get("account"), asked.get("key"), asked.get("text"))
        return jsonify(taken=True)

    def take_file(self) -> Response:
        """A photo or file, as a form: account, key, file."""
        request.max_content_length = UPLOAD_BYTES
        file, form = request.files.get("file"), request.form
        if file is None:
            raise Unacceptable("请先选择一张照片再发送。")
        self._intake.take_file(form.get("account"), form.get("key"), file.filename or "", file.read())
        return jsonify(taken=True)

    def move_clock(self) -> Response:
        """Puts the demo's clock forward to `at`; without an offset it is the office's clock."""
        assert self._demo is not None
        at = _instant(_json_object().get("at"))
        plans = self._plans()
        try:
            self._demo.move(at if at.tzinfo or not plans else at.replace(tzinfo=plans[0].zone))
        except CannotMove as error:
            raise Unacceptable(str(error)) from None
        return jsonify(now=self._clock().isoformat())

    def _plans(self) -> list[ChatPlan]:
        with self._store.read() as connection:
            return chat_plans(connection, self._plan_ids, self._clock())


def _json_object() -> JsonObject:
    asked = request.get_json(silent=True)
    return asked if isinstance(asked, dict) else {}


def _instant(text: object) -> datetime:
    try:
        return datetime.fromisoformat(text if isinstance(text, str) else "")
    except ValueError:
        raise Unacceptable("请先选择日期和时间。") from None


def _part(name: str) -> Response:
    if name not in _PARTS:
        abort(404)
    return Response((_FOLDER / name).read_bytes(), mimetype=_PARTS[name])


def _explain(error: Unacceptable) -> tuple[Response, int]:
    return jsonify(error=str(error)), error.status


def _harden(response: Response) -> Response:
    response.headers["Content-Security-Policy"] = CONTENT_POLICY
    response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    response.headers.setdefault("Cache-Control", "no-store")
    return response
