"""The name under which a workbook is sent, and the whole way of a chart and a sheet to a person."""

import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook
from PIL import Image

from bot.dingtalk import Dingtalk
from bot.wecom import Wecom
from bot.wecom_webhook import WecomWebhook
from bot.workshop import Workshop, file_name
from models.enclosures import Chart, Sheet
from models.store import Store
from reports.chart_picture import chart_png
from reports.sheet_file import sheet_xlsx
from tests.bot.office import Office
from tests.fakes.dingtalk import FakeDingtalk
from tests.fakes.wecom import FakeWecom

REAL = Workshop(chart_png, sheet_xlsx)
CHART = Chart("各单位采用量", "今年1月1日至11月19日", "bars", (("财政局", 12), ("招商局", 7.5), ("审计中心", 0)))
SHEET = Sheet("采用明细", ("单位", "标题", "条数"), (("财政局", "=1+1", 12), ("招商局", "http://a.b", 7.5)))
CELLS = [("单位", "标题", "条数"), ("财政局", "=1+1", 12), ("招商局", "http://a.b", 7.5)]


@pytest.fixture
def office(store: Store, tmp_path: Path) -> Office:
    """An office on each database."""
    return Office(store, tmp_path / "files")


def check_files(picture: bytes, workbook: bytes) -> None:
    """The picture can be looked at, and the workbook has the cells of the sheet."""
    image = Image.open(io.BytesIO(picture))
    image.load()
    assert (image.format, image.width) == ("PNG", 960)
    page = load_workbook(io.BytesIO(workbook)).worksheets[0]
    assert list(page.iter_rows(values_only=True)) == CELLS
    assert all(cell.data_type != "f" and cell.hyperlink is None for row in page.iter_rows() for cell in row)


def test_a_person_on_wecom_gets_text_picture_and_workbook(office: Office) -> None:
    with FakeWecom(office.clock) as fake:
        app = Wecom(fake.channel(name="app"), office.clock)
        office.write(text="共19条", account="zhang", chart=CHART, sheet=SHEET)
        assert office.delivery(app, workshop=REAL).deliver_once() == 1
        text, picture, file = (message.body for message in fake.delivered)
        assert text["text"] == {"content": "共19条"}
        kept = fake.file(file["file"]["media_id"])
        assert kept.filename == "采用明细.xlsx"
        check_files(fake.file(picture["image"]["media_id"]).content, kept.content)


def test_a_person_on_dingtalk_gets_text_picture_and_workbook(office: Office) -> None:
    with FakeDingtalk(office.clock) as fake:
        robot = Dingtalk(fake.channel(name="ding"), office.clock)
        office.write(text="共19条", channel="ding", account="staff01", chart=CHART, sheet=SHEET)
        assert office.delivery(robot, workshop=REAL).deliver_once() == 1
        text, picture, file = fake.delivered
        assert (text.param, file.param["fileName"]) == ({"content": "共19条"}, "采用明细.xlsx")
        check_files(fake.pictures[picture.param["photoURL"]], fake.documents[file.param["mediaId"]])


def test_a_group_on_wecom_gets_text_picture_and_workbook(office: Office) -> None:
    with FakeWecom(office.clock) as fake:
        group = WecomWebhook(fake.webhook(name="group"), office.clock)
        office.write(text="共19条", channel="group", account="", chart=CHART, sheet=SHEET)
        assert office.delivery(group, workshop=REAL).deliver_once() == 1
        assert [post.body["msgtype"] for post in fake.posts] == ["text", "image", "file"]


def test_a_crash_between_sending_and_recording_gives_nobody_a_second_workbook(office: Office) -> None:
    with FakeWecom(office.clock) as fake:
        app = Wecom(fake.channel(name="app"), office.clock)
        office.write(text="", account="zhang", sheet=SHEET)
        fake.fail(1, "lost", "message/send")
        office.play(office.delivery(app, workshop=REAL), 30)
        assert office.states() == ["sent"]
        assert (len(fake.delivered), fake.repeats, fake.calls["media/upload"]) == (1, 1, 1)


@pytest.mark.parametrize(
    ("name", "file"),
    [
        ("采用明细", "采用明细.xlsx"),
        ("2026年 1月—11月", "2026年 1月—11月.xlsx"),
        ("", "表格.xlsx"),
        ("../../etc/passwd", "etc passwd.xlsx"),
        ('a"b\r\nContent-Type: x', "a b Content-Type x.xlsx"),
        (" .. ", "表格.xlsx"),
        ("\u202efdp.exe", "fdp.exe.xlsx"),
        ("长" * 100, "长" * 38 + ".xlsx"),
    ],
)
def test_a_file_has_a_name_that_everybody_can_keep(name: str, file: str) -> None:
    assert file_name(Sheet(name, (), ())) == file


@given(st.text())
def test_whatever_a_sheet_is_called_its_file_has_a_name(name: str) -> None:
    file = file_name(Sheet(name, (), ()))
    assert 5 < len(file.encode()) <= 120
    assert file.endswith(".xlsx") and not set(file) & set('\\/:*?"<>|\r\n\0')
