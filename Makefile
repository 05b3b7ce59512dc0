# Every target sets up what it needs: an environment in .venv with the versions of requirements.lock.
# Another interpreter: make PYTHON=/path/to/python3.12 demo

PYTHON ?= python3
SERVE ?= 1
ARGS ?=
# Tests wait for children, browsers and mails a third of their time: one worker more than there are cores.
JOBS ?= $(shell expr $$(nproc 2>/dev/null || echo 2) + 1)

VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
READY_DEV := $(VENV)/.ready-dev
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-input

.PHONY: help setup demo test lint bench browse clean
.DEFAULT_GOAL := help

help: ## List the targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: $(READY) ## Make or refresh the environment in .venv
	@echo "setup: ready"

$(READY): pyproject.toml requirements.lock
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "nianbao needs Python 3.11 or newer; name one with: make PYTHON=/path/to/python3.11 setup" >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || \
		{ echo "Python's venv module is missing; on Debian: apt-get install python3-venv" >&2; exit 1; }
	@echo "setup: environment in $(VENV)"
	@$(PYTHON) -m venv $(VENV)
	@echo "setup: packages of requirements.lock"
	@$(PIP) -r requirements.lock
	@echo "setup: nianbao itself"
	@$(PIP) --no-build-isolation --no-deps -e .
	@touch $@

$(READY_DEV): requirements-dev.lock $(READY)
	@echo "setup: packages of requirements-dev.lock"
	@$(PIP) -r requirements-dev.lock
	@touch $@

demo: $(READY) ## Crawl a sample county on this machine, show its board, then browse it (SERVE=0: stop at the board)
	@$(BIN)/nianbao demo $(if $(filter 0,$(SERVE)),--no-serve)

browse: $(READY) ## Open data/nianbao.db in the browser, read-only
	@$(BIN)/nianbao browse $(ARGS)

test: $(READY_DEV) ## Run the whole test suite on all cores (ARGS="tests/browse -x": a part of it; JOBS=1: on one)
	@$(BIN)/python -m pytest -n $(JOBS) --dist worksteal $(ARGS)

lint: $(READY_DEV) ## Check style and types
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy

bench: $(READY_DEV) ## Measure speed
	@$(BIN)/python -m benchmarks $(ARGS)

clean: ## Remove the environment and caches; data/ is never touched
	@rm -rf $(VENV) build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis
	@find . -path ./data -prune -o -name __pycache__ -type d -exec rm -rf {} +
