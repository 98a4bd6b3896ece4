# Two commands matter: `make run` starts the bot (without a token its rehearsal), `make test` checks everything.
PYTHON ?= python3
BIN := .venv/bin

.PHONY: run venv test format bench lock clean

run: .venv/run.stamp
	@$(BIN)/python run_bot.py

venv: .venv/run.stamp

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Smok needs Python 3.11 or newer; set PYTHON=/path/to/python3.11")'
	$(PYTHON) -m venv .venv

.venv/run.stamp: requirements.lock | .venv/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@touch $@

.venv/dev.stamp: requirements-dev.lock | .venv/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@touch $@ .venv/run.stamp

test: .venv/dev.stamp
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python run_bot.py check
	$(BIN)/pytest -n 3 --dist worksteal  # half of the time is waiting for killed processes to come back

format: .venv/dev.stamp
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

bench: .venv/dev.stamp
	$(BIN)/pytest --benchmark-only -o addopts= --import-mode=importlib tests/bench_answers.py
	$(BIN)/python -m tests.bench_path
	$(BIN)/python -m tests.bench_reminders
	$(BIN)/python -m tests.bench_broadcast

# New versions: edit pyproject.toml, then `make lock` (needs uv).
lock:
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header pyproject.toml -o requirements.lock
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --extra dev pyproject.toml -o requirements-dev.lock

clean:
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis knowledge/.cache
