"""Which class speaks to which platform, and what the store learns of a channel."""

import pytest

from bot.config import Config, WecomChannel
from bot.console import Console
from bot.dingtalk import Dingtalk
from bot.dingtalk_webhook import DingtalkWebhook
from bot.platform import Platform
from bot.registry import make_platform, make_platforms, records
from bot.wecom import Wecom
from bot.wecom_webhook import WecomWebhook
from models.channels import ChannelRecord
from tests.factories import at
from tests.fakes.platform import Clock

CLOCK = Clock(at("2026-11-20 16:07"))
CONFIG = Config.model_validate(
    {
        "channels": [
            {
                "name": "app",
                "platform": "wecom",
                "plans": ["jinhu", "guanyun"],
                "corp_id": "ww1",
                "agent_id": 1,
                "secret": "s",
                "token": "t",
                "aes_key": "jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C",
            },
            {"name": "group", "platform": "wecom-webhook", "plan": "jinhu", "key": "k"},
            {"name": "ding", "platform": "dingtalk", "plan": "jinhu", "client_id": "c", "client_secret": "s"},
            {"name": "ding-group", "platform": "dingtalk-webhook", "plan": "jinhu", "access_token": "t"},
            {"name": "page", "platform": "console", "plan": "jinhu"},
        ]
    }
)
CLASSES = {"app": Wecom, "group": WecomWebhook, "ding": Dingtalk, "ding-group": DingtalkWebhook, "page": Console}


def test_every_platform_of_the_configuration_has_its_class() -> None:
    assert {name: type(platform) for name, platform in make_platforms(CONFIG, CLOCK).items()} == CLASSES


@pytest.mark.parametrize("channel", CONFIG.channels, ids=lambda channel: channel.name)
def test_a_platform_bears_the_name_and_the_plans_of_its_channel(channel: WecomChannel) -> None:
    platform: Platform = make_platform(channel, CLOCK)
    assert (platform.channel, platform.plans) == (channel.name, channel.plan_ids)


def test_making_them_calls_nobody() -> None:
    # Every address is one that cannot be reached; a call would raise.
    unreachable = {"api_base": "http://127.0.0.1:1", "oapi_base": "http://127.0.0.1:1"}
    channels = [
        channel.model_copy(update={key: value for key, value in unreachable.items() if hasattr(channel, key)})
        for channel in CONFIG.channels
    ]
    assert len(make_platforms(CONFIG.model_copy(update={"channels": tuple(channels)}), CLOCK)) == 5


def test_the_store_learns_what_each_channel_can_do() -> None:
    assert records(CONFIG, make_platforms(CONFIG, CLOCK)) == [
        ChannelRecord("app", "wecom", "wecom", True, False, ("jinhu", "guanyun")),
        ChannelRecord("group", "wecom-webhook", "wecom", False, True, ("jinhu",)),
        ChannelRecord("ding", "dingtalk", "dingtalk", True, False, ("jinhu",), monthly_calls=5000),
        ChannelRecord("ding-group", "dingtalk-webhook", "dingtalk", False, True, ("jinhu",), monthly_calls=3000),
        ChannelRecord("page", "console", "console", True, True, ("jinhu",)),
    ]


def test_without_a_configuration_there_is_the_page_of_this_machine() -> None:
    made = make_platforms(Config(), CLOCK)
    assert {name: type(platform) for name, platform in made.items()} == {"console": Console}
