"""config.example.toml: it loads, names every key, and its values are the true defaults."""

import re
import tomllib
from pathlib import Path
from typing import get_args

import pytest
from pydantic import BaseModel

from bot import config as config_module
from bot.config import PLATFORMS, Channel, Config, ConfigError, load_config

EXAMPLE = Path(__file__).parents[2] / "config.example.toml"
TEXT = EXAMPLE.read_text(encoding="utf-8")
DUMMIES = {name: f"dummy-{number}" for number, name in enumerate(sorted(set(re.findall(r'"env:(\w+)"', TEXT))))}
CHANNELS: tuple[type[BaseModel], ...] = get_args(get_args(Channel)[0])
SECTIONS: dict[str, BaseModel] = {name: value for name, value in Config() if name != "channels"}


def block_of(platform: str) -> str:
    """The part of the file that describes a channel of a platform."""
    (found,) = [block for block in TEXT.split("[[channels]]")[1:] if f'platform = "{platform}"' in block]
    return found


def mentions(block: str, key: str) -> bool:
    return re.search(rf"^(# )?{key} = ", block, re.MULTILINE) is not None


def test_it_loads_with_its_secrets_from_the_environment() -> None:
    config = load_config(EXAMPLE, DUMMIES)
    assert [channel.platform for channel in config.channels] == list(PLATFORMS)


def test_without_its_secrets_it_says_which_variable_is_missing() -> None:
    with pytest.raises(ConfigError, match="JINHU_SECRET 没有设置"):
        load_config(EXAMPLE, {})


@pytest.mark.parametrize("section", SECTIONS)
def test_every_key_of_a_section_stands_there_with_its_default(section: str) -> None:
    written, default = tomllib.loads(TEXT)[section], SECTIONS[section]
    assert set(written) == set(type(default).model_fields)
    assert type(default).model_validate(written) == default


@pytest.mark.parametrize("model", CHANNELS, ids=lambda model: model.__name__)
def test_every_key_of_a_channel_stands_in_its_part(model: type[BaseModel]) -> None:
    (platform,) = get_args(model.model_fields["platform"].annotation)
    block = block_of(platform)
    missing = [key for key in model.model_fields if key not in ("plan", "plans") and not mentions(block, key)]
    assert missing == []
    assert mentions(block, "plan") or mentions(block, "plans")


@pytest.mark.parametrize("model", CHANNELS, ids=lambda model: model.__name__)
def test_what_has_a_default_is_written_with_it(model: type[BaseModel]) -> None:
    (platform,) = get_args(model.model_fields["platform"].annotation)
    (channel,) = [each for each in tomllib.loads(TEXT)["channels"] if each["platform"] == platform]
    differing = {
        key
        for key, field in model.model_fields.items()
        if not field.is_required() and key in channel and channel[key] != field.default
    }
    assert differing <= {"plan", "plans", "secret"}


def test_every_kind_of_channel_is_shown() -> None:
    assert {model.__name__ for model in CHANNELS} == {
        name
        for name in vars(config_module)
        if name.endswith("Channel") and not name.startswith("_") and name != "Channel"
    }


def test_every_line_of_a_channel_is_explained_in_chinese_or_by_itself() -> None:
    keys = [line for line in TEXT.splitlines() if re.match(r"\w+ = ", line) and "#" not in line]
    allowed = ("name", "platform", "plan", "plans", "files", "url", "api_base", "oapi_base", "timeout")
    assert [line for line in keys if line.split(" = ")[0] not in allowed] == []
