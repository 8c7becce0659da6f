"""For which unit the speaker reports: who may, who is asked, and which unit a text names."""

import pytest

from handlers.context import UsageError
from handlers.represented import begun_for, may_report_for, reporter, represented, unit_called
from tests.dialogue import Office
from tests.handlers.speaking import speaking

LIAISON, OTHER, EDITOR, LEADER = "liaison-测试员01", "liaison-测试员02", "editor-测试员04", "leader-测试员05"


def test_the_own_unit_comes_before_those_that_somebody_stands_in_for(office: Office) -> None:
    office.says(LIAISON, "代理 测试员02")
    with speaking(office, OTHER) as context:
        assert [(person.unit, person.stands_in) for person in represented(context)] == [
            ("应急管理局", False),
            ("财政局", True),
        ]
        assert reporter(context) is None
        assert begun_for(context) == {}


def test_who_has_one_unit_reports_for_that(office: Office) -> None:
    office.says(LIAISON, "代理 测试员05")
    for account, by_line in ((LIAISON, "测试员01"), (LEADER, "测试员05")):
        with speaking(office, account) as context:
            liaison = reporter(context)
            assert liaison is not None and (liaison.unit, liaison.name) == ("财政局", by_line)


def test_an_editor_may_for_any_unit_and_others_for_their_own(office: Office) -> None:
    with speaking(office, LIAISON) as context:
        own = context.person.unit_id
        assert may_report_for(context, own) and may_report_for(context, None)
    with speaking(office, EDITOR) as context:
        liaison = reporter(context, own)
        assert liaison is not None and (liaison.unit, liaison.name) == ("财政局", "测试员04")
    with speaking(office, OTHER) as context:
        assert not may_report_for(context, own)
        with pytest.raises(UsageError):
            reporter(context, own)


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("财政局", ""),
        ("财政局 安全 标题", "安全 标题"),
        ("财政局：标题", "标题"),
        ("财政局标题", None),
        ("税务局 标题", None),
    ],
)
def test_a_unit_is_named_in_full_at_the_front(office: Office, text: str, rest: str | None) -> None:
    with speaking(office, LIAISON) as context:
        found = unit_called(context, text)
    assert (found and (found[0].name, found[1])) == (rest if rest is None else ("财政局", rest))
