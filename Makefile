# Everything is installed into .venv/ and nothing outside of it; the demo leaves its files in out/.
PYTHON ?= python3
BIN := .venv/bin
DEMO_DATE := 2026-11-23
DEMO_SECONDS ?= 10

.PHONY: demo test lint types format constraints clean

demo: .venv/.installed
	@# exit code 3 says that visits are left unassigned: the plan is there all the same
	$(BIN)/rounds plan data/gothenburg/team --date $(DEMO_DATE) --seconds $(DEMO_SECONDS) \
	    --out out/demo || test $$? -eq 3
	@echo "Open out/demo/rounds.html in a browser."

test: .venv/.installed-dev
	$(BIN)/pytest --numprocesses auto --dist worksteal

lint: .venv/.installed-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: .venv/.installed-dev
	$(BIN)/mypy

format: .venv/.installed-dev
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

constraints: .venv/.installed-dev
	$(BIN)/uv pip compile --quiet --universal --upgrade --no-header --no-annotate \
	    pyproject.toml --extra dev --extra peers --output-file constraints.txt

clean:
	rm -rf .venv out build *.egg-info

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	    { echo "Rounds needs Python 3.11 or newer: make PYTHON=/path/to/python3.11"; exit 1; }
	$(PYTHON) -m venv .venv

.venv/.installed: pyproject.toml constraints.txt | .venv/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check \
	    --constraint constraints.txt --editable .
	touch $@

.venv/.installed-dev: pyproject.toml constraints.txt | .venv/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check \
	    --constraint constraints.txt --editable '.[dev]'
	touch .venv/.installed $@
