# Every target prepares .venv by itself; a machine needs Python 3.11 or newer with venv, and make.
PYTHON ?= python3
BIN := .venv/bin
STAMP := .venv/.ready

.PHONY: demo test check lint types imports format screenshots snapshots bench clean

$(STAMP): pyproject.toml codat_tui/__init__.py
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --upgrade "pip>=25.1"
	$(BIN)/python -m pip install --quiet --editable . --group dev
	touch $(STAMP)

demo: $(STAMP)  ## The dashboard on the embedded demo
	$(BIN)/codat-tui --demo

test: $(STAMP)  ## The whole test suite
	$(BIN)/python -m pytest -n 2

check: $(STAMP) lint types imports test  ## What CI runs

lint: $(STAMP)
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .

types: $(STAMP)
	$(BIN)/mypy

imports: $(STAMP)
	$(BIN)/lint-imports

format: $(STAMP)
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

screenshots: $(STAMP)  ## The README's pictures, made from the program
	$(BIN)/python -m tests.screenshots

snapshots: $(STAMP)  ## Accept the present look as the new snapshots
	$(BIN)/python -m pytest -n 2 tests/screens --snapshot-update

bench: $(STAMP)  ## The performance goals, as ratios
	$(BIN)/python -m tests.bench

clean:
	rm -rf .venv build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis
