"""What the tests of the rules share: a plan like 金湖's, the office's clock, and strategies for days."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from rules.plan import Board, Duty, PeriodKind, Plan

SHANGHAI = ZoneInfo("Asia/Shanghai")
KINDS: tuple[PeriodKind, ...] = ("day", "week", "month", "quarter", "half", "year")
WEEKLY = Duty("weekly", "每周信息")

PROJECTS = Board(
    "重特大项目招引",
    aliases=("项目招引", "招商"),
    keywords=("招商", "签约", "洽谈", "总投资", "推介会", "落户", "产业对接"),
    key_points=("项目背景", "项目进展", "签约情况", "资金投入", "预期经济效益", "社会影响"),
)
SERVICE = Board(
    "项目帮办服务",
    aliases=("帮办服务", "营商环境"),
    keywords=("帮办", "代办", "上门服务", "办理许可", "协调解决", "拿地即开工", "审批"),
)
INDUSTRY = Board(
    "产业、企业培育",
    aliases=("企业培育",),
    keywords=("专精特新", "产业链", "技改", "产能", "研发中心", "走访", "龙头企业", "培育"),
)
LAND = Board(
    "低效用地整治", keywords=("低效用地", "盘活", "闲置厂房", "闲置土地", "僵尸企业", "腾出空间", "旧厂区改造")
)
BUILDING = Board(
    "基础设施配套提升",
    aliases=("基础设施",),
    keywords=("基础设施", "污水管网", "道路绿化", "标准厂房", "变电站", "沥青铺设", "封顶"),
)
SAFETY = Board(
    "安全生产管理",
    aliases=("安全生产",),
    keywords=("安全生产", "隐患", "应急演练", "安全培训", "检查", "事故"),
    key_points=("安全生产管理的落实情况", "安全隐患排查及整改", "事故预防与处理", "安全培训及宣传"),
)
BOARDS = (PROJECTS, SERVICE, INDUSTRY, LAND, BUILDING, SAFETY)

JINHU = Plan(id="jinhu", title="开发区宣传工作方案", start=date(2024, 8, 20), boards=BOARDS, duties=(WEEKLY,))
GUANYUN = Plan(id="guanyun", title="招商方案", start=date(2021, 9, 1), end=date(2022, 8, 31))

days = st.dates(date(2003, 1, 1), date(2028, 12, 31))
kinds = st.sampled_from(KINDS)
moments = st.datetimes(datetime(2024, 1, 1), datetime(2028, 1, 1), timezones=st.just(UTC))


def office(text: str) -> datetime:
    """The instant, in UTC, at which the office's clock shows `2026-10-09 17:00`."""
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI).astimezone(UTC)
