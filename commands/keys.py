"""keys: the secrets that a configuration needs, freshly made."""

import base64
import secrets
import string

import click

from commands.office import without_office

TOKEN_LENGTH = 32
_ALPHABET = string.ascii_letters + string.digits


def make_token() -> str:
    """A callback token: 32 letters and digits, the most that WeCom takes (developer.work.weixin.qq.com, path/90930)."""
    return "".join(secrets.choice(_ALPHABET) for _ in range(TOKEN_LENGTH))


def make_aes_key() -> str:
    """An EncodingAESKey: 43 letters and digits that are, with one "=" more, the Base64 text of 32 bytes."""
    while True:  # about every fourth key has neither + nor /
        key = base64.b64encode(secrets.token_bytes(32)).decode().rstrip("=")
        if key.isalnum():
            return key


@click.command()
@without_office
def keys() -> None:
    """生成配置里要用的密钥，可以直接粘贴到 config.toml（每运行一次都是新的）。"""
    click.echo("# 企业微信应用「接收消息」页要填的两项，粘贴到它的 [[channels]] 里，两边填成一样的")
    click.echo(f'token = "{make_token()}"')
    click.echo(f'aes_key = "{make_aes_key()}"')
    click.echo("")
    click.echo("# 网页登录用的密钥，启用网页登录时填到 [web] 里；现在的版本还没有这一项，请先留着前面的 #")
    click.echo(f'# secret_key = "{secrets.token_urlsafe(32)}"')
