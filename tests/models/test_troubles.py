"""Who has asked hears in every case that a chart or a sheet does not come."""

from collections.abc import Callable

import pytest
from sqlalchemy import Connection

from models.channels import resume_channel
from models.delivery import STALE, Call, Terms, claim_call
from models.enclosures import Chart, Sheet
from models.outbox import Content, Letter, OutboxRow, post, rows_after
from models.outcomes import HELD_BACK, TRIES, UNCLEAR_WAIT, put_right, record_failure, record_sent
from models.store import Store
from models.troubles import Failure
from tests.factories import at, make_channels, make_plan, wecom_app

NOW = at("2026-11-19 15:07")
APP = Terms("app", "wecom")
SHEET = Content("", sheet=Sheet("明细", ("单位",), (("财政局",),)))
CHART = Content("", chart=Chart("排名", "", "bars", (("财政局", 1.0),)))
LOST = "刚才的表格没有发出来，请把范围问得小一些再试，或联系编辑人员。"
UNCERTAIN = "刚才的表格可能没有送达，没有收到的话请再问一次。"


@pytest.fixture
def office(store: Store) -> Store:
    """A plan and an application."""

    def work(connection: Connection) -> None:
        make_plan(connection)
        make_channels(connection, wecom_app())

    store.write(work)
    return store


def reply(store: Store, content: Content, account: str = "w1") -> None:
    letter = Letter("reply:7:1", "app", account, content, NOW, "reply", audience="asker")
    store.write(lambda connection: post(connection, [letter], NOW))


def outbox(store: Store) -> list[OutboxRow]:
    with store.read() as connection:
        return rows_after(connection, 0)


def told(store: Store) -> list[str]:
    return [row.content.text for row in outbox(store)[1:]]


def call(store: Store, record: Callable[[Connection, Call], object], later: int = 0, terms: Terms = APP) -> None:
    """Makes the next call as late as that many of the longest pauses."""
    now = NOW + later * (UNCLEAR_WAIT + HELD_BACK)
    store.write(lambda connection: resume_channel(connection, "app"))
    made = store.write(lambda connection: claim_call(connection, terms, now))
    assert made is not None
    store.write(lambda connection: record(connection, made))


def test_where_it_cannot_be_made(office: Store) -> None:
    reply(office, SHEET)
    call(office, lambda connection, made: record_failure(connection, made, Failure("give_up", "太大"), NOW))
    assert told(office) == [LOST]


def test_where_the_tries_run_out(office: Store) -> None:
    reply(office, SHEET)
    for place in range(TRIES):
        assert told(office) == []
        now = NOW + place * (UNCLEAR_WAIT + HELD_BACK)
        call(office, lambda c, made, now=now: record_failure(c, made, Failure("retry", "忙"), now), place)  # type: ignore[misc]
    assert told(office) == [LOST]


def test_where_nobody_knows_whether_it_has_arrived(office: Store) -> None:
    reply(office, SHEET)
    for place in range(2):
        now = NOW + place * (UNCLEAR_WAIT + HELD_BACK)
        failure = Failure("retry", "超时", ambiguous=True)
        call(office, lambda c, made, now=now, failure=failure: record_failure(c, made, failure, now), place)  # type: ignore[misc]
    assert told(office) == [UNCERTAIN]


def test_where_the_process_died_twice(office: Store) -> None:
    reply(office, SHEET)
    for place in range(2):
        now = NOW + place * STALE
        assert office.write(lambda connection, now=now: claim_call(connection, APP, now)) is not None  # type: ignore[misc]
        office.write(lambda connection, now=now: put_right(connection, now + STALE))  # type: ignore[misc]
    assert told(office) == [UNCERTAIN]


def test_where_the_platform_refuses_the_receiver(office: Store) -> None:
    reply(office, SHEET)
    call(office, lambda connection, made: record_sent(connection, made, {"w1": "太频繁"}, (), False, NOW))
    assert told(office) == [LOST]
    # That this does not arrive either is nothing to tell.
    call(office, lambda connection, made: record_sent(connection, made, {"w1": "太频繁"}, (), False, NOW))
    assert len(outbox(office)) == 2


def test_of_a_chart_the_words_say_enough(office: Store) -> None:
    reply(office, CHART)
    call(office, lambda connection, made: record_failure(connection, made, Failure("give_up", "坏"), NOW))
    assert told(office) == ["刚才的图没有发出来，数字以文字答复为准。"]


def test_a_lost_line_of_words_is_not_told(office: Store) -> None:
    reply(office, Content("12条信息"))
    call(office, lambda connection, made: record_failure(connection, made, Failure("give_up", "坏"), NOW))
    assert told(office) == []


@pytest.mark.parametrize(("family", "kept"), [("wecom", False), ("console", True)])
def test_a_sheet_that_has_arrived_is_kept_for_the_page_alone(office: Store, family: str, kept: bool) -> None:
    reply(office, SHEET)
    call(office, lambda connection, made: record_sent(connection, made, {}, (), False, NOW), terms=Terms("app", family))
    [row] = outbox(office)
    assert (row.state, row.content.sheet is not None) == ("sent", kept)
