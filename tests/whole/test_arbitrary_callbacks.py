"""Whatever is posted to a callback, the web application never answers 500 and never fails on it inside."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.platform import Request
from commands.office import Office
from commands.preparing import prepare
from commands.serving import web_app
from manage import open_office
from models.inbox import failed_messages
from tests.fakes import dingtalk as ding
from tests.fakes import wecom
from tests.fakes.dingtalk_callbacks import message, signed, signed_json
from tests.fakes.wecom_callbacks import envelope, signed_xml
from tests.whole.conftest import every_channel, found_office, new_program

APP = wecom.channel_config(name="app")
ROBOT = ding.channel_config(name="ding")
CHANNELS = ("app", "ding", "group", "ding-group", "console", "nobody")
REFUSALS = (400, 403, 404, 405, 413)
EXAMPLES = 100


class Web:
    """The web application of an office without a server round it."""

    def __init__(self, office: Office) -> None:
        self._office = office
        self._client: FlaskClient = web_app(office).test_client()

    def status(self, channel: str, request: Request) -> int:
        """What a callback is answered with. AssertionError where our own code failed on it."""
        answer = self._client.open(
            f"/callback/{channel}",
            method=request.method,
            query_string=dict(request.query),
            headers=dict(request.headers),
            data=request.body,
        )
        with self._office.store.read() as connection:
            assert [row.error for row in failed_messages(connection)] == []
        return answer.status_code


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def web(
    founded: Path, own_postgres: str, tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest
) -> Iterator[Web]:
    """An office with a channel of every kind, on each database: they differ in what they take for a text."""
    program = new_program(founded, tmp_path_factory.mktemp("arbitrary"), *every_channel())
    if request.param == "postgresql":
        program = replace(program, database=own_postgres)
        found_office(program)
    office = open_office(program.write_config())
    prepare(office)
    yield Web(office)
    office.store.close()


def now() -> datetime:
    return datetime.now(UTC)


# A header is one line of visible letters; a query takes anything.
HEADERS = st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=60)
# Some longer than any column: SQLite takes them all the same, PostgreSQL does not.
WORDS = st.one_of(st.text(max_size=60), st.builds(str.__mul__, st.text(min_size=1, max_size=4), st.integers(1, 400)))
NUMBERS = st.one_of(st.just(str(int(now().timestamp()))), st.integers().map(str), WORDS)


@settings(max_examples=EXAMPLES)
@given(
    channel=st.sampled_from(CHANNELS),
    method=st.sampled_from(["GET", "POST"]),
    query=st.fixed_dictionaries(
        {}, optional={"msg_signature": WORDS, "timestamp": NUMBERS, "nonce": WORDS, "echostr": WORDS, "x": WORDS}
    ),
    headers=st.fixed_dictionaries({}, optional={"timestamp": HEADERS, "sign": HEADERS, "content-type": HEADERS}),
    body=st.one_of(st.binary(max_size=2000), st.text(max_size=300).map(lambda text: f"<xml>{text}</xml>".encode())),
)
def test_arbitrary_requests_are_refused(
    web: Web, channel: str, method: str, query: dict[str, str], headers: dict[str, str], body: bytes
) -> None:
    assert web.status(channel, Request(method, query, headers, body)) in REFUSALS


@settings(max_examples=EXAMPLES)
@given(sealed=st.one_of(WORDS, st.binary(max_size=300).map(bytes.hex)), timestamp=NUMBERS)
def test_an_arbitrary_encrypted_part_is_refused(web: Web, sealed: str, timestamp: str) -> None:
    query = {"msg_signature": "0" * 40, "timestamp": timestamp, "nonce": "nonce"}
    assert web.status("app", Request("POST", query, {}, envelope(sealed, APP))) in REFUSALS


@settings(max_examples=EXAMPLES)
@given(xml=st.text(max_size=400))
def test_arbitrary_decrypted_text_is_taken(web: Web, xml: str) -> None:
    assert web.status("app", signed_xml(APP, xml, now())) == 200


FIELDS = {
    "ToUserName": WORDS,
    "FromUserName": st.one_of(st.sampled_from(["user01", "USER02", "editor", "stranger", ""]), WORDS),
    "CreateTime": NUMBERS,
    "MsgType": st.sampled_from(
        ["text", "image", "voice", "video", "file", "link", "location", "event", "TEXT", "merged_msg", ""]
    ),
    "MsgId": st.one_of(st.integers(0, 10**20).map(str), WORDS),
    "Content": st.one_of(WORDS, st.sampled_from(["帮助", "报送", "进度", "1", "确认", "报送 安全 标题", "绑定 某 某"])),
    "Event": st.sampled_from(
        ["enter_agent", "click", "template_card_event", "subscribe", "batch_job_result", "view", "x", ""]
    ),
    "EventKey": st.one_of(WORDS, st.sampled_from(["报送", "我的", "通过 1", "退回 99999999999999999999 理由"])),
    "TaskId": WORDS,
    "ResponseCode": WORDS,
    "MediaId": WORDS,
    "FileName": WORDS,
    "Label": WORDS,
    "Location_X": NUMBERS,
    "Location_Y": NUMBERS,
    "Title": WORDS,
    "Url": WORDS,
    "AgentID": NUMBERS,
}


@settings(max_examples=EXAMPLES)
@given(fields=st.fixed_dictionaries({}, optional=FIELDS))
def test_arbitrary_messages_in_a_valid_envelope_are_taken(web: Web, fields: dict[str, str]) -> None:
    inside = "".join(f"<{name}><![CDATA[{value}]]></{name}>" for name, value in fields.items())
    assert web.status("app", signed_xml(APP, f"<xml>{inside}</xml>", now())) == 200


@settings(max_examples=EXAMPLES)
@given(body=st.binary(max_size=500))
def test_arbitrary_bytes_with_a_valid_signature_are_taken_or_refused(web: Web, body: bytes) -> None:
    assert web.status("ding", signed(ROBOT, body, now())) in (200, 400, 403)


JSON: st.SearchStrategy[Any] = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False), WORDS),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(WORDS, inner, max_size=3)),
    max_leaves=8,
)
KNOWN = st.sampled_from(
    [
        "msgtype",
        "text",
        "content",
        "senderId",
        "senderStaffId",
        "senderNick",
        "conversationId",
        "conversationType",
        "createAt",
        "msgId",
        "chatbotUserId",
        "robotCode",
        "errorMessage",
        "atUsers",
        "isInAtList",
    ]
)


@settings(max_examples=EXAMPLES)
@given(body=JSON)
def test_arbitrary_json_with_a_valid_signature_is_taken_if_it_is_an_object(web: Web, body: Any) -> None:
    assert web.status("ding", signed_json(ROBOT, body, now())) == (200 if isinstance(body, dict) else 400)


@settings(max_examples=EXAMPLES)
@given(
    kind=st.sampled_from(["text", "picture", "richText", "audio", "video", "file", "x"]),
    text=WORDS,
    content=JSON,
    changes=st.dictionaries(KNOWN, JSON, max_size=4),
    group=st.sampled_from(["", "cidGroup=="]),
)
def test_messages_with_arbitrary_parts_are_taken(
    web: Web, kind: str, text: str, content: Any, changes: dict[str, Any], group: str
) -> None:
    said = {"msgtype": kind, "text": {"content": text}, "content": content}
    body = message(ROBOT, "staff02", json.dumps(changes), now(), group, said) | changes
    assert web.status("ding", signed_json(ROBOT, body, now())) in (200, 403)
