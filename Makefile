# Two commands for everyone: make demo, make test. Both do all their own set-up, in .venv.
.DEFAULT_GOAL := help
PYTHON ?= python3
BIN := .venv/bin
INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt
SOURCES := pyproject.toml constraints.txt CMakeLists.txt $(wildcard native/* native/*/*)

.PHONY: help
help: ## List what make can do
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "make %-13s %s\n", $$1, $$2}' Makefile

.PHONY: demo
demo: .venv/user ## Compare the course's five initializations; writes report.html
	$(BIN)/initlab compare --report

.PHONY: test
test: .venv/dev ## Run every test (installs what they need, PyTorch included)
	$(BIN)/python -m pytest -n auto -q

.PHONY: test-slow
test-slow: .venv/dev ## The long tests
	$(BIN)/python -m pytest -q -n auto -m slow

.PHONY: test-native
test-native: .venv/dev ## The engine's tests with the address and the undefined-behaviour sanitizer
	$(INSTALL) --no-deps --no-cache-dir --upgrade --target build/native \
	  -C cmake.define.INITLAB_SANITIZE=ON .
	LD_PRELOAD="$$(c++ -print-file-name=libasan.so) $$(c++ -print-file-name=libubsan.so)" \
	ASAN_OPTIONS=detect_leaks=0 \
	PYTHONPATH="build/native:$$($(BIN)/python -c 'import site; print(site.getsitepackages()[0])')" \
	  $(PYTHON) -m pytest -q -p no:xdist tests/engine tests/streams

.PHONY: test-mutants
test-mutants: .venv/dev ## Faults put in one at a time, each of which must turn a test red (3 min)
	$(BIN)/python -m tools.mutants

.PHONY: docs
docs: .venv/dev ## Build the pages into build/docs; a warning is an error
	$(INSTALL) -e ".[docs]"
	$(BIN)/sphinx-build -q -W --keep-going -b html docs build/docs
	@echo "Pages: build/docs/index.html"

.PHONY: playground
playground: playground/node_modules/.package-lock.json ## Build the playground's page anew (needs Node)
	cd playground && npm run --silent build
	cp playground/dist/index.html src/initlab/playground/playground.html

playground/node_modules/.package-lock.json: playground/package-lock.json
	cd playground && npm ci --silent
	@touch $@

.PHONY: check
check: .venv/dev ## What CI runs: format, lint, types, tests, docs
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(MAKE) test
	$(MAKE) docs

.PHONY: fix
fix: .venv/dev ## Repair format and lint where a tool can
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

.PHONY: clean
clean: ## Remove .venv and everything made here
	rm -rf .venv build dist report.html .mypy_cache .ruff_cache .hypothesis

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "initlab needs Python 3.11 or newer; try: make PYTHON=python3.12 $(MAKECMDGOALS)"; exit 1; }
	$(PYTHON) -m venv .venv

.venv/user: $(SOURCES) | $(BIN)/python
	@echo "Installing initlab into .venv; this takes a minute the first time."
	$(INSTALL) -e .
	@touch $@

.venv/dev: $(SOURCES) | $(BIN)/python
	@echo "Installing initlab and what its tests need into .venv; this takes a few minutes."
	$(INSTALL) -e ".[dev]"
	@touch $@ .venv/user
