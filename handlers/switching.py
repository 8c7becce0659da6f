"""切换: which plan a member of several plans is talking about."""

from handlers.context import Command, Context, Reply, UsageError, reply
from models.accounts import choose_plan
from models.members import memberships_of
from models.plans import current_plans


def switch(context: Context, arguments: str) -> Reply:
    """Chooses the plan by id or by a part of its title."""
    incoming = context.incoming
    everywhere = memberships_of(context.connection, incoming.family, incoming.account, incoming.plans, context.today)
    mine = {person.plan_id for person in everywhere}
    plans = [plan for plan in current_plans(context.connection, context.now) if plan.id in mine]
    wanted = arguments.strip()
    fitting = [plan for plan in plans if wanted and (wanted == plan.id or wanted in plan.title)]
    if len(fitting) != 1:
        raise UsageError("请写明要切换到哪个方案：" + "；".join(f"切换 {plan.id}（{plan.title}）" for plan in plans))
    accounts = {person.account_id for person in everywhere if person.plan_id == fitting[0].id}
    choose_plan(context.connection, accounts, context.now)
    return reply(f"已切换到：{fitting[0].title}。发送「帮助」查看可以使用的命令。")


SWITCH = Command(words=("切换",), usage="切换 方案", summary="参加多个方案时选择其中一个", run=switch, in_group=False)
