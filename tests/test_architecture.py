"""The shape of the program: which folder may import which, where SQL and the outside stand, and how big anything is.

The import contract is checked by import-linter too (`make check`); here it stands as the table of the design, and with
it what that tool cannot see: lazy imports inside functions, single names, sizes.
"""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]

PURE = frozenset({"rules", "questions"})
ALLOWED: dict[str, frozenset[str]] = {
    "rules": frozenset(),
    "questions": frozenset(),
    "models": PURE,
    "reports": frozenset({"rules", "models"}),
    "handlers": PURE | {"models", "reports"},
    "scheduler": frozenset({"rules", "models", "reports"}),
    "bot": frozenset({"handlers", "models"}),
    "commands": PURE | {"models", "reports", "handlers", "scheduler", "bot"},
    "migrations": frozenset({"models"}),
}
ENTRANCES = {"manage": frozenset({"commands", "bot", "models"}), "wsgi": frozenset({"commands", "manage"})}
OURS = frozenset((*ALLOWED, *ENTRANCES, "benchmarks", "tests"))

LONGEST_FILE = 350
LONGEST_FUNCTION = 45
EMPTY_NAMES = frozenset({"utils", "util", "services", "service", "core", "common", "helpers", "helper", "misc"})
OF_SQLALCHEMY = frozenset({"Connection", "make_url"})  # what other folders than models may take from it
DATABASE_CALLS = frozenset({"execute", "exec_driver_sql", "scalar", "scalars", "executemany", "begin", "connect"})


@cache
def sources(folder: str) -> tuple[Path, ...]:
    """The Python files of a folder, or the one of an entrance."""
    single = ROOT / f"{folder}.py"
    return (single,) if single.exists() else tuple(sorted((ROOT / folder).rglob("*.py")))


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


def product() -> Iterator[Path]:
    """Every file that is part of the program itself."""
    for folder in (*ALLOWED, *ENTRANCES):
        yield from sources(folder)


