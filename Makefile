# Serai: `make help` lists what can be made. Everything happens in .venv; nothing outside this folder is touched.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help

PYTHON ?= $(shell command -v python3.11 || command -v python3 || echo python3)
BIN := .venv/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-input
SCENARIO ?= kazakhstan-2022
PROCESSES ?= 2
# with the compiler off NumPy tells of sums of hashes that wrap around, as they are meant to
JIT_OFF := NUMBA_DISABLE_JIT=1 $(BIN)/python -m pytest -q -W "ignore:overflow encountered:RuntimeWarning"
AT_ONCE := --numprocesses $(PROCESSES) --dist loadfile

export PYTHONDONTWRITEBYTECODE := # bytecode is kept, or each process of the tests compiles all of Python anew

.PHONY: help install install-dev run check lint types imports test check-jit-off bench clean

help: ## list the targets
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 16

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Serai needs Python 3.11 or newer; $(PYTHON) is older. Try: make PYTHON=/path/to/python3.11 ..." >&2; exit 1; }
	$(PYTHON) -m venv .venv

.venv/installed: pyproject.toml | .venv/bin/python
	@echo "installing Serai into .venv (once)"
	$(PIP) -e '.[app]'
	@touch $@

.venv/installed-dev: pyproject.toml | .venv/bin/python
	@echo "installing Serai and the tools for its tests into .venv (once)"
	$(PIP) -e '.[dev]'
	@touch .venv/installed $@

install: .venv/installed ## install Serai into .venv

install-dev: .venv/installed-dev ## the same, with the tools for the tests

run: install ## install if need be, and run the scenario kazakhstan-2022 (or SCENARIO=...)
	$(BIN)/serai run $(SCENARIO)

check: install-dev ## style, types, import order, and all tests but the slow ones
	$(MAKE) --jobs $(PROCESSES) lint types imports compiled
	$(MAKE) test-quick check-jit-off

.PHONY: check-slow
check-slow: install-dev ## the tests that take more than two seconds: drawn scenarios, wheels, kills, parity with Flee, commands of the docs
	$(MAKE) compiled
	$(BIN)/python -m pytest -q $(AT_ONCE) -m slow
	$(JIT_OFF) -m "jit_off and slow" tests/regression

lint: install-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: install-dev
	$(BIN)/mypy

imports: install-dev
	$(BIN)/lint-imports
	PYTHONPATH=tests $(BIN)/lint-imports tests/twin/imports.toml

test: install-dev ## all tests but the slow ones, in one process
	$(BIN)/python -m pytest -q -m "not slow"

.PHONY: compiled
compiled: install-dev ## compile the kernels of both rules, once for all processes of the tests
	$(BIN)/serai warm

.PHONY: test-quick
test-quick: install-dev
	$(BIN)/python -m pytest -q $(AT_ONCE) -m "not slow"

check-jit-off: install-dev ## the tests of single kernels, with the compiler switched off
	$(JIT_OFF) $(AT_ONCE) -m "jit_off and not slow" $$(grep -rl jit_off tests --include 'test_*.py')

web/node_modules/.package-lock.json: web/package.json web/package-lock.json
	cd web && npm ci --no-fund --no-audit --loglevel=error
	@touch $@

.PHONY: web check-web chromium
web: web/node_modules/.package-lock.json ## build the page from web/ into src/serai/report/static (needs Node.js)
	cd web && node build.mjs

check-web: install-dev web/node_modules/.package-lock.json chromium ## rebuild the page and try it in a browser (needs Node.js, Chromium)
	cd web && npx tsc --noEmit
	cd web && node build.mjs ../build/page
	diff -r build/page src/serai/report/static || { echo "the built page is not that of web/: run make web" >&2; exit 1; }
	rm -rf build/pages
	cd web && node --test --test-concurrency=1 tests/*.test.mjs

chromium:
	@for name in "$${CHROMIUM:-}" chromium chromium-browser google-chrome; do \
		[ -n "$$name" ] && command -v "$$name" >/dev/null && exit 0; done; \
	if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
		echo "installing chromium for the browser tests" && apt-get update -qq && apt-get install -y -qq --no-install-recommends chromium >/dev/null; \
	else echo "the browser tests need Chromium: install it (Debian: apt-get install chromium), or name it in CHROMIUM" >&2; exit 1; fi

.PHONY: variants
variants: install ## national figures of kazakhstan-2022 without controls, second pulse, call-up (DRAWS=40: of draws)
	$(BIN)/python scripts/variants.py $(if $(DRAWS),--draws $(DRAWS)) $(SCENARIO)

.PHONY: model-error
model-error: install ## learn the model error by kind of quantity on rows marked fit, of DRAWS=200 draws, and write its table
	$(BIN)/python scripts/model_error.py --draws $(or $(DRAWS),200) --write $(SCENARIO)

bench: install-dev ## time and peak memory of kazakhstan-2022
	$(BIN)/python benchmarks/kazakhstan.py

.PHONY: docs
docs: .venv/installed-docs ## build the site of the documentation in build/site; a warning is an error
	$(BIN)/python -m sphinx --builder html --fail-on-warning --quiet --doctree-dir build/doctrees docs build/site
	@echo "open build/site/index.html"

.venv/installed-docs: pyproject.toml | .venv/bin/python
	@echo "installing Serai and the tools for its documentation into .venv (once)"
	$(PIP) -e '.[docs]'
	@touch .venv/installed $@

.PHONY: picture
picture: .venv/installed-docs chromium ## make docs/page.png anew, the picture of the page in the README
	$(BIN)/python scripts/picture.py

.PHONY: fuzz
fuzz: install-dev ## damage CASES=20000 scenarios at random and judge what comes of each; goes on where it stopped
	PYTHONPATH=tests $(BIN)/python -m fuzz --cases $(or $(CASES),20000) --seed $(or $(SEED),1) --workers $(or $(WORKERS),1)

.PHONY: kill
kill: install-dev ## kill a run at 50 random moments, draws at 20; what is kept must be whole, and draws go on
	PYTHONPATH=tests $(BIN)/python -m fuzz.killing --kills 50
	PYTHONPATH=tests $(BIN)/python -m fuzz.killing --kills 20 --draws

.PHONY: mutants
mutants: install-dev ## show that the twin catches faults: changed kernels, each of which must be seen; takes hours
	PYTHONPATH=tests $(BIN)/python -m twin.mutation

.PHONY: versions
versions: | .venv/bin/python ## the lowest versions that are allowed and the newest there are, each in an environment of its own
	$(BIN)/python scripts/versions.py

.PHONY: kept-code
kept-code: install-dev ## call kernels in 20 processes while the folder of kept code is cold, shared, damaged, read-only
	SERAI_TEST_PROCESSES=20 $(BIN)/python -m pytest -q tests/regression/test_kept_code.py

.PHONY: variance
variance: install-dev ## how much common random numbers help: 90 runs of kazakhstan-2022
	$(BIN)/python benchmarks/common_numbers.py

.PHONY: renew-result
renew-result: install-dev ## keep today's result of kazakhstan-2022, seed 1, with WHY="what changed" as its line in the changelog
	$(BIN)/python tests/kept_result.py "$$WHY"

clean: ## remove .venv, caches and built files; runs stay
	rm -rf .venv build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
