"""What a liaison reads who takes over."""

from datetime import date

from reports.hand_over_text import hand_over_notice
from rules.plan import OFFICE


def test_without_drafts_it_says_from_whom_and_what_is_owed() -> None:
    notice = hand_over_notice("财政局", "测试员01", date(2026, 11, 18), [], "本周应报1条，已报0条。", OFFICE)
    assert notice.text == (
        "【交接提醒】测试员01自11月18日（周三）起不再担任财政局信息报送员，由您接续。\n"
        "本周应报1条，已报0条。\n"
        "发送「我的」查看本单位近期报送的信息。"
    )
