"""Offices that are not ours: what tells them from the units of a plan, whose names may be near."""

import re

from questions.names.sounds import NUMERALS

_GENERAL = (
    "有限公司 集团公司 子公司 分公司 办事处 委员会 管理局 监督局 服务局 管理处 管理部 工作部 工作局 工作处 管委会 "
    "管理所 管理站 服务站 工作站 服务中心 管理中心 人民政府 镇政府 办公厅 事务局 事务所 有限责任公司 股份有限公司 "
    "领导小组 居委会 村委会"
)
GENERAL = frozenset(_GENERAL.split())
"""Ends of so many names that alone they are none, unless a unit bears exactly this name."""

_OTHER_OFFICES = (
    "卫健委 卫健局 教育局 财务局 公安局 税务局 国税局 地税局 人社局 农业农村局 城管局 财政所 司法局 民政局 水利局 "
    "水务局 交通局 交通运输局 发改委 发改局 工信局 经信局 科技局 商务局 文旅局 文广旅局 审计局 统计局 应急局 "
    "应急管理局 市场监管局 市场监督管理局 医保局 住建局 住建委 城建局 规划局 国土局 自然资源局 自然资源和规划局 "
    "生态环境局 环保局 林业局 园林局 气象局 体育局 档案局 信访局 信访办 机关事务局 机管局 行政审批局 政务服务局 "
    "退役军人局 退役军人事务局 社会事务局 民宗局 侨办 外办 台办 编办 人防办 扶贫办 乡村振兴局 供销社 粮食局 "
    "物价局 盐务局 烟草局 邮政局 供电局 海事局 海关 地震局 公路局 铁路局 渔业局 畜牧局 农机局 农业局 建设局 "
    "房管局 环卫局 综治局 综治办 政法委 组织部 宣传部 统战部 党建部 党建工作部 党政办 党政办公室 纪委 监委 纪工委 "
    "检察院 检察室 法院 团委 妇联 工会 工商局 质监局 药监局 食药监局 安监局 投促局 投资促进局 金融局 金融办 "
    "国资委 国资局 大数据局 数据局 社保局 人才办 设施局 基建室 群工部 消防局 交警大队 巡警大队 特警队 消防大队 "
    "城管队 监狱 看守所 派出所"
)
OTHER_OFFICES = frozenset(_OTHER_OFFICES.split())
"""Offices that exist elsewhere: none of them is taken for one of ours that it sounds like."""

_PLACES = "东西南北中上下前后左右大小新老总分支副甲乙丙丁省市县区镇"
TELLING = frozenset(_PLACES) | NUMERALS
"""Characters that tell one name from another: with one of them in place of another, or more, it is another name."""
TELLING_OFFICES = TELLING | frozenset(_OTHER_OFFICES)
"""The same for offices: every character that they are named with."""

_ELSEWHERE = re.compile(r"(?:[省市县州盟旗镇乡村]|[省市县央家区]级)$")


def of_another_place(text: str, start: int) -> bool:
    """Whether what stands before `start` makes the name of an office that begins there another one's: 市财政局,
    县级财政局."""
    return _ELSEWHERE.search(text[max(0, start - 2) : start]) is not None
