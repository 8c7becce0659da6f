"""The names of a development zone, and the clock, that the phrases in `phrases.jsonl` are read with; and those of a
plan for investment projects, with its own clock."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from questions.vocabulary import Calendar, Named, NamedDays, NamedOutlet, Vocabulary

OFFICE = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 11, 18, 10, 0, tzinfo=OFFICE)
"""A Wednesday."""
NOW_GUANYUN = datetime(2022, 6, 15, 10, 0, tzinfo=OFFICE)
"""A Wednesday too."""

# Year: holidays with their first and last day off, then the days of a weekend that are worked.
_HOLIDAYS = {
    2021: "元旦 0101 0103 春节 0211 0217 清明 0403 0405 五一 0501 0505 端午 0612 0614 中秋 0919 0921 国庆 1001 1007",
    2022: "元旦 0101 0103 春节 0131 0206 清明 0403 0405 五一 0430 0504 端午 0603 0605 中秋 0910 0912 国庆 1001 1007",
    2025: "元旦 0101 0101 春节 0128 0204 清明 0404 0406 五一 0501 0505 端午 0531 0602 中秋 1006 1006 国庆 1001 1008",
    2026: "元旦 0101 0103 春节 0215 0223 清明 0404 0406 五一 0501 0505 端午 0619 0621 中秋 0925 0927 国庆 1001 1007",
}
_MAKE_UP = {
    2021: "0207 0220 0425 0508 0918 0926 1009",
    2022: "0129 0130 0402 0424 0507 1008 1009",
    2025: "0126 0208 0427 0928 1011",
    2026: "0104 0214 0228 0509 0920 1010",
}


def _day(year: int, text: str) -> date:
    return date(year, int(text[:2]), int(text[2:]))


def _holidays(year: int) -> list[NamedDays]:
    words = _HOLIDAYS[year].split()
    return [
        NamedDays(name, _day(year, first), _day(year, last) + timedelta(days=1))
        for name, first, last in zip(words[::3], words[1::3], words[2::3], strict=True)
    ]


def calendar(years: tuple[int, ...], start: date, end: date | None) -> Calendar:
    """The national calendar of some years for a plan that runs from `start` to `end`, both its own days."""
    holidays = tuple(days for year in years for days in _holidays(year))
    off = {days.start + timedelta(days=step) for days in holidays for step in range((days.end - days.start).days)}
    return Calendar(
        plan_start=start,
        plan_end=end,
        holidays=holidays,
        days_off=frozenset(day for day in off if day.weekday() < 5),
        make_up_days=frozenset(_day(year, text) for year in years for text in _MAKE_UP[year].split()),
    )


UNITS = (
    "党群工作部 招商局 经济发展局 财政局 应急管理局 规划建设局 综合执法局 社会事业局 行政审批局 金鑫公司 办公室 "
    "纪检监察室 自然资源分局 科技人才局"
)


def _members(number: int) -> tuple[str, ...]:
    return tuple(f"测试员{place:02}" for place in range(1, number + 1))


VOCABULARY = Vocabulary(
    units=tuple(map(Named, UNITS.split())),
    groups=("部门组", "平台公司组"),
    boards=(
        Named("重特大项目招引", ("招商", "招引", "项目招引", "重大项目", "重特大项目", "招商引资")),
        Named("项目帮办服务", ("帮办", "帮办服务", "项目帮办", "项目服务", "代办", "营商环境")),
        Named("产业、企业培育", ("产业培育", "企业培育", "产业企业培育", "培育", "产业发展", "企业发展")),
        Named("低效用地整治", ("低效用地", "用地整治", "低效", "闲置土地", "盘活存量", "土地盘活")),
        Named("基础设施配套提升", ("基础设施", "基础设施配套", "配套提升", "基建", "基础配套", "园区建设")),
        Named("安全生产管理", ("安全生产", "安全", "安全管理", "安监", "安全监管", "消防安全")),
    ),
    outlets=(
        NamedOutlet("金湖发布", "county", ("金湖发布公众号",)),
        NamedOutlet("今日金湖", "county"),
        NamedOutlet("金湖融媒", "county", ("金湖县融媒体中心", "金湖融媒体")),
        NamedOutlet("淮安日报", "city"),
        NamedOutlet("淮安发布", "city", ("淮安发布公众号",)),
        NamedOutlet("淮安广播电视台", "city", ("淮安电视台", "淮安广电")),
        NamedOutlet("交汇点新闻", "province", ("交汇点",)),
        NamedOutlet("新华日报", "province"),
        NamedOutlet("江苏卫视", "province", ("江苏广电总台", "江苏电视台")),
        NamedOutlet("新华社", "central", ("新华网",)),
        NamedOutlet("经济日报", "central", ("中国经济网",)),
        NamedOutlet("人民日报", "central", ("人民网",)),
    ),
    columns=(
        Named("园区新观察"),
        Named("项目为王"),
        Named("优化营商环境进行时"),
        Named("安全生产大家谈"),
    ),
    kinds=("信息", "线索", "案例", "图片"),
    own_unit="财政局",
    members=_members(18),
    calendar=calendar((2025, 2026), date(2024, 8, 20), None),
)

UNITS_GUANYUN = (
    "办公室 党群 监察室 信访办 招商局 财政局 中小企业园 应急局 社会事业局 城管大队 消防队 经发局 环保局 税务局 国土局 "
    "市管分局 服务中心 祥云公司 清源水务 核心片区 北部片区 空港片区"
)
GUANYUN = Vocabulary(
    units=tuple(Named(f"班子成员{place:02}") for place in range(1, 16)) + tuple(map(Named, UNITS_GUANYUN.split())),
    groups=("领导班子组", "部门组", "招商组团组"),
    kinds=("信息", "线索", "案例", "图片"),
    own_unit="经发局",
    members=_members(41),
    industries=("健康食品", "房地产", "光电信息", "装备制造", "高端纺织"),
    calendar=calendar((2021, 2022), date(2021, 9, 1), date(2022, 8, 31)),
)


def moment(text: str) -> datetime:
    """An instant on the office's clock: `moment("2026-11-18T10:00")`."""
    return datetime.fromisoformat(text).replace(tzinfo=OFFICE)


def with_units(*names: str) -> Vocabulary:
    """The same names with other units, and no unit of the asker's."""
    return replace(VOCABULARY, units=tuple(map(Named, names)), own_unit=None)
