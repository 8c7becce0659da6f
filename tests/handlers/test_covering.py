"""Who reports while a liaison is away, as the receipt of a leave says it."""

from tests.dialogue import Office

LIAISON = "liaison-测试员01"


def test_the_receipt_says_on_which_days_there_is_a_deputy(office: Office) -> None:
    office.says(LIAISON, "代理 测试员02 12-01至12-05")
    assert office.says(LIAISON, "请假 11-30至12-02").splitlines()[1] == (
        "12月1日至2日财政局可由测试员02报送。"
        "11月30日没有代理人和其他信息报送员，任务照常计算，提醒仍会发给本人。"
        "可请他人代为报送：信息报送员发送「代理 姓名 11-30」。"
    )
    assert "\n期间财政局可由测试员02报送。\n" in office.says(LIAISON, "请假 12-04至12-05")


def test_a_second_liaison_who_is_away_on_a_day_does_not_cover_it(office: Office) -> None:
    office.member("财政局", "测试员06")
    office.says("liaison-测试员06", "请假 11-24")
    answer = office.says(LIAISON, "请假 11-23至11-25")
    assert "11月23日财政局可由测试员06报送。11月25日财政局可由测试员06报送。11月24日没有代理人" in answer


def test_a_second_liaison_reports_meanwhile(office: Office) -> None:
    office.member("财政局", "测试员06")
    assert "期间财政局可由测试员06报送。" in office.says(LIAISON, "请假 下周")
    assert "财政局没有其他信息报送员" in office.says("liaison-测试员06", "请假 11-23")
