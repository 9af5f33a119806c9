# Python 3.11 or newer, make and git are all that these targets need to find; what else is
# missing they install. A second run repeats only what changed.

PYTHON ?= python3
VENV_PYTHON := .venv/bin/python

.DEFAULT_GOAL := help
.PHONY: help demo test lint bench clean

help: ## List the targets
	@awk -F ': .*## ' '/^[a-z]+: .*## / {printf "make %-6s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

demo: ## Make sample data, show a page's code, run it (LAB=0: stop there)
	@$(PYTHON) scripts/prepare.py demo
	@$(VENV_PYTHON) scripts/demo.py $(if $(filter 0,$(LAB)),--no-lab)

test: ## Run the linters and all tests (ARGS: arguments for pytest)
	@$(PYTHON) scripts/prepare.py test
	@$(VENV_PYTHON) scripts/check.py lint tests -- $(ARGS)

lint: ## Run ruff and mypy
	@$(PYTHON) scripts/prepare.py lint
	@$(VENV_PYTHON) scripts/check.py lint

bench: ## Measure against the references (ARGS: names of benchmarks)
	@$(PYTHON) scripts/prepare.py bench
	@$(VENV_PYTHON) scripts/run_bench.py $(ARGS)

clean: ## Remove the environments, the data and the caches
	@$(PYTHON) scripts/clean.py
