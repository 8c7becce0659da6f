"""The chat page in a real Chromium, on the demo as a newcomer starts it. The tests share one demo and go on in time."""

import io
import re
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Page, Route, expect

from tests.browser.conftest import Demo, Visit

pytestmark = pytest.mark.browser


NAMELESS = """
[...document.querySelectorAll("button, input, textarea")]
    .filter((control) => !control.hidden && !control.getAttribute("aria-label") && !control.textContent.trim())
    .map((control) => control.outerHTML)
"""


def photo() -> bytes:
    """A photo from a telephone."""
    buffer = io.BytesIO()
    Image.new("RGB", (800, 600), (118, 146, 171)).save(buffer, "JPEG")
    return buffer.getvalue()


def drop(page: Page, content: bytes, name: str) -> None:
    """Drags a file from the desktop into the conversation."""
    carried = page.evaluate_handle(
        """([bytes, name]) => {
            const carried = new DataTransfer();
            carried.items.add(new File([new Uint8Array(bytes)], name, { type: "image/jpeg" }));
            return carried;
        }""",
        [list(content), name],
    )
    for event in ("dragover", "drop"):
        page.dispatch_event("#talk", event, {"dataTransfer": carried})


def fits(page: Page) -> bool:
    """Whether the page is no wider than its window."""
    return bool(page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"))


def width_of(page: Page, selector: str) -> int:
    """The natural width of a picture that has been loaded."""
    page.wait_for_function("selector => document.querySelector(selector)?.complete", arg=selector)
    return int(page.evaluate("selector => document.querySelector(selector).naturalWidth", selector))


def test_a_newcomer_sees_a_receipt_a_chase_and_a_progress_picture(wide: Visit, tmp_path: Path) -> None:
    page = wide.page
    page.screenshot(path=tmp_path / "1-begin.png")

    wide.choose("财政局")
    page.get_by_role("button", name="填入示例").click()
    page.keyboard.press("Enter")
    wide.see("messages", "编号第52号")
    expect(page.get_by_label("要发送的内容")).to_have_value("")
    page.screenshot(path=tmp_path / "2-receipt.png")

    wide.go_to("周五 16:07")
    wide.see("posts", "还有6个未报")
    badge = page.locator('#roster ul[aria-label^="信息报送员"] button', has_text="综合执法局").locator(".badge")
    expect(badge).to_have_text("2")
    wide.choose("综合执法局")
    wide.see("messages", "报送提醒")
    expect(badge).to_be_hidden()
    expect(page.locator("#messages .own")).to_have_count(2)
    page.screenshot(path=tmp_path / "3-chase.png")

    wide.go_to("下周一 09:37")
    picture = page.locator("#posts .picture").last
    picture.click()
    assert width_of(page, "#viewer-picture") > 600
    expect(page.locator("#viewer")).to_be_visible()
    page.screenshot(path=tmp_path / "4-picture.png")
    page.keyboard.press("Escape")
    expect(page.locator("#viewer")).to_be_hidden()
    assert fits(page)
    assert wide.faults == []


def test_a_photo_that_is_dropped_on_the_conversation_is_attached_and_shown(wide: Visit, tmp_path: Path) -> None:
    page = wide.page
    wide.choose("金鑫公司")
    wide.say("报送 基础设施 厂房主体封顶\n二期厂房四栋主体全部封顶，施工进度比计划提前。")
    wide.see("messages", "编号第")

    drop(page, photo(), "现场.jpg")

    wide.see("messages", "「厂房主体封顶」，该条共有附件1个")
    assert width_of(page, "#messages .mine .picture img") == 800
    page.get_by_label("选择照片或文件").click()
    page.locator("#photo").set_input_files({"name": "a.jpg", "mimeType": "image/jpeg", "buffer": photo()})
    wide.see("messages", "该条共有附件2个")
    page.screenshot(path=tmp_path / "photo.png")
    assert wide.faults == []


def test_buttons_say_what_they_stand_for(wide: Visit) -> None:
    page = wide.page
    wide.choose("招商局")
    wide.say("今天在园区组织高端装备项目签约仪式，项目总投资18亿元，计划投资额分两期到位，预期经济效益明显。")
    wide.see("messages", "是否作为信息报送")
    page.locator("#messages").get_by_role("button", name="确认报送").click()
    wide.see("messages", "编号第")

    wide.choose("党群工作部", "宣传办")
    page.locator("#commands").get_by_role("button", name="待审", exact=True).click()
    wide.see("messages", "待审")
    page.locator("#messages").get_by_role("button", name=re.compile("^通过")).first.click()
    wide.see("messages", "已采用")
    assert wide.faults == []


def test_what_people_write_is_shown_as_text(wide: Visit) -> None:
    page = wide.page
    wide.choose("社会事业局")
    wide.say("报送 安全生产 <b onclick='x()'>演练</b>\n<img src=x onerror='document.title=1'><script>x()</script>")
    wide.see("messages", "<b onclick=")

    expect(page.locator("#messages .mine p", has_text="<img src=x onerror=")).to_be_visible()
    assert page.locator("#messages img, #messages script, #messages b[onclick]").count() == 0
    assert page.title() == "报送通 聊天页"
    assert wide.faults == []


def test_a_message_whose_answer_was_lost_is_sent_again_with_one_effect(wide: Visit) -> None:
    page = wide.page
    wide.choose("自然资源分局")
    lost: list[Route] = []

    def lose_the_first_answer(route: Route) -> None:
        if lost:
            route.continue_()
            return
        lost.append(route)
        route.fetch()
        route.abort()

    page.route("**/chat/messages", lose_the_first_answer)
    wide.say("报送 低效用地 盘活闲置地块\n收回闲置工业用地30亩，重新出让给智能仪表项目。")
    page.get_by_role("button", name="没有发出，重新发送").click()
    wide.see("messages", "编号第")

    page.get_by_role("button", name="没有发出，重新发送").wait_for(state="detached")
    expect(page.locator("#messages .mine")).to_have_count(1)


def test_the_clock_takes_any_later_time_and_no_earlier_one(wide: Visit) -> None:
    page = wide.page
    box = page.get_by_label("拨到的日期和时间")
    now = page.locator("#now").get_attribute("datetime") or ""
    later = page.evaluate("iso => new Date(Date.parse(iso) + 8 * 3600000 + 86400000).toISOString().slice(0, 16)", now)
    box.fill(later)
    page.get_by_role("button", name="拨到此时").click()
    expect(page.locator("#clock-now")).to_contain_text(later[-5:])

    box.fill(now[:10] + "T00:00")
    page.get_by_role("button", name="拨到此时").click()
    expect(page.locator("#clock-form :invalid")).to_have_count(1)
    expect(page.locator("#clock-now")).to_contain_text(later[-5:])
    assert wide.faults == []


def test_on_a_telephone_conversation_and_group_stand_behind_tabs(narrow: Visit, tmp_path: Path) -> None:
    page = narrow.page
    page.screenshot(path=tmp_path / "1-people.png")
    narrow.choose("应急管理局")
    expect(page.locator("#people")).to_be_hidden()
    page.locator("#commands").get_by_role("button", name="进度").click()
    narrow.see("messages", "县级媒体")
    page.screenshot(path=tmp_path / "2-talk.png")
    assert fits(page)

    page.get_by_role("tab", name=re.compile("^群")).click()
    narrow.see("posts", "目标进度")
    expect(page.locator("#talk")).to_be_hidden()
    page.screenshot(path=tmp_path / "3-group.png")
    assert fits(page)

    page.get_by_role("tab", name=re.compile("^对话")).click()
    page.get_by_role("button", name="换人").click()
    narrow.choose("经济发展局")
    expect(page.locator("#messages .message")).to_have_count(0)
    assert narrow.faults == []


def test_the_page_can_be_used_without_a_mouse(wide: Visit) -> None:
    page = wide.page
    page.get_by_label("查找单位或姓名").press_sequentially("行政")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("#who")).to_contain_text("行政审批局")
    expect(page.get_by_label("要发送的内容")).to_be_focused()

    page.keyboard.type("我的")
    page.keyboard.press("Enter")
    wide.see("messages", "以来的信息")
    assert page.evaluate(NAMELESS) == []
    assert wide.faults == []


def test_the_demo_tells_where_to_go_and_leaves_nothing_behind(tmp_path: Path) -> None:
    demo = Demo(tmp_path)
    try:
        lines = demo.log.read_text("utf-8").splitlines()
        assert f"{demo.address}/chat" in lines[0]
        assert [line[:2] for line in lines[1:4]] == ["1.", "2.", "3."]
        assert any(demo.temporary.rglob("demo.db"))

        assert demo.stop() == 0
        assert list(demo.temporary.iterdir()) == []
    finally:
        demo.kill()
