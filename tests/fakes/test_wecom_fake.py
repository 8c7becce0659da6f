"""The copy of WeCom is as strict as the documents: what breaks a limit fails the test that did it."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from bot.http import Http
from tests.bot.wecom_samples import PNG, HandClock
from tests.fakes.wecom import AGENT_ID, CORP_ID, KEY, SECRET, FakeWecom


class Raw:
    """Calls the fake as a careless program would."""

    def __init__(self, fake: FakeWecom) -> None:
        self.fake = fake
        self.http = Http("企业微信", 5)
        answer = self.get("gettoken", corpid=CORP_ID, corpsecret=SECRET)
        self.token = answer["access_token"]

    def get(self, path: str, **params: str) -> dict[str, Any]:
        return self.http.request("GET", f"{self.fake.url}/cgi-bin/{path}", params=params).json()

    def send(self, **body: object) -> int:
        data = json.dumps({"touser": "a", "agentid": AGENT_ID, **body}, ensure_ascii=False).encode()
        return self.post(data)

    def post(self, data: bytes) -> int:
        params = {"access_token": self.token}
        answer = self.http.request("POST", f"{self.fake.url}/cgi-bin/message/send", params=params, data=data).json()
        return int(answer["errcode"])

    def hook(self, **body: object) -> int:
        url = f"{self.fake.url}/cgi-bin/webhook/send"
        return int(self.http.request("POST", url, params={"key": KEY}, body=body).json()["errcode"])


TEXT = {"msgtype": "text", "text": {"content": "好"}}


def card(**changes: object) -> dict[str, object]:
    button = {"text": "好", "key": "好"}
    whole = {"card_type": "button_interaction", "main_title": {"title": "题"}, "task_id": "t", "button_list": [button]}
    return {"msgtype": "template_card", "template_card": {**whole, **changes}}


def many(raw: Raw) -> None:
    for number in range(31):
        raw.send(msgtype="text", text={"content": str(number)})


def often(raw: Raw) -> None:
    for number in range(21):
        raw.hook(msgtype="text", text={"content": str(number)})


def wrong_secrets(raw: Raw) -> None:
    for _ in range(6):
        raw.get("gettoken", corpid=CORP_ID, corpsecret="wrong")


BREACHES: list[Callable[[Raw], object]] = [
    many,
    often,
    wrong_secrets,
    lambda raw: raw.send(**TEXT, touser="|".join(f"u{number}" for number in range(1001))),
    lambda raw: raw.send(**TEXT, touser=""),
    lambda raw: raw.send(**TEXT, touser="@all"),
    lambda raw: raw.send(**TEXT, touser="x" * 65),
    lambda raw: raw.send(msgtype="text", text={"content": "好" * 683}),
    lambda raw: raw.send(msgtype="text", text={"content": ""}),
    lambda raw: raw.send(msgtype="smoke"),
    lambda raw: raw.post(b'{"touser":"a","msgtype":"text","text":{"content":"\\u597d"}}'),
    lambda raw: raw.post(b"{"),
    lambda raw: raw.get("agent/get", agentid=str(AGENT_ID)),
    lambda raw: raw.send(**card(task_id="题")),
    lambda raw: raw.send(**card(main_title={"title": "题" * 27})),
    lambda raw: raw.send(**card(sub_title_text="题" * 161)),
    lambda raw: raw.send(**card(button_list=[])),
    lambda raw: raw.send(**card(button_list=[{"text": "好", "key": "好"}] * 7)),
    lambda raw: raw.send(**card(button_list=[{"text": "好" * 11, "key": "好"}])),
    lambda raw: raw.send(**card(button_list=[{"text": "好", "key": "好" * 342}])),
    lambda raw: (raw.send(**card()), raw.send(**card(), safe=1)),
    lambda raw: raw.hook(msgtype="text", text={"content": "好" * 683}),
    lambda raw: raw.hook(msgtype="markdown", markdown={"content": "好" * 1366}),
    lambda raw: raw.hook(msgtype="markdown", markdown={"content": "好", "mentioned_list": ["a"]}),
    lambda raw: raw.hook(msgtype="image", image={"base64": "aGVsbG8=", "md5": "0"}),
    lambda raw: raw.hook(msgtype="template_card"),
]


@pytest.mark.parametrize("breach", BREACHES)
def test_a_broken_limit_fails_the_test_that_broke_it(breach: Callable[[Raw], object]) -> None:
    with pytest.raises(AssertionError, match="limits of WeCom were broken"), FakeWecom(HandClock()) as fake:
        breach(Raw(fake))


def test_an_error_inside_the_block_is_not_hidden_by_a_broken_limit() -> None:
    with pytest.raises(ZeroDivisionError), FakeWecom() as fake:
        fake.violations.append("something")
        raise ZeroDivisionError


def test_a_token_stays_the_same_until_it_ends() -> None:
    clock = HandClock()
    with FakeWecom(clock) as fake:
        raw = Raw(fake)
        assert Raw(fake).token == raw.token
        clock.pass_(seconds=7200)
        assert raw.send(**TEXT) == 42001
        assert Raw(fake).token != raw.token
        raw.token = "made-up"
        assert raw.send(**TEXT) == 40014


def test_an_identical_request_is_delivered_once_within_its_interval() -> None:
    clock = HandClock()
    with FakeWecom(clock) as fake:
        raw = Raw(fake)
        check = {"enable_duplicate_check": 1, "duplicate_check_interval": 1800}
        assert [raw.send(**TEXT, **check) for _ in range(3)] == [0, 0, 0]
        assert len(fake.delivered) == 1
        clock.pass_(seconds=1800)
        raw.send(**TEXT, **check)
        raw.send(**TEXT)
        raw.send(**TEXT)
        assert len(fake.delivered) == 4


def test_a_response_code_updates_a_card_once_within_72_hours() -> None:
    clock = HandClock()
    with FakeWecom(clock) as fake:
        raw = Raw(fake)
        url = f"{fake.url}/cgi-bin/message/update_template_card"

        def update(code: str) -> int:
            body = {"userids": ["a"], "agentid": AGENT_ID, "response_code": code, "button": {"replace_name": "好"}}
            answer = raw.http.request("POST", url, params={"access_token": raw.token}, body=body)
            return int(answer.json()["errcode"])

        raw.send(**card())
        assert [update("response-code-1"), update("response-code-1"), update("no-such")] == [0, 60140, 60140]
        raw.send(**card(task_id="t2"))
        clock.pass_(hours=72)
        raw = Raw(fake)
        assert update("response-code-2") == 60140


def test_media_last_three_days() -> None:
    clock = HandClock()
    with FakeWecom(clock) as fake:
        media_id = fake.put_media(PNG)
        clock.pass_(days=3)
        raw = Raw(fake)
        assert raw.get("media/get", access_token=raw.token, media_id=media_id)["errcode"] == 40007
