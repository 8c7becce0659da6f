"""Photos, voice, video and files: to the draft in hand, else to what was just sent."""

import pytest

from handlers.context import Media
from models.attachments import LOOSE_FOR, Attachment, attachments_of, count_loose
from models.items import item_by_number
from models.members import memberships_of
from tests.dialogue import Office, photo

LIAISON = "liaison-测试员01"


def attached(office: Office, number: int = 1) -> list[Attachment]:
    with office.store.read() as connection:
        item = item_by_number(connection, "jinhu", number)
        assert item is not None
        return attachments_of(connection, item.id)


def loose(office: Office, account: str = LIAISON) -> int:
    with office.store.read() as connection:
        [person] = memberships_of(connection, "wecom", account, ["jinhu"], office.now.date())
        return count_loose(connection, person.member_id, office.now - LOOSE_FOR)


def test_photos_go_to_what_was_just_sent_and_to_the_draft_in_hand(office: Office) -> None:
    assert "请接着发送文字内容" in office.says(LIAISON, "", media=[photo("a")])
    assert "第1号" in office.says(LIAISON, "报送 安全 开展隐患排查")
    assert "附到第1号" in office.says(LIAISON, "", media=[photo("b")])
    with office.store.read() as connection:
        item = item_by_number(connection, "jinhu", 1)
        assert item is not None
        assert [a.reference for a in attachments_of(connection, item.id)] == ["a", "b"]


@pytest.mark.parametrize(
    ("media", "said"),
    [
        ([photo("a")], "1张照片"),
        ([photo("a"), photo("b")], "2张照片"),
        ([Media("voice", "a")], "1段语音"),
        ([Media("video", "a")], "1段视频"),
        ([Media("file", "a", "方案.docx")], "1个文件"),
    ],
)
def test_the_answer_says_what_came(office: Office, media: list[Media], said: str) -> None:
    assert office.says(LIAISON, "", media=media) == f"已收到{said}。请接着发送文字内容，将与附件一起报送。"
    office.says(LIAISON, "报送 安全 开展隐患排查")
    answer = office.says(LIAISON, "", media=media)
    assert answer.startswith(f"已将{said}附到第1号「开展隐患排查」，该条共有附件{2 * len(media)}个。")


def test_it_is_noted_for_the_worker_to_fetch_at_once(office: Office) -> None:
    office.says(LIAISON, "报送 安全 开展隐患排查")
    office.says(LIAISON, "", media=[Media("file", "media-7", "方案.docx")])
    [kept] = attached(office)
    assert (kept.kind, kept.reference, kept.filename, kept.channel) == ("file", "media-7", "方案.docx", "app")
    assert (kept.state, kept.due_at) == ("due", office.now)


@pytest.mark.parametrize(("now", "goes"), [("2026-11-18 12:00", True), ("2026-11-18 12:01", False)])
def test_what_was_just_sent_is_at_most_two_hours_old(office: Office, now: str, goes: bool) -> None:
    office.says(LIAISON, "报送 安全 开展隐患排查")
    office.clock(now)
    assert ("附到第1号" in office.says(LIAISON, "", media=[photo()])) is goes
    assert (len(attached(office)), loose(office)) == ((1, 0) if goes else (0, 1))


def test_while_something_is_written_photos_belong_to_that(office: Office) -> None:
    office.says(LIAISON, "报送 安全 开展隐患排查")
    office.says(LIAISON, "报送")
    assert "正在填写" in office.says(LIAISON, "", media=[photo()])
    assert (attached(office), loose(office)) == ([], 1)


def test_a_withdrawn_item_takes_no_more_photos(office: Office) -> None:
    office.says(LIAISON, "报送 安全 开展隐患排查")
    office.says(LIAISON, "撤回 1")
    assert "请接着发送文字内容" in office.says(LIAISON, "", media=[photo()])
    assert attached(office) == []


def test_a_draft_takes_no_photos_of_its_own(office: Office) -> None:
    for text in ("报送", "2", "开展安全检查", "取消"):
        office.says(LIAISON, text)
    assert "请接着发送文字内容" in office.says(LIAISON, "", media=[photo()])
    assert attached(office) == []


def test_photos_of_two_liaisons_do_not_mix(office: Office) -> None:
    office.says("liaison-测试员02", "", media=[photo("b")])
    office.says(LIAISON, "", media=[photo("a")])
    office.says(LIAISON, "报送 安全 开展隐患排查")
    assert [kept.reference for kept in attached(office)] == ["a"]
    assert loose(office, "liaison-测试员02") == 1


def test_text_and_photos_in_one_message_go_together(office: Office) -> None:
    assert "附件：2个" in office.says(LIAISON, "报送 安全 开展隐患排查", media=[photo("a"), photo("b")])
    assert [kept.reference for kept in attached(office)] == ["a", "b"]


def test_the_same_message_again_attaches_nothing_more(office: Office) -> None:
    office.says(LIAISON, "报送 安全 开展隐患排查")
    answers = {office.says(LIAISON, "", media=[photo()], key="same") for _ in range(3)}
    assert len(answers) == 1 and len(attached(office)) == 1


def test_whoever_is_no_liaison_attaches_nothing(office: Office) -> None:
    before = office.contents()
    for account in ("editor-测试员04", "leader-测试员05"):
        assert "由信息报送员随信息报送" in office.says(account, "", media=[photo()])
        assert "目标进度" in office.says(account, "进度", media=[photo()])
    assert office.contents()["attachment"] == before["attachment"]


def test_a_photo_in_a_group_is_neither_kept_nor_answered_with_an_items_title(office: Office) -> None:
    office.says(LIAISON, "报送 安全 开展隐患排查")
    assert office.says(LIAISON, "", media=[photo()], group="g1") == "照片和文件请私聊发送，以便附到本单位的信息。"
    office.says(LIAISON, "进度", media=[photo()], group="g1")
    assert (attached(office), loose(office)) == ([], 0)


def test_a_filename_is_cut_to_what_is_stored(office: Office) -> None:
    office.says(LIAISON, "报送 安全 开展隐患排查", media=[Media("file", "a", "长" * 400)])
    assert len(attached(office)[0].filename) == 300
