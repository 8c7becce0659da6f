import pytest
import xmltodict
from hypothesis import given
from hypothesis import strategies as st

from bot.wecom_messages import card_body, cdata, clean, fits_card, read_xml, words_of
from models.outbox import Button, Content
from tests.fakes.wecom_limits import card_breaches

_TEXTS = st.text(st.characters(exclude_categories=["Cs", "Cc"]) | st.sampled_from("\n\t<>&]"), max_size=200)
_BUTTONS = st.lists(st.builds(Button, _TEXTS, _TEXTS), max_size=8).map(tuple)


def test_only_the_texts_directly_below_the_root_are_read() -> None:
    assert read_xml(b"<xml>x<A>1</A><B><C>2</C></B><D/><A>3<![CDATA[<4>]]></A></xml>") == {
        "A": "3<4>",
        "B": "",
        "D": "",
    }


@given(text=_TEXTS)
def test_a_text_is_read_as_the_library_reads_it(text: str) -> None:
    xml = f"<xml><A><![CDATA[{cdata(text)}]]></A></xml>".encode()
    assert read_xml(xml)["A"] == text
    assert (xmltodict.parse(xml, strip_whitespace=False)["xml"]["A"] or "") == text


@given(data=st.binary())
def test_arbitrary_bytes_are_read_or_are_a_value_error(data: bytes) -> None:
    try:
        assert isinstance(read_xml(data), dict)
    except ValueError:
        return


def test_entities_are_refused_before_they_grow() -> None:
    bomb = b'<!DOCTYPE xml [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><xml><A>&b;</A></xml>'
    with pytest.raises(ValueError, match="document type"):
        read_xml(bomb)


def test_deep_nesting_is_harmless() -> None:
    assert read_xml(b"<xml>" + b"<a>" * 50_000 + b"</a>" * 50_000 + b"</xml>") == {"a": ""}


@given(text=st.text(st.characters()))
def test_any_text_becomes_well_formed_cdata_and_clean_utf8(text: str) -> None:
    assert read_xml(f"<xml><A><![CDATA[{cdata(text)}]]></A></xml>".encode()).keys() == {"A"}
    clean(text).encode()


@given(title=_TEXTS, text=_TEXTS, buttons=_BUTTONS)
def test_a_card_that_is_said_to_fit_keeps_every_limit_and_every_command(
    title: str, text: str, buttons: tuple[Button, ...]
) -> None:
    content = Content(text, title, buttons=buttons)
    if not fits_card(content):
        return
    card = card_body(content, "key")["template_card"]
    assert isinstance(card, dict)
    assert not card_breaches(card)
    assert [button["key"] for button in card["button_list"]] == [button.command for button in buttons]
    assert card.get("sub_title_text", "") == text


@given(text=_TEXTS, buttons=_BUTTONS)
def test_a_text_begins_with_the_text_and_never_grows_beyond_the_limit(text: str, buttons: tuple[Button, ...]) -> None:
    words = words_of(Content(text, buttons=buttons))
    assert words.startswith(text)
    assert len(words.encode()) <= max(2048, len(text.encode()))
