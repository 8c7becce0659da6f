#!/usr/bin/env python
"""The composition root: reads the configuration, makes the store and the platforms, and hands them to a command."""

from datetime import UTC, datetime
from pathlib import Path

import click

from bot.config import ConfigError, load_config
from bot.pipeline import Pipeline
from bot.platform import Clock
from bot.registry import make_platforms
from commands import COMMANDS
from commands.office import CONFIG_NAME, CommandFailure, Office
from models.files import FileStore
from models.store import Store, open_engine


def real_clock() -> datetime:
    """Now, in UTC."""
    return datetime.now(UTC)


def open_office(config_path: Path | None = None, clock: Clock = real_clock) -> Office:
    """One office from its configuration: `config_path`, else config.toml if it is there, else the built-in defaults."""
    path = config_path or (CONFIG_NAME if CONFIG_NAME.exists() else None)
    try:
        config = load_config(path)
    except ConfigError as error:
        raise CommandFailure(str(error)) from None
    store = Store(open_engine(config.database.url))
    platforms = make_platforms(config, clock)
    pipeline = Pipeline(store, platforms, clock)
    return Office(path, config, store, FileStore(config.files.directory), platforms, pipeline, clock)


@click.group()
@click.pass_context
def main(context: click.Context) -> None:
    """报送通：企业微信与钉钉上的信息报送机器人。"""
    context.obj = {"open_office": open_office}


for command in COMMANDS:
    main.add_command(command)

if __name__ == "__main__":
    main()
