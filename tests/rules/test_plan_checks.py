from dataclasses import replace
from datetime import UTC, date, time

from hypothesis import given, settings
from hypothesis import strategies as st

from rules.plan import (
    Board,
    Column,
    Duty,
    Outlet,
    Plan,
    Recognition,
    Rung,
    Target,
    Tone,
    default_ladder,
)
from rules.plan_checks import faults

PLAN = Plan(id="test", title="测试方案", start=date(2024, 8, 20))
WEEKLY = Duty(id="weekly", title="每周信息报送")
MONTHLY_TARGET = Target(id="county", title="县级媒体每月一条", period="month", needed=1)


def found(plan: Plan) -> list[tuple[str, str]]:
    return [(fault.where, fault.what) for fault in faults(plan)]


def places(plan: Plan) -> list[str]:
    return [fault.where for fault in faults(plan)]


def test_the_smallest_plan_has_no_faults() -> None:
    assert faults(PLAN) == []


def test_a_full_plan_has_no_faults() -> None:
    plan = replace(
        PLAN,
        end=date(2025, 8, 19),
        effective_from=date(2025, 1, 1),
        days_off=(date(2024, 9, 2),),
        working_days=(date(2024, 9, 7),),
        groups=("部门组", "招商组团组"),
        boards=(Board("安全生产管理", aliases=("安全",)), Board("招引", aliases=("招商",))),
        duties=(WEEKLY, Duty("monthly", "每月案例", "month", deadline_day=31, ladder=default_ladder())),
        outlets=(Outlet("人民日报", "central", ("people.com.cn",), ("人民网",)),),
        columns=(Column("项目为王"),),
        targets=(replace(MONTHLY_TARGET, boards=("招引",), columns=("项目为王",), levels=("county",)),),
    )
    assert faults(plan) == []


def test_a_plan_needs_an_id_that_can_be_typed_and_a_title() -> None:
    assert places(replace(PLAN, id="", title="  ")) == ["id", "title"]
    assert places(replace(PLAN, id="a b", title="长" * 201)) == ["id", "title"]
    assert places(replace(PLAN, id="x" * 65)) == ["id"]
    assert places(replace(PLAN, id="金湖-2024_a")) == []


def test_names_fit_into_the_store_and_on_one_line() -> None:
    long, longest = "长" * 101, "长" * 100
    plan = replace(
        PLAN,
        groups=(long,),
        kinds=("类" * 21, "信\0息"),
        boards=(Board("招引", (long,)), Board("帮办\n服务")),
        outlets=(Outlet(long, "city"),),
        columns=(Column(long),),
        targets=(replace(MONTHLY_TARGET, id="t" * 65, title="长" * 201),),
    )
    assert found(plan) == [
        ("groups[1]", "最长 100 个字，现在有 101 个字，请改短"),
        ("kinds[1]", "最长 20 个字，现在有 21 个字，请改短"),
        ("kinds[2]", "不能有换行等控制字符，请去掉"),
        ("boards[1].aliases[1]", "最长 100 个字，现在有 101 个字，请改短"),
        ("boards[2].name", "不能有换行等控制字符，请去掉"),
        ("outlets[1].name", "最长 100 个字，现在有 101 个字，请改短"),
        ("columns[1].name", "最长 100 个字，现在有 101 个字，请改短"),
        ("targets[1].id", "最长 64 个字，现在有 65 个字，请改短"),
        ("targets[1].title", "最长 200 个字，现在有 201 个字，请改短"),
    ]
    assert faults(replace(PLAN, groups=(longest,), kinds=("类" * 20,), boards=(Board(longest),))) == []


def test_a_plan_cannot_end_before_it_starts() -> None:
    assert found(replace(PLAN, end=date(2024, 8, 19))) == [
        ("end", "结束日期 2024-08-19 早于开始日期 2024-08-20，请核对")
    ]
    assert faults(replace(PLAN, end=PLAN.start)) == []


def test_a_change_cannot_begin_after_the_end() -> None:
    plan = replace(PLAN, end=date(2024, 12, 31), effective_from=date(2025, 1, 1))
    assert places(plan) == ["effective_from"]


def test_a_year_that_is_a_slip_of_the_finger_is_found() -> None:
    assert places(replace(PLAN, start=date(202, 8, 20))) == ["start"]
    assert places(replace(PLAN, end=date(9999, 12, 31))) == ["end"]


@settings(deadline=None)
@given(st.text(max_size=20) | st.sampled_from(["", "Asia", "Asia/shanghai2", "../etc/passwd", "a" * 5000, "\0"]))
def test_no_time_zone_name_breaks_the_check(name: str) -> None:
    assert set(places(replace(PLAN, timezone=name))) <= {"timezone"}


def test_an_unknown_time_zone_is_found() -> None:
    for name in ("", "Asia", "Asia/Jinhu", "../etc/passwd", "a" * 5000, "\0"):
        assert places(replace(PLAN, timezone=name)) == ["timezone"]
    assert faults(replace(PLAN, timezone="Asia/Urumqi")) == []


def test_a_day_cannot_be_both_off_and_working() -> None:
    plan = replace(PLAN, days_off=(date(2024, 9, 2),), working_days=(date(2024, 9, 7), date(2024, 9, 2)))
    assert found(plan) == [("working_days[2]", "2024-09-02 既在 days_off 又在 working_days，请只留一处")]


def test_groups_and_kinds_are_named_once() -> None:
    plan = replace(PLAN, groups=("部门组", "部门组 "), kinds=("信息", ""))
    assert places(plan) == ["groups[2]", "kinds[2]"]


