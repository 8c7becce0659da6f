"""失联 in words: what to do about a reason, and what is used instead."""

from datetime import date

import pytest

from reports.reach_text import NEVER_OPENED, NO_ACCOUNT, Lost, lost_text, what_to_do


@pytest.mark.parametrize(
    ("reason", "todo"),
    [
        (NO_ACCOUNT, "请在花名册里补上账号"),
        (f"{NEVER_OPENED}，已发3条消息没有回应", "请本人打开应用，发一句“帮助”"),
        ("不在应用可见范围", "请管理员在企业微信后台把此人加入应用可见范围；已离职的请更新花名册"),
        ("不在机器人可使用范围或已离职", "请管理员在钉钉开放平台把此人加入可使用范围；已离职的请更新花名册"),
        ("通讯录里没有这个账号", "请核对花名册里的账号；已离职的请更新花名册"),
        ("平台限制了给此人发消息的频率", "稍后自动重试，不用处理"),
        ("与机器人没有单聊会话，请本人先给机器人发一条消息", ""),
        ("别的", "请核对花名册里的账号，并请本人打开应用发一句“帮助”"),
    ],
)
def test_each_reason_has_its_remedy(reason: str, todo: str) -> None:
    assert what_to_do(reason) == todo


def test_a_person_with_two_reasons_counts_once() -> None:
    reasons = [
        Lost("财政局", "测试员01", "wecom", "不在应用可见范围", date(2026, 11, 18)),
        Lost("财政局", "测试员01", "dingtalk", "不在机器人可使用范围或已离职", instead="wecom"),
    ]
    lines = lost_text(reasons).splitlines()
    assert lines[0] == "失联1人：" and len(lines) == 3 and lines[2].endswith("已改由企业微信发送。")
