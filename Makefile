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

demo: $(BIN)/retold
	@$(BIN)/retold read examples
	@echo "Try next:"
	@echo "  $(BIN)/retold read https://…               a page of the web"
	@echo "  $(BIN)/retold read examples -o digests.html   a page to open in a browser"
	@echo "  $(BIN)/retold read examples/articles.jsonl --format jsonl | head -c 600"
	@echo "  $(BIN)/retold ingest examples && $(BIN)/retold stories   a memory of what was read"
	@echo "  $(BIN)/retold --help"

test: $(VENV)/.tested
	$(BIN)/python -m pytest

lint: $(VENV)/.linted
	$(BIN)/ruff check src tests bench train
	$(BIN)/mypy
	$(BIN)/lint-imports

$(VENV)/.gated: $(VENV)/.linted
	$(BIN)/pip install --quiet --disable-pip-version-check --editable '.[test,lint,gate]'
	@touch $@

bench: $(VENV)/.gated
	$(BIN)/python bench/gate.py

clean:
	rm -rf $(VENV) build dist
