"""名单."""

from tests.dialogue import Office
from tests.factories import make_member

LIAISON, EDITOR = "liaison-测试员01", "editor-测试员04"


def test_the_roster_list_has_units_and_people_in_the_rosters_order(office: Office) -> None:
    assert office.says(EDITOR, "名单").splitlines() == [
        "共5个单位、5人：",
        "财政局：信息报送员 测试员01",
        "应急管理局：信息报送员 测试员02",
        "招商局：信息报送员 测试员03",
        "党群工作部：没有信息报送员；宣传办 测试员04",
        "办公室：没有信息报送员；领导 测试员05",
    ]


def test_one_unit_is_shown_by_a_part_of_its_name(office: Office) -> None:
    assert office.says(EDITOR, "名单 管理").splitlines() == ["共1个单位、1人：", "应急管理局：信息报送员 测试员02"]
    assert office.says(EDITOR, "名单 卫健委") == "花名册里没有「卫健委」。"


def test_whoever_has_left_is_not_in_it_and_the_unit_says_so(office: Office) -> None:
    left = office.now.date()
    office.store.write(lambda c: make_member(c, "统计局", "测试员09", accounts=[], active_until=left))
    assert "统计局：没有信息报送员" in office.says(EDITOR, "名单 统计局")
    assert "测试员09" not in office.says(EDITOR, "名单")


def test_it_shows_no_account(office: Office) -> None:
    assert LIAISON not in office.says(EDITOR, "名单")
