# Every target prepares .venv by itself; a machine needs Python 3.11 or newer with venv, and make.
# `make demo` installs what the dashboard needs; every other target adds what development needs. Versions are those
# of locks/, written by `make lock`.
PYTHON ?= python3
BIN := .venv/bin
RUN := .venv/.run
DEV := .venv/.dev
RELEASE := .venv/.release
PIP := $(BIN)/python -m pip --disable-pip-version-check install --quiet
# More workers than cores: a test with a terminal or a server waits half of its time. Each needs 400 MB.
WORKERS ?= 4
# A worker that has nothing left takes over what the other one still has.
PYTEST := $(BIN)/python -m pytest -n $(WORKERS) --dist worksteal

.DEFAULT_GOAL := help
.PHONY: help demo demo-server test quick check lint types imports format shells screenshots snapshots bench bench-quick soak soak-short fuzz fuzz-short live console lock release clean

help:  ## This list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

$(BIN)/python:
	@echo "Making .venv with $$($(PYTHON) --version) …"
	@$(PYTHON) -m venv .venv
	@$(PIP) --upgrade "pip>=25.1"

$(RUN): pyproject.toml locks/run.txt codat_tui/__init__.py | $(BIN)/python
	@echo "Installing the dashboard and what it needs (about a quarter of a minute) …"
	@$(PIP) --requirement locks/run.txt
	@$(PIP) --no-deps --editable .
	@touch $@

$(DEV): $(RUN) locks/dev.txt
	@echo "Installing what the tests and tools need (about half a minute) …"
	@$(PIP) --requirement locks/dev.txt
	@touch $@

$(RELEASE): $(DEV) locks/release.txt
	@echo "Installing what a release needs …"
	@$(PIP) --requirement locks/release.txt
	@touch $@

demo: $(RUN)  ## The dashboard on the embedded demo
	@$(BIN)/codat-tui --demo

demo-server: $(DEV)  ## The demo over HTTP on port 8080
	@$(BIN)/codat-tui demo-server --port 8080

test: $(DEV)  ## The whole test suite
	$(PYTEST)

quick: $(DEV)  ## What can be checked in seconds: rules, present, models, and the linter
	$(BIN)/ruff check .
	$(PYTEST) -q tests/rules tests/present tests/models tests/test_config.py

check: $(DEV) lint types imports test soak-short fuzz-short  ## What CI runs

lint: $(DEV)  ## Formatting and lint
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .

types: $(DEV)  ## Types, strictly
	$(BIN)/mypy

imports: $(DEV)  ## Who may import whom
	$(BIN)/lint-imports

format: $(DEV)  ## Format, and mend what the linter can
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

shells: $(DEV)  ## The completion scripts and the man page, made from the commands
	@$(BIN)/python -m release.shells

screenshots: $(DEV)  ## The README's pictures, made from the program
	$(BIN)/python -m tests.screenshots

snapshots: $(DEV)  ## Accept the present look as the snapshots
	$(PYTEST) tests/screens --snapshot-update

bench: $(DEV)  ## The performance goals, as ratios; BENCH="--only 1,4 --json FILE", BENCH=--peers
	$(BIN)/python -m tests.bench $(BENCH)

bench-quick: $(DEV)  ## The same with fewer repeats and smaller fleets: a minute, for a look
	$(BIN)/python -m tests.bench --quick $(BENCH)

soak: $(DEV)  ## An hour of chance against writes and the quota; SOAK="--seed 7 --only kills" for less
	$(BIN)/python -m tests.soak $(SOAK)

soak-short: $(DEV)  ## The same with few cases: half a minute
	$(BIN)/python -m tests.soak --seed 1 --seconds 150 --starts 40 --batches 2 --kills 3 --races 3 --hours 0.2 --quota 1500 --day 0.5

fuzz: $(DEV)  ## Ten minutes of answers nobody expects, and new examples for every property; FUZZ="--seed 7 --only client --seconds 60" for less
	$(BIN)/python -m tests.fuzz $(FUZZ)
	$(PYTEST) -q --hypothesis-profile exploring tests/rules tests/present tests/models

fuzz-short: $(DEV)  ## Every screen and key once, the rest with few cases: two minutes
	$(BIN)/python -m tests.fuzz --seed 1 --seconds 200 --answers 1000 --starts 2

console: $(DEV)  ## Textual's development console, for `make live` in another terminal
	$(BIN)/textual console

live: $(DEV)  ## The demo under Textual's development tools: live styles, and a log in `make console`
	$(BIN)/textual run --dev -c $(BIN)/codat-tui --demo

lock: $(DEV)  ## Write locks/ anew from pyproject.toml
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --custom-compile-command "make lock" \
		pyproject.toml --output-file locks/run.txt
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --custom-compile-command "make lock" \
		--extra demo-server --extra serve --group dev --constraint locks/run.txt pyproject.toml --output-file locks/dev.txt
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --custom-compile-command "make lock" \
		--group pyproject.toml:release --constraint locks/dev.txt --output-file locks/release.txt

release: $(RELEASE)  ## Date the changelog's section, build wheel and sdist into dist/, and check both with twine
	@$(BIN)/python -m release

clean:  ## Remove what make has made
	rm -rf .venv build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
