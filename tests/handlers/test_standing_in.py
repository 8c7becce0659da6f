"""代报: an item for a named unit; the credit is the unit's, the by-line the writer's."""

from models.attachments import attachments_of
from models.items import Item, item_by_number
from models.store import Store
from tests.dialogue import Office, photo
from tests.factories import PLAN_TEXT

LIAISON, OTHER, EDITOR = "liaison-测试员01", "liaison-测试员02", "editor-测试员04"
FREE_TEXT = "11月18日，应急管理局联合园区企业开展安全隐患大排查，共排查隐患26处，已整改24处，其余两处明确了整改时限。"


def item(office: Office, number: int = 1) -> Item:
    with office.store.read() as connection:
        found = item_by_number(connection, "jinhu", number)
    assert found is not None
    return found


def test_an_editor_reports_for_a_unit_at_once(office: Office) -> None:
    answer = office.says(EDITOR, "代报 财政局 安全 开展隐患排查\n排查隐患12处。")
    assert answer.startswith("已收到，编号第1号。\n单位：财政局\n")
    assert "本周应报1条，已报1条。" in answer
    assert (item(office).unit, item(office).byline, item(office).status) == ("财政局", "测试员04", "待审")
    assert "第1号" in office.says(LIAISON, "我的")


def test_an_editor_fills_in_the_form_for_a_unit(office: Office) -> None:
    assert office.says(EDITOR, "代报 财政局").startswith("代报单位：财政局。\n请选择板块")
    for text in ("2", "开展安全检查", "落实情况良好"):
        office.says(EDITOR, text)
    assert office.says(EDITOR, "完成").startswith("单位：财政局\n板块：安全生产管理\n")
    assert "已收到1张照片，将随正在填写的信息一起报送" in office.says(EDITOR, "", media=[photo("a")])
    assert "单位：财政局" in office.says(EDITOR, "确认")
    assert "附到第1号" in office.says(EDITOR, "", media=[photo("b")])
    with office.store.read() as connection:
        assert [each.reference for each in attachments_of(connection, item(office).id)] == ["a", "b"]


def test_a_text_is_proposed_for_the_unit(office: Office) -> None:
    answer = office.says(EDITOR, f"代报 财政局 {FREE_TEXT}", media=[photo("a")])
    assert answer.startswith("是否作为信息报送？\n单位：财政局\n板块：安全生产管理") and "附件：1个" in answer
    assert "单位：财政局" in office.says(EDITOR, "确认")
    assert item(office).unit == "财政局"


def test_a_text_for_another_unit_does_not_go_on_with_the_one_in_hand(office: Office) -> None:
    office.says(EDITOR, f"代报 财政局 {FREE_TEXT}")
    assert "已存为第1号草稿" in office.says(EDITOR, f"代报 招商局 {FREE_TEXT}")
    office.says(EDITOR, "确认")
    assert [(item(office, n).unit, item(office, n).status) for n in (1, 2)] == [("财政局", "草稿"), ("招商局", "待审")]


def test_a_liaison_names_the_own_unit(office: Office) -> None:
    assert office.says(LIAISON, "代报 财政局 安全 开展隐患排查").startswith("已收到，编号第1号。\n板块")


def test_a_liaison_of_another_unit_is_told_how_to_become_deputy(office: Office) -> None:
    answer = office.says(LIAISON, "代报 招商局 安全 开展隐患排查")
    assert answer == (
        "您不是招商局的信息报送员或代理人，不能代报；请该单位信息报送员发送「代理 测试员01」，"
        "登记后即可代报，或联系宣传办。"
    )
    assert "没有权限" in office.says("leader-测试员05", "代报 招商局 安全 开展隐患排查")


def test_the_unit_must_be_named_in_full(office: Office) -> None:
    assert "请写明单位，例如：代报 财政局" in office.says(LIAISON, "代报")
    answer = office.says(LIAISON, "代报 财政 安全 开展隐患排查")
    assert answer.startswith("花名册里没有「财政」这个单位，请写单位全称") and "您可以报送的单位：财政局。" in answer


def test_an_editors_photo_alone_is_still_turned_away(office: Office) -> None:
    assert "由信息报送员随信息报送" in office.says(EDITOR, "", media=[photo()])


def test_an_editor_cannot_report_without_a_unit(office: Office) -> None:
    for text in ("报送", "报送 安全 开展隐患排查"):
        assert "请写明为哪个单位报送" in office.says(EDITOR, text)


def test_an_editor_puts_right_what_was_reported_for_a_unit(office: Office) -> None:
    office.says(EDITOR, "代报 财政局 安全 开展隐患排查")
    assert "本周应报1条，已报1条" in office.says(EDITOR, "补充 1 已整改10处。")
    assert "本周应报1条，已报0条" in office.says(EDITOR, "撤回 1")


def test_an_editor_takes_up_the_draft_of_what_was_begun_for_a_unit(office: Office) -> None:
    for text in ("代报 财政局", "2", "开展安全检查"):
        office.says(EDITOR, text)
    assert "发送「报送 1」可报送" in office.says(EDITOR, "取消")
    assert "单位：财政局" in office.says(EDITOR, "报送 1")
    assert (item(office).unit, item(office).status) == ("财政局", "待审")


def test_what_is_made_up_and_what_is_nothing_may_be_for_a_unit_too(store: Store) -> None:
    allowed = "required = 1\nmake_up = 1\nzero_reports = 1\n"
    office = Office(store, text=PLAN_TEXT.replace("required = 1\n", allowed, 1))
    office.member("财政局", "测试员01")
    office.member("党群工作部", "测试员04", "editor")
    office.open_week()
    assert "已登记零报告" in office.says(EDITOR, "代报 财政局 零报告 本周无动态")
    assert "单位：财政局" in office.says(EDITOR, "代报 财政局 补报 上周 安全 开展隐患排查")
    assert (item(office).unit, item(office).counted_on.isoformat()) == ("财政局", "2026-11-09")
