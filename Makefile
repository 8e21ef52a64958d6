# Two commands do all the set-up: `make demo` and `make test`.
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin

LOCK := requirements/dev.txt

.PHONY: demo test lint bench lock clean

$(BIN)/retold: pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit("Retold needs Python 3.11 or newer, this is " + sys.version.split()[0]) if sys.version_info < (3, 11) else None'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check --upgrade pip
	$(BIN)/pip install --quiet --disable-pip-version-check --editable .
	@touch $@

# The versions of the lock file, checked by their hashes. Where the index lacks one of them, others that fit are taken;
# a file with another hash is never taken.
$(VENV)/.tested: $(BIN)/retold $(LOCK)
	@$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes --requirement $(LOCK) 2> $(VENV)/lock.log || { \
	    if grep -q 'DO NOT MATCH THE HASHES' $(VENV)/lock.log; then cat $(VENV)/lock.log; exit 1; fi; \
	    echo "The index lacks a version of $(LOCK) (see $(VENV)/lock.log). Other versions that fit are installed."; }
	$(BIN)/pip install --quiet --disable-pip-version-check --editable '.[test]'
	@touch $@

$(VENV)/.linted: $(VENV)/.tested
	$(BIN)/pip install --quiet --disable-pip-version-check --editable '.[test,lint]'
	@touch $@

# At a terminal the demo opens in a browser; elsewhere it reads, shows what it read and visits its own front page.
demo: $(BIN)/retold
	@mkdir -p build
	@rm -f build/demo.db build/demo.db-*
	@$(BIN)/retold ingest examples --db build/demo.db
	@if [ -t 1 ] && [ -z "$$CI" ]; then $(BIN)/retold serve --db build/demo.db --port 0 --open; else \
	    $(BIN)/retold read examples/drama-market.txt && $(BIN)/retold stories --db build/demo.db && $(BIN)/retold serve --db build/demo.db --port 0 --check; fi
	@echo "Try next:"
	@echo "  $(BIN)/retold serve --db build/demo.db     the web app on the example articles"
	@echo "  $(BIN)/retold read https://…               a page of the web"
	@echo "  $(BIN)/retold ingest FOLDER && $(BIN)/retold serve   your own articles"
	@echo "  $(BIN)/retold --help"

test: $(VENV)/.tested
	$(BIN)/python -m pytest --numprocesses auto --maxprocesses 4 --dist loadfile --no-loadscope-reorder

lint: $(VENV)/.linted
	$(BIN)/ruff check src tests bench train
	$(BIN)/ruff format --check src tests bench train
	$(BIN)/mypy
	$(BIN)/lint-imports

$(VENV)/.gated: $(VENV)/.linted
	$(BIN)/pip install --quiet --disable-pip-version-check --editable '.[test,lint,gate]'
	@touch $@

bench: $(VENV)/.gated
	$(BIN)/python -m bench.gate

# Renews the lock file: the latest versions that fit, for every Python that is supported.
lock: $(BIN)/retold
	$(BIN)/pip install --quiet --disable-pip-version-check uv
	$(BIN)/uv pip compile --quiet --universal --upgrade --python-version 3.11 --generate-hashes --no-annotate \
	    --custom-compile-command 'make lock' --extra test --extra lint --extra gate pyproject.toml --output-file $(LOCK)

clean:
	rm -rf $(VENV) build dist
