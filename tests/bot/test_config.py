"""The configuration: what is read, what stops the start and in which words, and that no secret is ever shown."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.config import (
    PLATFORMS,
    Config,
    ConfigError,
    ConsoleChannel,
    DingtalkChannel,
    DingtalkWebhookChannel,
    WecomChannel,
    check_plans,
    load_config,
)

SECRET = "nobody-may-see-this"
AES_KEY = "jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C"
WHOLE = f"""
[server]
host = "0.0.0.0"
port = 9000
base_url = "https://bot.example.gov.cn"
trusted_proxies = 1
[database]
url = "postgresql+psycopg://office@db/office"
[files]
directory = "stored"
[plans]
files = ["plans/jinhu.toml", "plans/guanyun.toml"]
[privacy]
mask_mobile = false
[[channels]]
name = "app"
platform = "wecom"
plans = ["jinhu", "guanyun"]
corp_id = "ww1"
agent_id = 7
secret = "{SECRET}-1"
token = "{SECRET}-2"
aes_key = "{AES_KEY}"
[[channels]]
name = "group"
platform = "wecom-webhook"
plan = "jinhu"
key = "{SECRET}-3"
[[channels]]
name = "ding"
platform = "dingtalk"
plan = "jinhu"
client_id = "ding1"
client_secret = "{SECRET}-4"
[[channels]]
name = "ding-group"
platform = "dingtalk-webhook"
plan = "jinhu"
access_token = "{SECRET}-5"
secret = "{SECRET}-6"
[[channels]]
name = "page"
platform = "console"
plan = "jinhu"
page = true
"""
SECRETS = (*(f"{SECRET}-{number}" for number in range(1, 7)), AES_KEY)


def write(folder: Path, text: str | bytes) -> Path:
    path = folder / "config.toml"
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


def load(folder: Path, text: str | bytes, **environment: str) -> Config:
    return load_config(write(folder, text), environment)


def refusal(folder: Path, text: str | bytes, **environment: str) -> str:
    """What is said instead of starting."""
    with pytest.raises(ConfigError) as caught:
        load(folder, text, **environment)
    return str(caught.value)


def one_line(folder: Path, text: str | bytes, **environment: str) -> str:
    """The same, which has to be one line that begins with the file."""
    said = refusal(folder, text, **environment)
    assert "\n" not in said
    assert said.startswith(f"{folder / 'config.toml'}：")
    return said.removeprefix(f"{folder / 'config.toml'}：")


# What is read


def test_without_a_file_the_office_has_the_chat_page_and_the_jinhu_plan() -> None:
    config = load_config(None, {})
    assert config == Config()
    assert config.channels == (ConsoleChannel(name="console", platform="console", plan="jinhu", page=True),)
    assert (config.server.host, config.server.port) == ("127.0.0.1", 8000)
    assert config.database.url == "sqlite:///data/baosong.db"


def test_an_empty_file_is_the_built_in_configuration(tmp_path: Path) -> None:
    assert load(tmp_path, "") == Config()


def test_everything_that_is_written_is_taken(tmp_path: Path) -> None:
    config = load(tmp_path, WHOLE)
    assert (config.server.host, config.server.port, config.server.trusted_proxies) == ("0.0.0.0", 9000, 1)
    assert config.server.base_url == "https://bot.example.gov.cn"
    assert config.database.url == "postgresql+psycopg://office@db/office"
    assert config.files.directory == Path("stored")
    assert config.plans.files == (Path("plans/jinhu.toml"), Path("plans/guanyun.toml"))
    assert config.privacy.mask_mobile is False
    assert tuple(channel.platform for channel in config.channels) == PLATFORMS


def test_each_platform_has_its_own_keys_and_defaults(tmp_path: Path) -> None:
    app, group, ding, ding_group, page = load(tmp_path, WHOLE).channels
    assert isinstance(app, WecomChannel) and app.secret.get_secret_value() == f"{SECRET}-1"
    assert (app.api_base, app.time_window, app.timeout) == ("https://qyapi.weixin.qq.com", 600, 10.0)
    assert isinstance(ding, DingtalkChannel) and (ding.robot_code, ding.time_window) == ("", 3600)
    assert isinstance(ding_group, DingtalkWebhookChannel) and ding_group.secret is not None
    assert isinstance(page, ConsoleChannel) and page.page
    assert group.name == "group"


def test_a_channel_serves_one_plan_or_several(tmp_path: Path) -> None:
    app, group, *_ = load(tmp_path, WHOLE).channels
    assert (app.plan_ids, group.plan_ids) == (("jinhu", "guanyun"), ("jinhu",))


def test_a_dingtalk_group_may_have_no_signing_secret(tmp_path: Path) -> None:
    config = load(tmp_path, WHOLE.replace(f'secret = "{SECRET}-6"\n', ""))
    ding_group = config.channels[3]
    assert isinstance(ding_group, DingtalkWebhookChannel) and ding_group.secret is None


def test_a_byte_order_mark_and_windows_line_ends_make_no_difference(tmp_path: Path) -> None:
    assert load(tmp_path, b"\xef\xbb\xbf" + WHOLE.replace("\n", "\r\n").encode()) == load(tmp_path, WHOLE)


# Secrets from outside


def test_a_secret_comes_from_the_environment(tmp_path: Path) -> None:
    config = load(tmp_path, WHOLE.replace(f"{SECRET}-1", "env:JINHU_SECRET"), JINHU_SECRET="from-outside")
    assert isinstance(config.channels[0], WecomChannel)
    assert config.channels[0].secret.get_secret_value() == "from-outside"


def test_a_variable_that_is_not_set_is_named_with_the_key_that_wants_it(tmp_path: Path) -> None:
    said = one_line(tmp_path, WHOLE.replace(f"{SECRET}-1", "env:JINHU_SECRET"))
    assert said == "channels[1].secret 要用的环境变量 JINHU_SECRET 没有设置，请先设置再启动"


@pytest.mark.parametrize("end", ["", "\n", "\r\n"])
def test_a_secret_comes_from_a_file_without_its_last_line_end(tmp_path: Path, end: str) -> None:
    kept = tmp_path / "secret"
    kept.write_bytes(f"from-a-file{end}".encode())
    config = load(tmp_path, WHOLE.replace(f"{SECRET}-1", f"file:{kept.as_posix()}"))
    assert isinstance(config.channels[0], WecomChannel)
    assert config.channels[0].secret.get_secret_value() == "from-a-file"


def test_a_file_that_is_not_there_is_named_with_the_key_that_wants_it(tmp_path: Path) -> None:
    said = one_line(tmp_path, WHOLE.replace(f"{SECRET}-3", "file:/nowhere/key"))
    assert said == "channels[2].key 要读的文件 /nowhere/key 打不开，请检查路径和权限"


def test_values_in_lists_and_sections_come_from_outside_too(tmp_path: Path) -> None:
    text = '[plans]\nfiles = ["plans/jinhu.toml", "env:MORE"]\n[database]\nurl = "env:DB"\n'
    config = load(tmp_path, text, MORE="plans/more.toml", DB="sqlite:///other.db")
    assert config.plans.files == (Path("plans/jinhu.toml"), Path("plans/more.toml"))
    assert config.database.url == "sqlite:///other.db"


def test_the_environment_stands_above_the_file_for_database_and_files(tmp_path: Path) -> None:
    environment = {"BAOSONG_DATABASE_URL": "sqlite:///above.db", "BAOSONG_FILES_DIRECTORY": "above"}
    for config in (load(tmp_path, WHOLE, **environment), load_config(None, environment)):
        assert (config.database.url, config.files.directory) == ("sqlite:///above.db", Path("above"))
    assert load(tmp_path, WHOLE, BAOSONG_DATABASE_URL="").database.url == "postgresql+psycopg://office@db/office"


def test_without_an_environment_of_its_own_it_reads_that_of_the_process(tmp_path: Path) -> None:
    said = "NO_SUCH_VARIABLE_IN_ANY_PROCESS"
    with pytest.raises(ConfigError, match=said):
        load_config(write(tmp_path, f'[database]\nurl = "env:{said}"\n'))


# What stops the start


@pytest.mark.parametrize(
    ("old", "new", "key"),
    [
        ("[server]", "[sever]", "sever"),
        ("port = 9000", "prot = 9000", "server.prot"),
        ("\nurl =", "\nuri =", "database.uri"),
        ("mask_mobile", "mask_mobiles", "privacy.mask_mobiles"),
        ('plan = "jinhu"\nkey', 'plann = "jinhu"\nkey', "channels[2].plann"),
        ("page = true", "pages = true", "channels[5].pages"),
        ('client_id = "ding1"', 'client_id = "ding1"\nagent_id = 1', "channels[3].agent_id"),
    ],
)
def test_an_unknown_key_is_named_with_its_place(tmp_path: Path, old: str, new: str, key: str) -> None:
    assert one_line(tmp_path, WHOLE.replace(old, new, 1)) == f"{key} 没有这个配置项，请检查拼写"


@pytest.mark.parametrize(
    ("line", "key"),
    [
        (f'secret = "{SECRET}-1"\n', "channels[1].secret"),
        (f'token = "{SECRET}-2"\n', "channels[1].token"),
        (f'aes_key = "{AES_KEY}"\n', "channels[1].aes_key"),
        ('corp_id = "ww1"\n', "channels[1].corp_id"),
        ("agent_id = 7\n", "channels[1].agent_id"),
        (f'key = "{SECRET}-3"\n', "channels[2].key"),
        (f'client_secret = "{SECRET}-4"\n', "channels[3].client_secret"),
        (f'access_token = "{SECRET}-5"\n', "channels[4].access_token"),
        ('name = "page"\n', "channels[5].name"),
    ],
)
def test_what_is_missing_is_named_with_its_place(tmp_path: Path, line: str, key: str) -> None:
    assert line in WHOLE
    assert one_line(tmp_path, WHOLE.replace(line, "", 1)) == f"{key} 缺少这一项，请补上"


def test_every_fault_has_a_line_of_its_own(tmp_path: Path) -> None:
    text = WHOLE.replace("[privacy]", "[privacies]").replace(f'key = "{SECRET}-3"\n', "")
    assert sorted(line.split("：")[1].split()[0] for line in refusal(tmp_path, text).splitlines()) == [
        "channels[2].key",
        "privacies",
    ]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('"console"', '"consul"', "channels[5] platform 只能是 wecom、wecom-webhook、dingtalk"),
        ('platform = "console"\n', "", "channels[5] 缺少 platform，可以是 wecom、"),
        ('name = "page"', 'name = "聊天页"', "channels[5].name 只能用小写字母、数字和短横线"),
        ('name = "page"', 'name = "Page"', "channels[5].name 只能用小写字母、数字和短横线"),
        ('name = "page"', 'name = "a/b"', "channels[5].name 只能用小写字母、数字和短横线"),
        ("port = 9000", "port = 70000", "server.port 的值不对"),
        ("port = 9000", 'port = "many"', "server.port 的值不对"),
        ("trusted_proxies = 1", "trusted_proxies = -1", "server.trusted_proxies 的值不对"),
        ("agent_id = 7", "agent_id = 7\ntime_window = 0", "channels[1].time_window 的值不对"),
        ("page = true", "page = true\ntimeout = 61", "channels[5].timeout 的值不对"),
        ('client_id = "ding1"', 'client_id = "ding1"\nmode = "mail"', "channels[3].mode 不是允许的值"),
        (f'secret = "{SECRET}-1"', "secret = 5", "channels[1].secret 的值不对"),
    ],
)
def test_a_value_that_cannot_be_is_named_with_what_to_do(tmp_path: Path, old: str, new: str, said: str) -> None:
    assert one_line(tmp_path, WHOLE.replace(old, new, 1)).startswith(said)


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ("[server]\nport = = 1\n", "第 2 行"),
        ("[server]\nport = 1\nport = 2\n", "第 3 行"),
        ('[server]\nhost = "127.0.0.1\n', "第 2 行"),
        ("\n\n\nserver\n", "第 4 行"),
        ('[server]\nhost = """never closed', "文件末尾"),
    ],
)
def test_a_mistake_of_writing_is_named_with_its_line(tmp_path: Path, text: str, where: str) -> None:
    assert one_line(tmp_path, text) == f"{where}不是正确的 TOML，请检查引号、等号和括号"


