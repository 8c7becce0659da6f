"""The configuration: one TOML file, secrets from the environment or files, everything checked at the start."""

import os
import re
import tomllib
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError

PLATFORMS = ("wecom", "wecom-webhook", "dingtalk", "dingtalk-webhook", "console")


class ConfigError(Exception):
    """One line that names file, key and remedy."""


Secret = Annotated[SecretStr, Field(min_length=1)]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Server(_Part):
    """Where the web server listens. `base_url` is what the outside sees; `trusted_proxies` how many stand before it."""

    host: str = "127.0.0.1"
    port: int = Field(default=8000, ge=0, le=65535)
    base_url: str = ""
    trusted_proxies: int = Field(default=0, ge=0, le=5)


class Database(_Part):
    """`sqlite:///file` for one office, `postgresql+psycopg://…` for many."""

    # It may hold a password, which no print of the configuration shows.
    url: str = Field(default="sqlite:///data/baosong.db", repr=False)


class Files(_Part):
    """Where photos, files and pictures lie."""

    directory: Path = Path("data/files")


class Plans(_Part):
    """The plan files that are in force, and the office's own calendar, which need not be there."""

    files: tuple[Path, ...] = (Path("plans/jinhu.toml"),)
    calendar: Path = Path("plans/calendar.toml")


class Privacy(_Part):
    """`mask_mobile`: numbers are shown as 138****0000."""

    mask_mobile: bool = True


class _Channel(_Part):
    name: str = Field(pattern=r"^[a-z0-9][a-z0-9-]{0,63}$")
    plans: tuple[str, ...] = ()
    plan: str = ""
    timeout: float = Field(default=10.0, gt=0, le=20)

    @property
    def plan_ids(self) -> tuple[str, ...]:
        """The plans that this channel serves."""
        return self.plans or ((self.plan,) if self.plan else ())


class WecomChannel(_Channel):
    """A self-built WeCom application. `time_window` in seconds."""

    platform: Literal["wecom"]
    corp_id: str
    agent_id: int
    secret: Secret
    token: Secret
    aes_key: Secret
    api_base: str = "https://qyapi.weixin.qq.com"
    time_window: int = Field(default=600, gt=0)


class WecomWebhookChannel(_Channel):
    """A WeCom group's webhook (群机器人, 消息推送)."""

    platform: Literal["wecom-webhook"]
    key: Secret
    api_base: str = "https://qyapi.weixin.qq.com"


class DingtalkChannel(_Channel):
    """An internal DingTalk application's robot in HTTP mode. `time_window` in seconds.

    `monthly_calls`: a standard organisation has 5,000 calls a month, shared by all its applications; 0: no limit.
    """

    platform: Literal["dingtalk"]
    monthly_calls: int = Field(default=5000, ge=0)
    client_id: str
    client_secret: Secret
    robot_code: str = ""
    mode: Literal["http"] = "http"
    api_base: str = "https://api.dingtalk.com"
    oapi_base: str = "https://oapi.dingtalk.com"
    time_window: int = Field(default=3600, gt=0)


class DingtalkWebhookChannel(_Channel):
    """A DingTalk group's webhook with 加签. A standard organisation has 3,000 calls of this kind a month."""

    platform: Literal["dingtalk-webhook"]
    monthly_calls: int = Field(default=3000, ge=0)
    access_token: Secret
    secret: Secret | None = None
    oapi_base: str = "https://oapi.dingtalk.com"


class ConsoleChannel(_Channel):
    """The local chat page and the command line. `page`: whether /chat is served."""

    platform: Literal["console"]
    page: bool = False


Channel = Annotated[
    WecomChannel | WecomWebhookChannel | DingtalkChannel | DingtalkWebhookChannel | ConsoleChannel,
    Field(discriminator="platform"),
]


def default_channels() -> tuple[ConsoleChannel, ...]:
    """The channel of an office that has configured none: the chat page on this machine."""
    return (ConsoleChannel(name="console", platform="console", plan="jinhu", page=True),)


class Config(_Part):
    """The whole configuration. Without a file, every default holds."""

    server: Server = Server()
    database: Database = Database()
    files: Files = Files()
    plans: Plans = Plans()
    channels: tuple[Channel, ...] = Field(default_factory=default_channels)
    privacy: Privacy = Privacy()


