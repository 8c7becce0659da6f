"""Workbooks on their way to WeCom: the part of a form, its limits (document/path/96484, 99110), and its name."""

from collections.abc import Callable

from bot.http import Upload
from bot.platform import SendError
from bot.workshop import XLSX_TYPE, Workbook

FILE_LIMIT = 20 * 1024 * 1024
PLAIN_NAME = "baosong.xlsx"

# 44001: the form has no media (document/path/96484).
_NOTHING_FOUND = "44001"


def upload_workbook(workbook: Workbook, upload: Callable[[Upload], str]) -> str:
    """Uploads a workbook under the name that people see. → what `upload` gives, the media id.

    Where WeCom finds no file in the form although there is one, it is a Chinese name that it stumbles over: then a
    plain one takes its place. SendError (give_up) unless there are more than 5 bytes and at most 20 MB.
    """
    if not 5 < len(workbook.content) <= FILE_LIMIT:
        raise SendError("表格是空的，或超过企业微信的 20 MB 限制，请缩小范围再问一次", "give_up", code="file")
    try:
        return upload((workbook.name, workbook.content, XLSX_TYPE))
    except SendError as error:
        if error.code != _NOTHING_FOUND or workbook.name.isascii():
            raise
    return upload((PLAIN_NAME, workbook.content, XLSX_TYPE))
