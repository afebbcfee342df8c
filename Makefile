# Vùng Xanh: `make help` lists what can be done here.
PYTHON ?= python3
PORT ?= 8000
BROWSER ?= 1

export PYTHON BROWSER
export VUNGXANH_HOME := $(CURDIR)/var

BIN := .venv/bin
NOW := 2020-03-08T07:00
DEMO :=
# Options of the command demo: under `make run` serve tells who can sign in.
MIGRATIONS := $(wildcard src/vungxanh/web/*/migrations/0*.py)
INSTALL = @command -v $(firstword $(PYTHON)) >/dev/null || { \
	echo "Vùng Xanh needs Python 3.11 or newer; there is no $(PYTHON) here. Install one, or name it: make PYTHON=/path/to/python3.12 ..." >&2; exit 1; }; \
	$(PYTHON) build_support/install.py

.PHONY: help install run demo test check fix messages fuzz bench clean
.DEFAULT_GOAL := help

help: ## list these targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

install: ## make .venv and install the package in it, when something changed
	$(INSTALL)

run: DEMO := --quiet
run: demo ## serve the demonstration city at 8 March 2020, 7:00 on 127.0.0.1 (PORT=8000)
	@$(BIN)/vungxanh serve --now $(NOW) --port $(PORT)

demo: ## load the demonstration city into var/, unless it is there
	$(INSTALL)
	@$(MAKE) --no-print-directory -s "var/.stamp-demo" DEMO=$(DEMO)

var/.stamp-demo: $(MIGRATIONS)
	@mkdir -p var
	@$(BIN)/vungxanh demo $(DEMO)
	@touch $@

test: ## run all tests: core, web on SQLite and PostgreSQL, architecture, build, browser (BROWSER=0: without)
	$(INSTALL) test check build
	@$(BIN)/python build_support/run_tests.py

check: ## check format, lint, types, import contracts and migrations; edits nothing
	$(INSTALL) check
	@$(BIN)/python build_support/check.py

fix: ## repair format and simple lint
	$(INSTALL) check
	@$(BIN)/ruff check --fix-only --quiet src tests build_support benchmarks
	@$(BIN)/ruff format --quiet src tests build_support benchmarks

messages: ## gather the texts to translate into the .po files, and compile these
	$(INSTALL)
	@$(BIN)/python build_support/messages.py
	@$(BIN)/python build_support/translations.py

fuzz: ## compare the tracing kernel with its oracle on 10,000 random worlds; a minute of bulletins
	$(INSTALL) test fuzz
	@$(BIN)/python -m pytest -m fuzz -q -n 2 tests/core
	@$(BIN)/python -m tests.fuzz.bulletins -max_total_time=60 -max_len=400 -verbosity=0

bench: ## run the benchmarks (ONE=name: only that one)
	$(INSTALL) bench test
	@for file in $$(grep -l '__name__ == "__main__"' benchmarks/$(or $(ONE),[a-z]*).py); do \
		name=$$(basename $$file .py); echo "=== $$name"; $(BIN)/python -m benchmarks.$$name || exit 1; \
	done

clean: ## remove everything that was made, except the database in var/
	@rm -rf .venv build dist src/*.egg-info src/vungxanh/web/static/vendor
	@rm -rf .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	@find src -name '*.mo' -delete
	@find src tests build_support benchmarks -name __pycache__ -prune -exec rm -rf {} +
