"""The words of a question that are no names and no periods: a closed list, since an unknown word may change everything.

报, 交, 收到 mean items; 发, 刊发, 登, 上, 见报, 播, 报道 mean publications (design, section 10).
"""

import re
from collections.abc import Iterable, Iterator, Mapping

from questions.pieces import Kind, Piece

_ITEM_VERBS = "报 报送 上报 交 上交 提交 收 收到 送 送来 报来 报上来 报过来 交来 交上来 交过来"
_PUBLICATION_VERBS = (
    "发 发出 刊发 刊登 刊载 登 登出 登载 登报 上 上稿 发稿 见报 播 播出 播发 报道 报导 发表 发布 宣传报道 新闻报道"
)
_NOUNS = "稿件 稿子 稿 新闻 消息 文章 媒体 新闻媒体 媒体上 媒体中"
_COUNTS = "数量 总数量 总数 总量 条数 篇数 件数 次数 数 量"
_HOW_MANY = ("多少", "几")
_MEASURES = ("", "条", "篇", "件", "则", "份", "次", "条次", "篇次")
_WHO = (
    "谁 都谁 有谁 都有谁 哪些单位 哪个单位 哪几个单位 哪几家 哪家 哪些家 哪几家单位 哪家单位 什么单位 "
    "哪些部门 哪个部门 哪几个部门 哪些局 哪个局 哪几个局 都有哪些单位 都有哪些部门 都有哪几家"
)
_MANY_UNITS = (
    "多少单位 多少个单位 多少家单位 多少家 几个单位 几家单位 几家 多少部门 多少个部门 几个部门 单位数 单位数量"
)
_GOALS = "目标 进度 达标 目标任务 任务目标 目标进度 完成进度 序时进度 宣传目标 媒体目标 刊发目标 报送目标"
_DONE = "完成 完成率 还差"
_HOW = "怎么样 怎样 咋样 如何 情况 得怎么样 得怎样 得如何 情况如何 情况怎么样 情况怎样 多少了 到哪了"
_TAGS = "吗 么 了没 了没有 有没有 是否 是不是 与否"
_FILLERS = (
    "的 了 过 有 是 在 于 请 请问 问 问下 问一下 查 查查 查下 查一下 查询 查询一下 看 看下 看看 看一下 "
    "统计 统计下 统计一下 了解 了解一下 说说 说下 说一下 知道 想 我想 给我 帮我 帮忙 麻烦 告诉我 能帮我 可以帮我 "
    "能不能帮我 你好 您好 一共 总共 合计 累计 共 总计 共计 总的 都 已 已经 目前 现在 当前 截至目前 截止目前 到目前 "
    "到目前为止 截至现在 到底 究竟 啊 呀 吧 嘛 哦 哈 呗 被 由 从 自 自从 关于 对于 还 "
    "全部 所有 全体 大家 全区 所有单位 全部单位 全体单位 "
    ". ? ! ; : 。 ' \" “ ” ‘ ’ 《 》 < > ( ) 「 」 『 』 【 】 [ ] · … ~ - — /"
)
_BY: Mapping[str, str] = {
    "unit": "各单位 每个单位 各个单位 各部门 每个部门 各家 各家单位 每家 每家单位 分单位 按单位",
    "board": "各板块 每个板块 各个板块 分板块 按板块",
    "level": "各级 各级别 各个级别 每个级别 分级别 按级别 各级媒体",
    "outlet": "各媒体 各家媒体 每家媒体 各个媒体 分媒体 按媒体",
    "column": "各专栏 各栏目 每个专栏 每个栏目 各个专栏 分专栏 按专栏",
    "month": "每月 每个月 各月 各个月 各月份 按月 按月份 分月 逐月",
}
_ATTACHED: Mapping[str, str] = {
    "column": "专栏 栏目 这个专栏 这个栏目 该专栏 该栏目 这一专栏 这一栏目",
    "board": "板块 这个板块 该板块 这一板块 方面 工作 这块 这一块 类 领域",
}
"""Nouns that stand beside a column or a board and say nothing else."""

# 报没报, 完成了没完成: what follows the first word only makes it a question.
_ASKED_BOTH_WAYS = re.compile(r"(?P<word>报送|刊发|完成|报|交|发|登|上)(?P<tag>了?没有?(?P=word))")


def _entries() -> Iterator[tuple[Kind, str, Iterable[str]]]:
    yield "verb", "items", _ITEM_VERBS.split()
    yield "verb", "publications", _PUBLICATION_VERBS.split()
    yield "noun", "items", ("信息", "信息稿", "信息稿件")
    yield "noun", "", _NOUNS.split()
    yield "count", "", (many + measure for many in _HOW_MANY for measure in _MEASURES)
    yield "count", "units", ("几个", "多少个")  # 还有几个没报
    yield "count", "", _COUNTS.split()
    yield "who", "", _WHO.split()
    yield "which", "", ("哪些", "有哪些", "都有哪些", "哪几个")
    yield "units", "", ("单位", "部门", "名单")
    yield "many-units", "", _MANY_UNITS.split()
    yield "no", "", ("没", "没有", "未", "还没", "还没有", "尚未", "还未")
    yield "tag", "", _TAGS.split()
    yield "goal", "target", _GOALS.split()
    yield "goal", "", _DONE.split()
    yield "how", "", _HOW.split()
    yield "each", "", ("各", "分别", "各自")
    yield "join", "and", ("和", "与", "及", "以及", "跟")
    yield "join", "", ("、", ",", "还有")
    yield "then", "", ("那", "那么", "那就", "换成")
    yield "after-all", "", ("呢",)
    yield "filler", "", _FILLERS.split()
    yield from (("by", value, words.split()) for value, words in _BY.items())
    yield from (("noun", value, words.split()) for value, words in _ATTACHED.items())


_WORDS: Mapping[str, tuple[Kind, str]] = {word: (kind, value) for kind, value, words in _entries() for word in words}
_LONGEST = max(map(len, _WORDS))


def word_pieces(text: str) -> list[Piece]:
    """Every stretch of the normalised text that is a known word of a question."""
    found = [
        Piece(start, end, *_WORDS[text[start:end]])
        for start in range(len(text))
        for end in range(start + 1, min(start + _LONGEST, len(text)) + 1)
        if text[start:end] in _WORDS
    ]
    return found + [Piece(*both.span("tag"), "tag") for both in _ASKED_BOTH_WAYS.finditer(text)]
