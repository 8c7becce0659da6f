"""The names of a development zone, and the clock, that the phrases in `phrases.jsonl` are read with."""

from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from questions.vocabulary import Named, NamedOutlet, Vocabulary

OFFICE = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 11, 18, 10, 0, tzinfo=OFFICE)
"""A Wednesday."""

UNITS = (
    "党群工作部 招商局 经济发展局 财政局 应急管理局 规划建设局 综合执法局 社会事业局 行政审批局 金鑫公司 办公室 "
    "纪检监察室 自然资源分局 科技人才局"
)
VOCABULARY = Vocabulary(
    units=tuple(map(Named, UNITS.split())),
    groups=("部门组", "平台公司组"),
    boards=(
        Named("重特大项目招引", ("招商", "招引", "项目招引", "招商引资")),
        Named("项目帮办服务", ("帮办", "帮办服务", "营商环境")),
        Named("产业、企业培育", ("产业培育", "企业培育", "培育")),
        Named("低效用地整治", ("低效用地", "低效")),
        Named("基础设施配套提升", ("基础设施", "基建")),
        Named("安全生产管理", ("安全生产", "安全", "安监")),
    ),
    outlets=(
        NamedOutlet("金湖发布", "county"),
        NamedOutlet("今日金湖", "county"),
        NamedOutlet("淮安日报", "city"),
        NamedOutlet("淮安发布", "city"),
        NamedOutlet("新华日报", "province"),
        NamedOutlet("新华社", "central", ("新华网",)),
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
)


def moment(text: str) -> datetime:
    """An instant on the office's clock: `moment("2026-11-18T10:00")`."""
    return datetime.fromisoformat(text).replace(tzinfo=OFFICE)


def with_units(*names: str) -> Vocabulary:
    """The same names with other units, and no unit of the asker's."""
    return replace(VOCABULARY, units=tuple(map(Named, names)), own_unit=None)
