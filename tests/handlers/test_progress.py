"""进度: targets and the week's delivery, and for the office what could still be offered."""

from tests.dialogue import Office
from tests.factories import PLAN_TEXT

LIAISON, EDITOR, LEADER = "liaison-测试员01", "editor-测试员04", "leader-测试员05"


def test_every_target_has_a_line_and_the_week_one(office: Office) -> None:
    assert office.says(LIAISON, "进度").splitlines() == [
        "目标进度（截至11月18日（周三）10:00）",
        "县级媒体 本月 0/1 正常，还需1条，还剩12天。",
        "市级媒体 本季度 0/1 正常，还需1条，还剩43天。",
        "每周信息：本周（11月16日至22日 第47周）应报3个单位，已报0个，还有3个未报。",
    ]


def test_a_publication_moves_its_target(office: Office) -> None:
    office.says(LIAISON, "报送 安全 开展隐患排查")
    office.says(EDITOR, "刊发 1 金湖发布")
    answer = office.says(LIAISON, "进度")
    assert "县级媒体 本月 1/1 完成。" in answer and "市级媒体 本季度 0/1" in answer
    assert "已报1个，还有2个未报" in answer


def test_the_office_sees_what_could_still_be_offered(office: Office) -> None:
    office.says(LIAISON, "报送 安全 开展隐患排查")
    office.says(EDITOR, "通过 1")
    for account in (EDITOR, LEADER):
        assert "县级媒体可以投送：第1号财政局「开展隐患排查」。" in office.says(account, "进度")
    office.says(EDITOR, "刊发 1 金湖发布")
    answer = office.says(EDITOR, "进度")
    assert "县级媒体可以投送" not in answer and "市级媒体可以投送：第1号" in answer


def test_units_and_groups_do_not(office: Office) -> None:
    office.says(LIAISON, "报送 安全 开展隐患排查")
    office.says(EDITOR, "通过 1")
    assert "可以投送" not in office.says("liaison-测试员02", "进度")
    assert "可以投送" not in office.says(EDITOR, "进度", group="g1")


def test_the_markdown_says_the_same_in_a_table(office: Office) -> None:
    answer = office.sends(EDITOR, "进度")
    assert answer is not None and "| 县级媒体 | 本月 | 0/1 | 正常 |" in answer.markdown
    assert "近期没有已采用而未刊发的信息" in answer.markdown and "近期没有已采用而未刊发的信息" in answer.text


def test_a_plan_without_targets_and_duties_says_so(office: Office) -> None:
    bare = PLAN_TEXT.split("[[duties]]")[0]
    without = Office(office.store, text=bare)
    assert without.says(LIAISON, "进度") == "目标进度（截至11月18日（周三）10:00）\n方案里还没有设置目标。"
