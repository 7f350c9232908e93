# Two commands matter: `make run` and `make test`. Both set everything up first.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
INSTALLED := $(VENV)/.installed
PHOTO ?=
# What is installed beside Moodring itself, by the names in pyproject.toml.
EXTRAS ?= training,demo,dev

.PHONY: install run test lint format bench load clean

install: $(INSTALLED)

$(INSTALLED): pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Moodring needs Python 3.11 to 3.13: make PYTHON=python3.12 …")'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --constraint constraints.txt --editable '.[$(EXTRAS)]'
	@touch $@

# Runs the bot on every platform whose token is set, here or in .env; without any, the chat in
# the browser. With PHOTO=path: analyses that photo and ends.
run: $(INSTALLED)
	@exec $(BIN)/moodring $(if $(PHOTO),selfie "$(PHOTO)",run)

test: $(INSTALLED)
	$(BIN)/python -m pytest

lint: $(INSTALLED)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

format: $(INSTALLED)
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: $(INSTALLED)
	@$(BIN)/python -m tests.benchmarks.photo_pipeline

# Takes ten minutes; nothing else should run meanwhile.
load: $(INSTALLED)
	@$(BIN)/python -m tests.benchmarks.telegram_load

clean:
	rm -rf $(VENV) build dist .mypy_cache .ruff_cache .pytest_cache .import_linter_cache
