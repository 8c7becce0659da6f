"""Which class speaks to which platform. Adding a platform is its file and its lines here."""

from collections.abc import Mapping

from bot.config import (
    Channel,
    Config,
    ConsoleChannel,
    DingtalkChannel,
    DingtalkWebhookChannel,
    WecomChannel,
    WecomWebhookChannel,
)
from bot.console import Console
from bot.platform import Clock, Platform
from models.channels import ChannelRecord


def make_platform(channel: Channel, clock: Clock) -> Platform:
    """The platform object of one configured channel; connects to nothing. SDKs are loaded only where they are used."""
    match channel:
        case WecomChannel():
            from bot.wecom import Wecom

            return Wecom(channel, clock)
        case WecomWebhookChannel():
            from bot.wecom_webhook import WecomWebhook

            return WecomWebhook(channel, clock)
        case DingtalkChannel():
            from bot.dingtalk import Dingtalk

            return Dingtalk(channel, clock)
        case DingtalkWebhookChannel():
            from bot.dingtalk_webhook import DingtalkWebhook

            return DingtalkWebhook(channel, clock)
        case ConsoleChannel():
            return Console(channel, clock)


def make_platforms(config: Config, clock: Clock) -> dict[str, Platform]:
    """Every configured channel by name."""
    return {channel.name: make_platform(channel, clock) for channel in config.channels}


def records(config: Config, platforms: Mapping[str, Platform]) -> list[ChannelRecord]:
    """The channels as the store is to know them."""
    return [
        ChannelRecord(
            name=channel.name,
            platform=channel.platform,
            family=platforms[channel.name].family,
            private=platforms[channel.name].capabilities.private,
            groups=platforms[channel.name].capabilities.groups,
            plans=channel.plan_ids,
            monthly_calls=_monthly_calls(channel),
        )
        for channel in config.channels
    ]


def _monthly_calls(channel: Channel) -> int:
    """The month's quota of a channel; the others have none."""
    return channel.monthly_calls if isinstance(channel, DingtalkChannel | DingtalkWebhookChannel) else 0
