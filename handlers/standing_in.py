"""代报: an item for a named unit, by its liaison or deputy, or by an editor. The credit is the unit's."""

from handlers.attaching import may_attach, note_media
from handlers.context import WRITERS, Command, Context, Reply, UsageError
from handlers.making_up import MAKE_UP
from handlers.reporting import REPORT, report
from handlers.represented import may_report_for, represented, unit_called
from handlers.talk import current
from handlers.unfinished import with_note
from handlers.words import Vocabulary
from handlers.zero_reports import ZERO_REPORT

# What may follow the unit as it stands alone: 代报 财政局 补报 上周 …
_WITHIN = Vocabulary((REPORT, MAKE_UP, ZERO_REPORT))


def report_for(context: Context, arguments: str) -> Reply:
    """`代报 单位` begins the form, `代报 单位 板块 标题⏎正文` stores at once, any other text is proposed.

    补报 and 零报告 may stand behind the unit.
    """
    named = unit_called(context, arguments)
    if named is None:
        raise UsageError(_which(context, arguments))
    unit, rest = named
    if not may_report_for(context, unit.id):
        raise UsageError(
            f"您不是{unit.name}的信息报送员或代理人，不能代报；请该单位信息报送员发送「代理 {context.person.name}」，"
            "登记后即可代报，或联系宣传办。"
        )
    if not may_attach(context):
        note_media(context, None)  # an editor's photos are kept only with what is written for a unit
    context.named_unit = unit.id
    within = _WITHIN.match(rest)
    answer = within.command.run(context, within.arguments) if within else report(context, rest)
    # The preview of a text names the unit itself.
    return with_note(f"代报单位：{unit.name}。", answer) if current(context).flow == "form" else answer


def _which(context: Context, arguments: str) -> str:
    word = arguments.split(maxsplit=1)[0][:20] if arguments.strip() else ""
    why = f"花名册里没有「{word}」这个单位，请写单位全称" if word else "请写明单位"
    own = "、".join(person.unit for person in represented(context))
    return f"{why}，例如：代报 {own.split('、')[0] or '财政局'} 标题和正文。" + (
        f"您可以报送的单位：{own}。" if own else ""
    )


STAND_IN = Command(
    words=("代报",),
    usage="代报 单位（按要点逐项填写）\n代报 单位 板块 标题，换行写正文\n代报 单位 补报 上周\n代报 单位 零报告",
    summary="为指定的单位报送信息",
    run=report_for,
    roles=WRITERS,
    in_group=False,
)
