"""The table of DingTalk's error codes."""

import pytest

from bot.dingtalk_codes import CODES, code_for, failure, read_answer
from bot.http import HttpAnswer


@pytest.mark.parametrize("code", sorted(CODES))
def test_every_code_says_what_to_do_and_where_it_is_documented(code: str) -> None:
    fate, error = CODES[code], failure(code)
    assert fate.source
    assert str(error) == f"{fate.text}（{code}）"
    assert (fate.wait > 0) == (fate.policy == "wait_window")
    assert fate.tell or fate.policy != "stop_channel"
    assert not fate.personal or fate.policy == "give_up"


@pytest.mark.parametrize(
    ("status", "body", "code"),
    [
        (200, b'{"errcode":0,"errmsg":"ok"}', ""),
        (200, b'{"errcode":"0","errmsg":"ok"}', ""),
        (200, b'{"processQueryKey":"q"}', ""),
        (200, b'{"errcode":-1}', "-1"),
        (200, b'{"errcode":"130101"}', "130101"),
        (200, b'{"errcode":null}', "?"),
        (200, b'{"errcode":310000,"errmsg":"sign not match, more: [https://x]"}', "310000 sign"),
        (200, b'{"errcode":310000,"errmsg":"keywords not in content"}', "310000 keywords"),
        (200, b'{"errcode":310000,"errmsg":"invalid timestamp"}', "310000 timestamp"),
        (200, b'{"errcode":310000,"errmsg":"ip 1.2.3.4 not in whitelist"}', "310000 whitelist"),
        (200, '{"errcode":310000,"errmsg":"description:机器人发送签名过期"}'.encode(), "310000 timestamp"),
        (200, '{"errcode":310000,"errmsg":"description:机器人发送签名不匹配"}'.encode(), "310000 sign"),
        (200, '{"errcode":310000,"errmsg":"description:关键词不匹配"}'.encode(), "310000 keywords"),
        (200, b'{"errcode":310000}', "310000"),
        (400, b'{"code":"send.too.fast","message":"x"}', "send.too.fast"),
        (403, b'{"code":"Forbidden.AccessDenied.QpsLimitForApi"}', "Forbidden.AccessDenied.QpsLimitForApi"),
        (400, b'{"code":"<b>a b\\n</b>"}', "babb"),
        (404, b"{}", "http404"),
        (401, b"<html>", "InvalidAuthentication"),
        (200, b'{"status":1111,"wait":5,"punish":"deny"}', "1111"),
    ],
)
def test_an_answer_is_read_for_its_code(status: int, body: bytes, code: str) -> None:
    assert read_answer(HttpAnswer("钉钉", status, {}, body))[1] == code


@pytest.mark.parametrize(
    ("code", "policy", "wait", "tell"),
    [
        ("130101", "wait_window", 600, False),
        ("410100", "wait_window", 600, False),
        ("Forbidden.AccessDenied.QpsLimitForAppkeyAndApi", "wait_window", 1, False),
        ("Forbidden.AccessDenied.QpsLimitForApi", "wait_window", 5, False),
        ("Forbidden.AccessDenied.ApiCountLimitForOrg", "stop_channel", 0, True),
        ("90020", "stop_channel", 0, True),
        ("90030", "stop_channel", 0, True),
        ("20001", "stop_channel", 0, True),
        ("310000", "stop_channel", 0, True),
        ("300001", "stop_channel", 0, True),
        ("400013", "stop_channel", 0, True),
        ("400101", "stop_channel", 0, True),
        ("400102", "stop_channel", 0, True),
        ("400106", "stop_channel", 0, True),
        ("invalidClientIdOrSecret", "stop_channel", 0, True),
        ("contain.notAllowed.text", "give_up", 0, True),
        ("460101", "give_up", 0, False),
        ("101002", "give_up", 0, False),
        ("invalidParameter.msgParam.tooLong", "give_up", 0, False),
        ("-1", "retry", 0, False),
        ("660026", "retry", 0, False),
        ("system.error", "retry", 0, False),
        ("never.heard.of", "retry", 0, False),
    ],
)
def test_the_reference_and_the_table_agree(code: str, policy: str, wait: int, tell: bool) -> None:
    fate = code_for(code)
    assert (fate.policy, fate.wait, fate.tell) == (policy, wait, tell)
