# Every target installs what it needs into .venv; a fresh machine needs python3 (3.11 or newer) and make.
.PHONY: help setup run demo check test bench migrate format browser lock
PYTHON ?= python3
BIN := .venv/bin
RUNTIME := .venv/.runtime
DEVELOP := .venv/.develop

help:  ## this list
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /	/' | expand -t 12

$(RUNTIME): requirements.txt
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip --version >/dev/null 2>&1 || $(BIN)/python -m ensurepip >/dev/null
	$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements.txt
	touch $@

$(DEVELOP): requirements-dev.txt
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip --version >/dev/null 2>&1 || $(BIN)/python -m ensurepip >/dev/null
	$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements-dev.txt
	touch $@ $(RUNTIME)

setup: $(DEVELOP) browser  ## everything for working on it

run: $(RUNTIME)  ## the program with config.toml, else the built-in set-up of one office on SQLite
	$(BIN)/python manage.py run

demo: $(RUNTIME)  ## the 金湖 plan with made-up people and the chat page, on a throw-away database
	$(BIN)/python manage.py demo

migrate: $(RUNTIME)  ## bring the database up to date
	$(BIN)/python manage.py migrate

format: $(DEVELOP)  ## put the code into the house format
	$(BIN)/ruff format -q .
	$(BIN)/ruff check -q --fix .

check: $(DEVELOP)  ## format, lint, types, import contract
	$(BIN)/ruff format -q --check .
	$(BIN)/ruff check -q .
	$(BIN)/mypy
	$(BIN)/lint-imports

test: check browser  ## check, then every test on SQLite and PostgreSQL
	$(BIN)/python -m pytest -n 2 --dist loadfile --no-loadscope-reorder

bench: $(DEVELOP)  ## measure beside the references, in one run
	@command -v wrk >/dev/null || { \
	  test "$$(id -u)" = 0 || { echo "请先安装 wrk：sudo apt-get install wrk"; exit 1; }; \
	  apt-get update -q >/dev/null && DEBIAN_FRONTEND=noninteractive apt-get install -y -q wrk >/dev/null; }
	$(BIN)/python -m benchmarks

browser:  ## Chromium for the tests of the chat page
	@command -v chromium >/dev/null || { \
	  test "$$(id -u)" = 0 || { echo "请先安装 chromium：sudo apt-get install chromium"; exit 1; }; \
	  apt-get update -q >/dev/null && DEBIAN_FRONTEND=noninteractive apt-get install -y -q chromium >/dev/null; }

lock: $(DEVELOP)  ## pin the requirements anew, with hashes and for every platform
	for name in requirements requirements-dev; do \
	  $(BIN)/uv pip compile -q --universal --generate-hashes --no-header --no-annotate --python-version 3.11 $$name.in -o $$name.txt; \
	done