def test_a_file_that_is_no_utf_8_is_refused(tmp_path: Path) -> None:
    assert one_line(tmp_path, '[server]\nhost = "本机"\n'.encode("gbk")) == "不是 UTF-8 文本，请另存为 UTF-8"


def test_a_configuration_that_is_not_there_says_how_to_begin(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"没有这个文件，请先复制 config\.example\.toml 再修改"):
        load_config(tmp_path / "nowhere.toml", {})


def test_two_channels_of_one_name_are_refused(tmp_path: Path) -> None:
    said = one_line(tmp_path, WHOLE.replace('name = "ding-group"', 'name = "app"'))
    assert said == "channels 有两个通道都叫 app，请改其中一个的 name"


def test_a_channel_without_a_plan_is_refused(tmp_path: Path) -> None:
    said = one_line(tmp_path, WHOLE.replace('platform = "console"\nplan = "jinhu"', 'platform = "console"'))
    assert said == "channels.page 没有写 plan，请写上它服务的方案编号"


def test_a_channel_that_names_a_plan_that_is_not_there_is_refused(tmp_path: Path) -> None:
    config = load(tmp_path, WHOLE)
    check_plans("config.toml", config, {"jinhu", "guanyun", "more"})
    with pytest.raises(ConfigError) as caught:
        check_plans("config.toml", config, {"jinhu"})
    said = str(caught.value)
    assert said == "config.toml：channels.app 的方案 guanyun 不在 plans.files 里，请加上它的文件或改正编号"


