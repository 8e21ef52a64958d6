# Two commands do all the set-up: `make demo` and `make test`.
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin

.PHONY: demo test lint bench clean

$(BIN)/retold: pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit("Retold needs Python 3.11 or newer, this is " + sys.version.split()[0]) if sys.version_info < (3, 11) else None'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check --upgrade pip
	$(BIN)/pip install --quiet --disable-pip-version-check --editable .
	@touch $@

$(VENV)/.tested: $(BIN)/retold
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

clean:
	rm -rf $(VENV) build dist