def load_config(path: Path | None, environment: dict[str, str] | None = None) -> Config:
    """Reads the configuration; None is the built-in one. ConfigError says file, key and remedy in one line.

    A value `env:NAME` is taken from the environment, `file:PATH` from a file (its last line end removed).
    `BAOSONG_DATABASE_URL` and `BAOSONG_FILES_DIRECTORY` stand above the file.
    """
    environment = dict(os.environ) if environment is None else environment
    name = str(path) if path else "（内置配置）"
    values = _read_toml(path) if path else {}
    values = _resolve(values, environment, name, "")
    for section, key in (("database", "url"), ("files", "directory")):
        override = environment.get(f"BAOSONG_{section}_{key}".upper())
        if override and isinstance(values.setdefault(section, {}), dict):
            values[section][key] = override
    try:
        config = Config.model_validate(values)
    except ValidationError as error:
        raise ConfigError("\n".join(_explain(name, fault) for fault in error.errors(include_input=False))) from None
    _check_channels(name, config)
    return config


def _read_toml(path: Path) -> dict[str, Any]:
    try:
        text = path.read_bytes().decode("utf-8-sig")
        return tomllib.loads(text)
    except FileNotFoundError:
        raise ConfigError(f"{path}：没有这个文件，请先复制 config.example.toml 再修改") from None
    except OSError:
        raise ConfigError(f"{path}：打不开，请检查路径和读取权限") from None
    except UnicodeDecodeError:
        raise ConfigError(f"{path}：不是 UTF-8 文本，请另存为 UTF-8") from None
    except tomllib.TOMLDecodeError as error:
        line = re.search(r"line (\d+)", str(error))
        where = f"第 {line[1]} 行" if line else "文件末尾"
        raise ConfigError(f"{path}：{where}不是正确的 TOML，请检查引号、等号和括号") from None


def _resolve(value: Any, environment: dict[str, str], name: str, key: str) -> Any:
    if isinstance(value, dict):
        return {k: _resolve(v, environment, name, f"{key}.{k}" if key else k) for k, v in value.items()}
    if isinstance(value, list):
        return [_resolve(v, environment, name, f"{key}[{i + 1}]") for i, v in enumerate(value)]
    if not isinstance(value, str) or not value.startswith(("env:", "file:")):
        return value
    kind, _, source = value.partition(":")
    if kind == "env":
        if source not in environment:
            raise ConfigError(f"{name}：{key} 要用的环境变量 {source} 没有设置，请先设置再启动")
        return environment[source]
    try:
        return Path(source).read_text("utf-8-sig").rstrip("\r\n")
    except OSError:
        raise ConfigError(f"{name}：{key} 要读的文件 {source} 打不开，请检查路径和权限") from None
    except UnicodeDecodeError:
        raise ConfigError(f"{name}：{key} 要读的文件 {source} 不是 UTF-8 文本，请另存为 UTF-8") from None


_WORDING = {
    "missing": "缺少这一项，请补上",
    "too_short": "是空的，请填写",
    "extra_forbidden": "没有这个配置项，请检查拼写",
    "union_tag_invalid": f"platform 只能是 {'、'.join(PLATFORMS)}",
    "union_tag_not_found": f"缺少 platform，可以是 {'、'.join(PLATFORMS)}",
    "string_pattern_mismatch": "只能用小写字母、数字和短横线",
    "literal_error": "不是允许的值，请对照 config.example.toml",
}


def _explain(name: str, fault: Any) -> str:
    steps = [f"[{step + 1}]" if isinstance(step, int) else str(step) for step in fault["loc"] if step not in PLATFORMS]
    key = ".".join(steps).replace(".[", "[")
    return f"{name}：{key} {_WORDING.get(fault['type'], '的值不对，请对照 config.example.toml 检查类型和范围')}"


def _check_channels(name: str, config: Config) -> None:
    seen: set[str] = set()
    for channel in config.channels:
        if channel.name in seen:
            raise ConfigError(f"{name}：channels 有两个通道都叫 {channel.name}，请改其中一个的 name")
        seen.add(channel.name)
        if not channel.plan_ids:
            raise ConfigError(f"{name}：channels.{channel.name} 没有写 plan，请写上它服务的方案编号")


def check_plans(name: str, config: Config, plan_ids: set[str]) -> None:
    """ConfigError if a channel names a plan that no plan file declares."""
    for channel in config.channels:
        for plan in channel.plan_ids:
            if plan not in plan_ids:
                raise ConfigError(
                    f"{name}：channels.{channel.name} 的方案 {plan} 不在 plans.files 里，请加上它的文件或改正编号"
                )