@pytest.mark.parametrize(
    ("secret", "key"), [("1", "channels[1].secret"), ("3", "channels[2].key"), ("6", "channels[4].secret")]
)
def test_an_empty_secret_is_as_good_as_none(tmp_path: Path, secret: str, key: str) -> None:
    said = f"{key} 是空的，请填写"
    assert one_line(tmp_path, WHOLE.replace(f"{SECRET}-{secret}", "")) == said
    assert one_line(tmp_path, WHOLE.replace(f"{SECRET}-{secret}", "env:EMPTY"), EMPTY="") == said


def test_a_folder_in_place_of_the_file_is_said_so(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="打不开，请检查路径和读取权限"):
        load_config(tmp_path, {})


def test_a_secrets_file_may_begin_with_a_byte_order_mark_and_must_be_utf_8(tmp_path: Path) -> None:
    kept = tmp_path / "secret"
    text = WHOLE.replace(f"{SECRET}-1", f"file:{kept.as_posix()}")
    kept.write_bytes(b"\xef\xbb\xbfsecret")
    app = load(tmp_path, text).channels[0]
    assert isinstance(app, WecomChannel) and app.secret.get_secret_value() == "secret"
    kept.write_bytes("密钥".encode("gbk"))
    said = f"channels[1].secret 要读的文件 {kept.as_posix()} 不是 UTF-8 文本，请另存为 UTF-8"
    assert one_line(tmp_path, text) == said


