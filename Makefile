# Two commands matter: `make report` and `make test`. Each sets up .venv from the lock first, on any machine that has
# Python 3.11 or newer and make. `make help` lists the rest.

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
SHELL := /bin/sh

VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
# The interpreter is tried first where one is named: make test PYTHON=/path/to/python3.12
PYTHON ?=
WORKERS ?= 2
# Slow tests run in CI, or with SLOW=1.
SLOW ?= $(if $(filter true 1,$(CI)),1,)
# Only for `make bench`: which rows (lp-28,cvrp), and the folder of published instances.
ONLY ?=
BENCHMARKS ?=
PIP_TOOLS := 7.6.2

export PIP_DISABLE_PIP_VERSION_CHECK := 1

.PHONY: help setup report test test-all bench lint style types contracts lock clean

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: $(STAMP) ## .venv from the lock, with the planner in it

report: $(STAMP) ## the embedded case for 31 October; the last line is the path of its PDF
	@$(BIN)/planner run october-31
	@test -s reports/october-31/report.pdf
	@echo reports/october-31/report.pdf

test: $(STAMP) ## all tests but the slow ones (SLOW=1 adds them; so does CI=true)
	@$(BIN)/python -m pytest -n $(WORKERS) --dist worksteal $(if $(SLOW),,-m "not slow")

test-all: SLOW := 1
test-all: test ## all tests

bench: $(STAMP) ## benchmarks side by side (ONLY=lp-28,cvrp:X-n1  BENCHMARKS=DIR)
	@$(BIN)/python -m tests.benchmarks $(if $(ONLY),--only "$(ONLY)") $(if $(BENCHMARKS),--benchmarks "$(BENCHMARKS)")

lint: style types contracts ## all of the next three

style: $(STAMP) ## ruff's rules and formatting
	@faults=0; $(BIN)/ruff check . || faults=1; $(BIN)/ruff format --check . || faults=1; exit $$faults

types: $(STAMP) ## mypy --strict on planner/
	@$(BIN)/mypy --strict planner

contracts: $(STAMP) ## who may import whom
	@$(BIN)/lint-imports

# An existing .venv is used and brought up to the lock. It is made anew only where its interpreter is missing, too old or
# has been moved (its scripts then point elsewhere).
$(STAMP): requirements.lock pyproject.toml
	@set -eu; \
	usable() { "$$1" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; }; \
	if ! usable $(BIN)/python || ! $(BIN)/pip --version >/dev/null 2>&1; then \
	  for python in $(PYTHON) python3.11 python3.12 python3.13 python3 python; do \
	    if usable "$$python"; then found="$$python"; break; fi; \
	  done; \
	  if [ -z "$${found:-}" ]; then \
	    echo "Python 3.11 or newer with venv was not found (on Debian: apt-get install python3 python3-venv;" >&2; \
	    echo "or name one: make PYTHON=/path/to/python3)." >&2; \
	    exit 1; \
	  fi; \
	  echo "setup: $(VENV) with $$("$$found" --version)" >&2; \
	  "$$found" -m venv --clear $(VENV); \
	fi; \
	echo "setup: installing requirements.lock" >&2; \
	$(BIN)/python -m pip install --quiet --require-hashes -r requirements.lock >&2; \
	$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation -e . >&2
	@touch $@

# Made with the oldest Python the project supports, in an environment of its own. The lock names no index, so it serves
# whoever installs from a mirror; the last line holds it to that.
lock: ## requirements.lock anew from pyproject.toml, newest versions
	@set -eu; \
	tools=$$(mktemp -d); trap 'rm -rf "$$tools"' EXIT; \
	$(or $(PYTHON),python3.11) -m venv "$$tools/venv"; \
	"$$tools/venv/bin/pip" install --quiet "pip-tools==$(PIP_TOOLS)" >&2; \
	CUSTOM_COMPILE_COMMAND="make lock" "$$tools/venv/bin/pip-compile" --quiet --upgrade --rebuild \
	  --extra study --extra cluster --extra test --extra bench --build-deps-for editable --generate-hashes --allow-unsafe --strip-extras \
	  --no-emit-index-url --no-emit-trusted-host --no-emit-find-links --no-emit-options --no-annotate \
	  --output-file "$$tools/lock" pyproject.toml; \
	if grep -nE '://|(^|[ =])/' "$$tools/lock"; then echo "the lock names an address or a path" >&2; exit 1; fi; \
	cp "$$tools/lock" requirements.lock

clean: ## removes caches and builds; keeps .venv and reports
	@rm -rf build dist *.egg-info .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
	@find planner tests \( -name __pycache__ -o -name '.*_cache' \) -type d -prune -exec rm -rf {} +
