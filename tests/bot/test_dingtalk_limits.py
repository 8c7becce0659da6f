"""The local copy of DingTalk is strict: every documented limit that is broken fails the test that broke it."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest
import requests

from tests.fakes.dingtalk import FakeDingtalk
from tests.fakes.dingtalk_api import ACCESS_TOKEN, CLIENT_ID, CLIENT_SECRET
from tests.fakes.dingtalk_callbacks import milliseconds
from tests.fakes.dingtalk_limits import answer_breaches
from tests.fakes.platform import Clock

NOW = datetime(2026, 11, 20, 6, 7, tzinfo=UTC)
GOOD = {
    "robotCode": CLIENT_ID,
    "userIds": ["staff01"],
    "msgKey": "sampleText",
    "msgParam": json.dumps({"content": "好"}),
}
POST = {"msgtype": "text", "text": {"content": "好 @staff01"}, "at": {"atUserIds": ["staff01"]}, "msgUuid": "k1"}


def batch_send(fake: FakeDingtalk, body: object) -> dict[str, Any]:
    """A call as a client without scruples makes it."""
    asked = requests.post(
        f"{fake.url}/v1.0/oauth2/accessToken", json={"appKey": CLIENT_ID, "appSecret": CLIENT_SECRET}, timeout=5
    )
    headers = {"x-acs-dingtalk-access-token": asked.json()["accessToken"]}
    sent = requests.post(f"{fake.url}/v1.0/robot/oToMessages/batchSend", json=body, headers=headers, timeout=5)
    found: dict[str, Any] = sent.json()
    return found


def robot_send(fake: FakeDingtalk, body: object) -> str:
    """→ the error code of a post to the group without 加签."""
    sent = requests.post(
        f"{fake.url}/robot/send",
        params={"access_token": ACCESS_TOKEN, "timestamp": str(milliseconds(NOW))},
        data=json.dumps(body, ensure_ascii=False).encode(),
        headers={"Content-Type": "application/json; charset=utf-8"},
        timeout=5,
    )
    return str(sent.json()["errcode"])


def test_a_good_message_is_delivered() -> None:
    with FakeDingtalk(Clock(NOW)) as fake:
        fake.secret = None
        assert "processQueryKey" in batch_send(fake, GOOD)
        assert robot_send(fake, POST) == "0"
    assert (len(fake.delivered), len(fake.posts)) == (1, 1)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"userIds": []}, "invalidParameter.userIds.empty"),
        ({"userIds": [f"staff{number}" for number in range(21)]}, "invalidParameter.userIds.overMax"),
        ({"userIds": ["staff01", "staff01"]}, "invalidParameter.param.invalid"),
        ({"msgKey": "sampleActionCard7"}, "invalidParameter.msgKey.invalid"),
        ({"msgParam": {"content": "好"}}, "invalidParameter.msgParam.invalid"),
        ({"msgParam": "好"}, "invalidParameter.msgParam.invalid"),
        ({"msgParam": '{"content":" "}'}, "invalidParameter.msgParam.invalid"),
        ({"msgParam": '{"text":"好"}'}, "invalidParameter.msgParam.invalid"),
        ({"msgParam": json.dumps({"content": "x" * 15_000})}, "invalidParameter.msgParam.tooLong"),
        ({"msgKey": "sampleImageMsg", "msgParam": '{"photoURL":"@never"}'}, "invalidParameter.msgParam.invalid"),
    ],
)
def test_a_private_message_against_the_limits_fails_the_test(change: dict[str, Any], code: str) -> None:
    with pytest.raises(AssertionError, match="broke limits"), FakeDingtalk(Clock(NOW)) as fake:
        assert batch_send(fake, GOOD | change)["code"] == code
    assert fake.delivered == []


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"text": {"content": "长" * 6700}, "at": {}}, "460101"),
        ({"msgtype": "image"}, "400105"),
        ({"msgtype": "markdown", "markdown": {"text": "好"}}, "40035"),
        ({"text": {"content": "没有提到"}}, "40035"),
        ({"text": {"content": ""}}, "40035"),
        ({"msgUuid": ""}, "40035"),
        (
            {
                "at": {"atUserIds": [f"{n}" for n in range(51)]},
                "text": {"content": "@" + "@".join(map(str, range(51)))},
            },
            "40035",
        ),
    ],
)
def test_a_post_against_the_limits_fails_the_test(change: dict[str, Any], code: str) -> None:
    with pytest.raises(AssertionError, match="broke limits"), FakeDingtalk(Clock(NOW)) as fake:
        fake.secret = None
        assert robot_send(fake, POST | change) == code
    assert fake.posts == []


def test_a_group_that_was_flooded_is_shut_for_ten_minutes() -> None:
    clock = Clock(NOW)
    with pytest.raises(AssertionError, match="block of ten minutes"), FakeDingtalk(clock) as fake:
        fake.secret = None
        codes = [robot_send(fake, POST | {"msgUuid": f"k{number}"}) for number in range(21)]
        clock.tick(599)
        codes.append(robot_send(fake, POST))
        clock.tick(1)
        codes.append(robot_send(fake, POST | {"msgUuid": "k30"}))
    assert codes == ["0"] * 20 + ["130101"] * 2 + ["0"]


def test_a_token_lives_two_hours_and_is_renewed_by_asking() -> None:
    clock = Clock(NOW)
    with FakeDingtalk(clock) as fake:
        batch_send(fake, GOOD)
        first = fake.requests[-1].headers["x-acs-dingtalk-access-token"]
        clock.tick(7199)
        batch_send(fake, GOOD)
        assert fake.requests[-1].headers["x-acs-dingtalk-access-token"] == first
        clock.tick(7200)
        batch_send(fake, GOOD)
        assert fake.requests[-1].headers["x-acs-dingtalk-access-token"] != first


@pytest.mark.parametrize(
    "body",
    [
        {"msgtype": "image"},
        {"msgtype": "text", "text": {}},
        {"msgtype": "actionCard", "actionCard": {"title": "t", "text": "x", "btnOrientation": "0", "btns": []}},
        {"msgtype": "actionCard", "actionCard": {"title": "", "text": "x", "btnOrientation": "0", "btns": [{}]}},
    ],
)
def test_an_answer_that_dingtalk_would_not_show_is_known(body: dict[str, Any]) -> None:
    assert answer_breaches(body, 100) != []