def test_a_section_that_is_none_is_refused_whatever_the_environment_says(tmp_path: Path) -> None:
    said = one_line(tmp_path, 'database = "sqlite:///x.db"\n', BAOSONG_DATABASE_URL="sqlite:///above.db")
    assert said.startswith("database 的值不对")


# Secrets stay secret


def test_the_password_of_the_database_is_not_shown_with_the_configuration(tmp_path: Path) -> None:
    config = load(tmp_path, WHOLE.replace("office@db", "office:hidden-word@db"))
    assert "hidden-word" in config.database.url
    assert "hidden-word" not in f"{config!r} {config}"


def test_no_secret_is_shown_with_the_configuration(tmp_path: Path) -> None:
    config = load(tmp_path, WHOLE)
    shown = f"{config!r} {config} {config.model_dump()} {config.model_dump_json()}"
    assert [secret for secret in SECRETS if secret in shown] == []


@pytest.mark.parametrize("cut", range(len(WHOLE.splitlines())))
def test_no_secret_is_in_what_is_said_when_a_line_is_lost(tmp_path: Path, cut: int) -> None:
    lines = WHOLE.splitlines()
    try:
        load(tmp_path, "\n".join(lines[:cut] + lines[cut + 1 :]))
    except ConfigError as error:
        assert [secret for secret in SECRETS if secret in f"{error} {error!r}"] == []


@given(st.sampled_from(SECRETS), st.sampled_from(('"{0}', "{0}", '["{0}"]', '{{x = "{0}"}}', '"{0}" "{0}"', "'{0}'x")))
def test_no_secret_is_in_what_is_said_when_it_is_written_wrongly(
    tmp_path_factory: pytest.TempPathFactory, secret: str, wrong: str
) -> None:
    text = WHOLE.replace(f'"{secret}"', wrong.format(secret))
    with pytest.raises(ConfigError) as caught:
        load(tmp_path_factory.mktemp("wrong"), text)
    assert secret not in f"{caught.value} {caught.value!r}"