def imports(path: Path) -> Iterator[tuple[str, str]]:
    """Every import of a file, lazy ones included: (module, name), the name "" for `import module`."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            yield from ((alias.name, "") for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path} imports relatively"
            yield from ((node.module or "", alias.name) for alias in node.names)


def imported(path: Path) -> frozenset[str]:
    """The top-level names that a file imports."""
    return frozenset(module.partition(".")[0] for module, _ in imports(path))


def where(paths: Iterator[Path] | list[Path]) -> list[str]:
    return [str(path.relative_to(ROOT)) for path in paths]


def test_the_folders_are_those_of_the_design() -> None:
    packages = {path.parent.name for path in ROOT.glob("*/__init__.py")}
    assert packages == OURS - set(ENTRANCES)
    assert {path.stem for path in ROOT.glob("*.py")} == set(ENTRANCES)


@pytest.mark.parametrize("folder", ALLOWED)
def test_a_folder_imports_only_what_it_may(folder: str) -> None:
    assert sources(folder)
    allowed = ALLOWED[folder] | {folder}
    found = {str(path.relative_to(ROOT)): sorted((imported(path) & OURS) - allowed) for path in sources(folder)}
    assert {path: names for path, names in found.items() if names} == {}


@pytest.mark.parametrize("entrance", ENTRANCES)
def test_an_entrance_puts_together_and_nobody_imports_it(entrance: str) -> None:
    (path,) = sources(entrance)
    assert imported(path) & OURS <= ENTRANCES[entrance]
    others = [other for other in product() if other.stem not in ENTRANCES]
    assert where([other for other in others if entrance in imported(other)]) == []


def test_nobody_imports_tests_or_benchmarks() -> None:
    assert where([path for path in product() if imported(path) & {"tests", "benchmarks"}]) == []


@pytest.mark.parametrize(
    ("library", "file"),
    [
        ("wechatpy", "bot/wecom.py"),
        ("apscheduler", "scheduler/clock.py"),
        ("chinese_calendar", "rules/workdays.py"),
        ("opencc", "questions/normalise.py"),
        ("granian", "commands/serving.py"),
    ],
)
def test_a_library_stands_in_one_file(library: str, file: str) -> None:
    assert where([path for path in product() if library in imported(path)]) == [file]


def test_only_the_bot_speaks_to_the_outside() -> None:
    outside = ("requests", "urllib3", "httpx", "socket", "smtplib", "flask", "urllib.request", "http.client")
    speakers = {
        path.relative_to(ROOT).parts[0]
        for path in product()
        for module, _ in imports(path)
        if any(module == name or module.startswith(f"{name}.") for name in outside)
    }
    assert speakers == {"bot", "commands"}  # a command serves what the bot has made


def test_sql_stands_in_models_alone() -> None:
    found = {
        f"{path.relative_to(ROOT)}: {name or module}"
        for path in product()
        if path.relative_to(ROOT).parts[0] not in ("models", "migrations")
        for module, name in imports(path)
        if module.partition(".")[0] == "sqlalchemy" and module != "sqlalchemy.exc" and name not in OF_SQLALCHEMY
    }
    assert found == set()


@pytest.mark.parametrize("folder", ["rules", "questions", "reports"])
def test_what_only_words_or_computes_knows_no_database(folder: str) -> None:
    assert where([path for path in sources(folder) if imported(path) & {"sqlalchemy", "sqlite3", "psycopg"}]) == []


@pytest.mark.parametrize("folder", ["handlers", "scheduler", "reports", "rules", "questions"])
def test_no_statement_is_run_and_no_connection_opened_outside_models(folder: str) -> None:
    calls = [
        f"{path.relative_to(ROOT)}:{node.lineno} {node.func.attr}"
        for path in sources(folder)
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in DATABASE_CALLS
    ]
    assert calls == []


def test_no_module_is_named_for_nothing() -> None:
    assert where([path for path in product() if EMPTY_NAMES & {*path.relative_to(ROOT).with_suffix("").parts}]) == []


def test_no_file_is_too_long() -> None:
    # A migration is written once by the tool and never edited.
    found = [path for path in product() if "versions" not in path.parts]
    assert where([path for path in found if len(path.read_text(encoding="utf-8").splitlines()) > LONGEST_FILE]) == []


def test_no_function_is_too_long() -> None:
    found = [
        f"{path.relative_to(ROOT)}:{node.lineno} {node.name}"
        for path in product()
        if "versions" not in path.parts
        for node in ast.walk(tree(path))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (node.end_lineno or node.lineno) - node.lineno >= LONGEST_FUNCTION
    ]
    assert found == []


def test_only_commands_print() -> None:
    found = [
        path
        for path in product()
        if path.relative_to(ROOT).parts[0] != "commands"
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "print"
    ]
    assert where(found) == []


def test_every_module_says_what_it_is_for() -> None:
    assert where([path for path in product() if ast.get_docstring(tree(path)) is None and path.stat().st_size]) == []


def test_nothing_is_left_to_be_done() -> None:
    marks = ("TO" + "DO", "FIX" + "ME", "XX" + "X")
    files = [*product(), *sources("tests"), *sources("benchmarks"), *ROOT.glob("docs/*.md"), *ROOT.glob("*.md")]
    assert len(files) > 200
    assert where([path for path in files if any(mark in path.read_text(encoding="utf-8") for mark in marks)]) == []


def test_tests_patch_nothing_of_ours() -> None:
    assert where([path for path in sources("tests") if "mock" in imported(path) or "unittest" in imported(path)]) == []
    patched = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for path in sources("tests")
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in ("setattr", "delattr")
        and isinstance(node.func.value, ast.Name)
        and node.func.value.id == "monkeypatch"
        and not (node.args and isinstance(node.args[0], ast.Name) and node.args[0].id == "sys")
    ]
    assert patched == []


def test_every_handler_has_its_tests() -> None:
    modules = [path for path in sources("handlers") if path.stem != "__init__"]
    missing = [path for path in modules if not (ROOT / "tests" / "handlers" / f"test_{path.stem}.py").exists()]
    assert where(missing) == []


def test_every_folder_of_tests_is_a_package() -> None:
    folders = {path.parent for path in sources("tests")}
    assert where([folder for folder in folders if not (folder / "__init__.py").exists()]) == []
