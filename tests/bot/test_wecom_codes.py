import re

import pytest

from bot.wecom_codes import RULES, TOKEN_CODES, receivers_at_fault, send_error


@pytest.mark.parametrize("code", sorted(RULES))
def test_every_code_has_a_source_and_a_sentence_in_chinese(code: int) -> None:
    rule = RULES[code]
    assert rule.source.startswith("https://")
    assert re.search(r"[一-鿿]", rule.text)
    assert not re.search(r"[!！]|access_token|corpsecret", rule.text)
    assert not rule.text.endswith("。")


@pytest.mark.parametrize("code", sorted(RULES))
def test_what_stops_a_channel_is_told_and_what_waits_says_how_long(code: int) -> None:
    rule = RULES[code]
    assert rule.tell or rule.policy != "stop_channel"
    assert (rule.wait == 60) == (rule.policy == "wait_window")
    assert not rule.person or rule.policy == "give_up"


@pytest.mark.parametrize(
    ("policy", "codes"),
    [
        ("wait_window", (45009, 45033)),
        ("stop_channel", (93000, 60020, 40001, 40013, 40056, 40091, 48002, 48006, 301002)),
        ("give_up", (40058, 44004, 45002, 40201, 81013, 60111, 46004, 40003, 40007, 42039)),
        ("retry", (-1, 123456)),
    ],
)
def test_the_policies_are_those_of_the_reference(policy: str, codes: tuple[int, ...]) -> None:
    assert {send_error(code).policy for code in codes} == {policy}


def test_a_sensitive_text_is_told_to_the_editors() -> None:
    error = send_error(40201, "包含敏感信息")
    assert (error.policy, error.tell) == ("give_up", True)
    assert str(error) == "消息含敏感信息，被企业微信拦截，请修改内容后重新发送（40201）"


@pytest.mark.parametrize("code", ["81013", "60111", "46004", "40003", "60021", "40031"])
def test_codes_about_persons_have_a_reason(code: str) -> None:
    assert receivers_at_fault(code) in ("不在应用可见范围", "通讯录里没有这个账号")


@pytest.mark.parametrize("code", ["", "http500", "40201", "-1", "999999"])
def test_other_codes_are_not_about_persons(code: str) -> None:
    assert receivers_at_fault(code) == ""


@pytest.mark.parametrize(
    ("errmsg", "address"),
    [
        ("not allow to access from your ip, hint: [1], from ip: 203.0.113.7, more info at https://", "203.0.113.7"),
        ("from ip: 2001:db8::7, more", "2001:db8::7"),
    ],
)
def test_the_address_that_wecom_saw_is_shown(errmsg: str, address: str) -> None:
    assert str(send_error(60020, errmsg)).endswith(f"要添加的 IP：{address}（60020）")


@pytest.mark.parametrize("code", [60020, 301042, 40001, 999999])
def test_nothing_else_of_the_platforms_text_is_shown(code: int) -> None:
    assert str(send_error(code, "from ip: xyzzy, access_token=plugh")) == str(send_error(code))


def test_the_codes_of_a_bad_token_wait_once_the_refresh_did_not_help() -> None:
    assert {send_error(int(code)).policy for code in TOKEN_CODES} == {"wait_window"}
