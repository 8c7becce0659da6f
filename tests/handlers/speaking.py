"""A speaker as the handlers see one, for tests of what lies below the router."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection

from handlers.context import Context, Incoming, Media
from models.members import memberships_of
from models.plans import current_plan
from tests.dialogue import Office


@contextmanager
def speaking(
    office: Office, account: str, text: str = "", group: str = "", media: tuple[Media, ...] = ()
) -> Iterator[Context]:
    """The context of one message, to be read with; what is written with it is taken back."""
    with office.store.engine.connect().execution_options(write=True) as connection, connection.begin() as transaction:
        yield context_of(office, connection, account, text, group, media)
        transaction.rollback()


def context_of(
    office: Office,
    connection: Connection,
    account: str,
    text: str = "",
    group: str = "",
    media: tuple[Media, ...] = (),
) -> Context:
    """The context of one message in an open transaction. The account must be in the roster."""
    incoming = Incoming("app", "wecom", office.plans, "k1", account, text, office.now, group, media=media)
    day = office.now.astimezone(office.plan.zone).date()
    people = memberships_of(connection, "wecom", account, office.plans, day)
    plan = current_plan(connection, people[0].plan_id, office.now)
    assert plan is not None
    return Context(connection, incoming, office.now, plan, tuple(people))
