"""绑定: a stranger asks to be bound to a member of the roster, an editor decides. A stranger learns nothing else."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection

from handlers.context import Command, Context, Incoming, Reply, UsageError, reply
from handlers.words import Vocabulary, take_number
from models.bindings import BindRequest, ask_to_bind, decide, open_requests
from models.letters import write_to_members
from models.members import members_with_role
from models.outbox import Content, Letter, post
from rules.periods import office_date
from rules.plan import OFFICE, ROLE_NAMES

HOW_TO_ASK = "您还没有绑定身份。请发送：绑定 单位 姓名，例如：绑定 财政局 张某。宣传办确认后即可使用。"
NOT_IN_ORGANISATION = "未能识别您的账号。请联系管理员将您加入本组织，并确认机器人应用已经发布，再发送：绑定 单位 姓名。"


def stranger_reply(connection: Connection, incoming: Incoming, now: datetime) -> Reply | None:
    """What somebody who is in no roster is answered: how to ask, or that the request was passed on."""
    if incoming.event:
        return reply(HOW_TO_ASK) if incoming.event == "enter" else None
    if not incoming.account:
        return reply(NOT_IN_ORGANISATION)
    match = Vocabulary((BIND,)).match(incoming.text)
    words = match.arguments.split() if match else []
    if len(words) != 2 or not incoming.plans:
        return reply(HOW_TO_ASK)
    for plan_id in incoming.plans:
        _pass_on(connection, incoming, plan_id, words, now)
    return reply("绑定申请已提交，宣传办确认后会通知您。")


def _pass_on(connection: Connection, incoming: Incoming, plan_id: str, words: Sequence[str], now: datetime) -> None:
    unit, name = words[0][:100], words[1][:100]
    family, account, nickname = incoming.family, incoming.account, incoming.nickname[:100]
    number = ask_to_bind(connection, plan_id, incoming.channel, family, account, nickname, unit, name, now)
    editors = members_with_role(connection, plan_id, ("editor",), office_date(now, OFFICE))
    known_as = f"（显示名 {nickname}）" if nickname else ""
    asks = f"账号 {account}{known_as} 申请绑定为：{unit} {name}。"
    text = f"{asks}请核实本人身份后回复：绑定 同意 {number}，或 绑定 拒绝 {number}。"
    buttons = reply(text, ("同意", f"绑定 同意 {number}"), ("拒绝", f"绑定 拒绝 {number}"), title="绑定申请")
    contents = {editor.member_id: buttons for editor in editors}
    write_to_members(connection, plan_id, contents, f"bind:{plan_id}:{number}", "bind", now, now, "editors")


def bind(context: Context, arguments: str) -> Reply:
    """Editors: the open requests, `同意 N`, `拒绝 N`. Others are told who they are."""
    if "editor" not in context.roles:
        return reply(f"您已绑定为：{context.person.unit} {context.person.name}。如需更改请联系宣传办。")
    requests = {request.id: request for request in open_requests(context.connection, context.plan.id)}
    verdict = arguments.strip()[:2]
    if verdict not in ("同意", "拒绝"):
        return _list(list(requests.values()))
    number, _ = take_number(arguments.strip()[2:])
    request = requests.get(number or 0)
    if request is None:
        raise UsageError("没有这个待办的绑定申请。发送「绑定」查看待确认的申请。")
    return _decide(context, request, verdict == "同意")


def _list(requests: Sequence[BindRequest]) -> Reply:
    if not requests:
        return reply("没有待确认的绑定申请。")
    lines = [f"{r.id}. {r.unit} {r.name}，账号 {r.user_id}" for r in requests[:20]]
    return reply("待确认的绑定申请：\n" + "\n".join(lines) + "\n请回复：绑定 同意 编号，或 绑定 拒绝 编号。")


def _decide(context: Context, request: BindRequest, accepted: bool) -> Reply:
    if accepted and not _is_in_roster(context, request):
        raise UsageError(
            f"花名册里没有在任的「{request.unit} {request.name}」，没有绑定。请核对单位和姓名：花名册补上后再同意，"
            f"或发送「绑定 拒绝 {request.id}」请对方重新申请。"
        )
    decide(context.connection, request, accepted, context.now)
    text = "您的账号已绑定，发送「帮助」开始使用。" if accepted else "绑定申请未通过，请与宣传办联系。"
    key = f"bound:{request.id}"
    letter = Letter(key, request.channel, request.user_id, Content(text), context.now, "bind", context.plan.id)
    post(context.connection, [letter], context.now)
    return reply(f"已{'同意' if accepted else '拒绝'}：{request.unit} {request.name}，结果已通知对方。")


def _is_in_roster(context: Context, request: BindRequest) -> bool:
    """Looked at before the request is closed, so that it can still be accepted when the roster is put right."""
    people = members_with_role(context.connection, context.plan.id, tuple(ROLE_NAMES), context.today)
    return any((person.unit, person.name) == (request.unit, request.name) for person in people)


BIND = Command(
    words=("绑定",),
    usage="绑定 单位 姓名\n宣传办：绑定（查看申请）、绑定 同意 3、绑定 拒绝 3",
    summary="绑定身份；宣传办确认绑定申请",
    run=bind,
    in_group=False,
)