def test_two_boards_cannot_have_the_same_name() -> None:
    plan = replace(PLAN, boards=(Board("产业、企业培育"), Board("产业企业培育")))
    assert found(plan) == [
        (
            "boards[2].name",
            "“产业企业培育”已用于 boards[1]（产业、企业培育），名称和别名不能重复，请改一个",
        )
    ]


def test_an_alias_belongs_to_one_board_only() -> None:
    plan = replace(PLAN, boards=(Board("招引", ("招商",)), Board("帮办", ("服务", "招商")), Board("安全", ("招引",))))
    assert places(plan) == ["boards[2].aliases[2]", "boards[3].aliases[1]"]


def test_a_board_may_repeat_its_own_name_as_an_alias() -> None:
    assert faults(replace(PLAN, boards=(Board("产业、企业培育", ("产业企业培育",)),))) == []


def test_width_and_case_make_no_new_name() -> None:
    assert places(replace(PLAN, columns=(Column("5G专栏"), Column("５ｇ 专栏")))) == ["columns[2].name"]


def test_names_and_aliases_cannot_be_empty() -> None:
    plan = replace(PLAN, boards=(Board("", ("、",)),), outlets=(Outlet("", "city"),), columns=(Column(" "),))
    assert places(plan) == ["boards[1].name", "boards[1].aliases[1]", "outlets[1].name", "columns[1].name"]


def test_two_outlets_cannot_share_a_name_or_a_domain() -> None:
    outlets = (Outlet("新华社", "central", ("news.cn",)), Outlet("新华社", "central", ("NEWS.cn",)))
    assert places(replace(PLAN, outlets=outlets)) == ["outlets[2].name", "outlets[2].domains[1]"]


def test_an_outlet_may_repeat_its_own_domain() -> None:
    assert faults(replace(PLAN, outlets=(Outlet("新华社", "central", ("news.cn", "news.cn")),))) == []


def test_a_web_address_is_not_a_domain() -> None:
    for text in ("https://news.cn", "news.cn/", "news", "", "news..cn", "news.cn:80"):
        assert places(replace(PLAN, outlets=(Outlet("新华社", "central", (text,)),))) == ["outlets[1].domains[1]"]
    assert faults(replace(PLAN, outlets=(Outlet("新华日报", "province", ("xh-1.xhby.net",)),))) == []


def test_duties_and_targets_have_ids_and_titles_of_their_own() -> None:
    plan = replace(
        PLAN,
        duties=(WEEKLY, replace(WEEKLY, title="另一个")),
        targets=(MONTHLY_TARGET, replace(MONTHLY_TARGET, id="other"), replace(MONTHLY_TARGET, id="", title="三")),
    )
    assert found(plan) == [
        ("duties[2].id", "“weekly”与 duties[1].id 重复，请改一个"),
        ("targets[3].id", "不能为空"),
        ("targets[2].title", "“县级媒体每月一条”与 targets[1].title 重复，请改一个"),
    ]


def test_times_carry_no_zone_of_their_own() -> None:
    aware = time(17, 0, tzinfo=UTC)
    ladder = (Rung("a", 0, time(9, 7), ("group",)), Rung("b", 0, aware, ("group",)))
    plan = replace(
        PLAN,
        duties=(replace(WEEKLY, deadline_time=aware, ladder=ladder),),
        tone=Tone(quiet_from=aware, quiet_to=aware),
    )
    assert places(plan) == ["duties[1].deadline_time", "duties[1].ladder[2].time", "tone.quiet_from", "tone.quiet_to"]


def test_any_quiet_hours_are_fine() -> None:
    assert faults(replace(PLAN, tone=Tone(quiet_from=time(12, 0), quiet_to=time(14, 0)))) == []
    assert faults(replace(PLAN, tone=Tone(quiet_from=time(0, 0), quiet_to=time(0, 0)))) == []


def test_a_target_needs_at_least_one() -> None:
    assert places(replace(PLAN, targets=(replace(MONTHLY_TARGET, needed=0, warn_days=-1),))) == [
        "targets[1].needed",
        "targets[1].warn_days",
    ]


def test_a_target_asks_for_what_can_be_counted() -> None:
    target = replace(MONTHLY_TARGET, needed=100_001, warn_days=367)
    assert found(replace(PLAN, targets=(target,))) == [
        ("targets[1].needed", "目标数应在 1 至 100000 之间，现在是 100001"),
        ("targets[1].warn_days", "提前预警天数应在 0 至 366 之间，现在是 367"),
    ]


def test_a_target_names_boards_and_columns_of_the_plan() -> None:
    plan = replace(
        PLAN,
        boards=(Board("招引", ("招商",)), Board("帮办")),
        targets=(replace(MONTHLY_TARGET, boards=("招引", "招商"), columns=("项目为王",)),),
    )
    assert found(plan) == [
        ("targets[1].boards[2]", "没有名为“招商”的板块（可用：招引、帮办）"),
        ("targets[1].columns[1]", "没有名为“项目为王”的专栏（方案里还没有专栏）"),
    ]


def test_a_count_of_items_has_no_level() -> None:
    target = replace(MONTHLY_TARGET, counts="items", levels=("county",))
    assert places(replace(PLAN, targets=(target,))) == ["targets[1].counts"]
    assert faults(replace(PLAN, targets=(replace(target, levels=()),))) == []


def test_recognition_has_bounds() -> None:
    assert places(replace(PLAN, recognition=Recognition(shortest=0, ask_below=1.1))) == [
        "recognition.shortest",
        "recognition.ask_below",
    ]
    assert places(replace(PLAN, recognition=Recognition(ask_below=float("nan")))) == ["recognition.ask_below"]
