"""keys: what it prints is what WeCom takes."""

import base64
import tomllib

from click.testing import CliRunner
from wechatpy.enterprise.crypto import WeChatCrypto

from commands.keys import make_aes_key, make_token
from manage import main


def test_a_token_is_32_letters_and_digits_and_never_the_same() -> None:
    tokens = {make_token() for _ in range(200)}
    assert len(tokens) == 200
    assert all(len(token) == 32 and token.isascii() and token.isalnum() for token in tokens)


def test_an_aes_key_is_43_letters_and_digits_that_stand_for_exactly_32_bytes() -> None:
    for _ in range(200):
        key = make_aes_key()
        assert len(key) == 43 and key.isascii() and key.isalnum()
        content = base64.b64decode(f"{key}=", validate=True)
        assert len(content) == 32 and base64.b64encode(content).decode() == f"{key}="


def test_the_fragment_is_toml_with_keys_that_the_crypto_library_works_with() -> None:
    printed = CliRunner().invoke(main, ["keys"]).stdout
    values = tomllib.loads(printed)
    assert set(values) == {"token", "aes_key"}
    crypto = WeChatCrypto(values["token"], values["aes_key"], "ww0000000000000000")
    assert "<Encrypt>" in crypto.encrypt_message("<xml></xml>", "nonce", "1700000000")
    assert len(printed.split('# secret_key = "')[1]) > 40


def test_it_works_where_the_configuration_cannot_be_read_yet(tmp_path: object) -> None:
    assert CliRunner().invoke(main, ["keys", "--config", f"{tmp_path}/nowhere.toml"]).exit_code == 0
