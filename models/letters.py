"""Messages to members: each goes by the best way to the person, and once to a person with two roles."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from models.channels import private_routes
from models.outbox import Content, Letter, post


@dataclass(frozen=True)
class Addressed:
    """The keys of the messages that were written, and the ids of the members to whom no way leads."""

    keys: tuple[str, ...]
    unreached: tuple[int, ...]


def write_to_members(
    connection: Connection,
    plan_id: str,
    contents: Mapping[int, Content],
    key: str,
    job: str,
    due_at: datetime,
    now: datetime,
    audience: str = "",
) -> Addressed:
    """Writes a private message to each member (id → content), key `{key}:{channel}:{account}`."""
    routes = private_routes(connection, list(contents))
    letters = {
        (way.channel, way.account): Letter(
            key=f"{key}:{way.channel}:{way.account}",
            channel=way.channel,
            account=way.account,
            content=contents[member],
            due_at=due_at,
            job=job,
            plan_id=plan_id,
            audience=audience,
            member_id=member,
        )
        for member, ways in routes.items()
        for way in ways[:1]
    }
    post(connection, list(letters.values()), now)
    return Addressed(
        keys=tuple(letter.key for letter in letters.values()),
        unreached=tuple(member for member in contents if member not in routes),
    )
