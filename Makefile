# `make run` and `make test` need Python 3.11 or newer, make and git; they set up everything else.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin

.PHONY: run test browser office bench docs shots clean

# `make run` prints the brief and opens the page; `make run ONCE=1` ends after the brief.
run: $(VENV)/runs
	@$(BIN)/burdenshare brief korea
	@[ -n "$(ONCE)" ] || $(BIN)/burdenshare serve

test: $(VENV)/tests browser office
	$(BIN)/python -m pytest -n 2 --dist loadfile

# The tests open the pages in Chromium, which comes from Debian.
browser:
	@command -v chromium >/dev/null || [ -n "$$CHROMIUM" ] || \
		{ [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null && echo "Installing Chromium (once) ..." && \
		  apt-get update -qq && apt-get install -y -qq --no-install-recommends chromium fonts-noto-cjk >/dev/null; } || \
		{ echo "The tests need Chromium (on Debian: apt-get install chromium fonts-noto-cjk), or CHROMIUM=path."; exit 1; }

# The tests let LibreOffice work out every workbook anew; it comes from Debian.
office:
	@command -v soffice >/dev/null || [ -n "$$SOFFICE" ] || \
		{ [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null && echo "Installing LibreOffice Calc (once) ..." && \
		  apt-get update -qq && apt-get install -y -qq --no-install-recommends libreoffice-calc-nogui >/dev/null; } || \
		{ echo "The tests need LibreOffice (on Debian: apt-get install libreoffice-calc-nogui), or SOFFICE=path."; exit 1; }

bench: $(VENV)/benches
	$(BIN)/python -m benchmarks

docs: $(VENV)/runs
	$(BIN)/python -m docs.make

# The pictures in the README.
shots: $(VENV)/tests browser
	$(BIN)/python -m docs.shots

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "burdenshare needs Python 3.11 or newer. Try: make run PYTHON=python3.11"; exit 1; }
	@$(PYTHON) -m venv $(VENV) || \
		{ echo "Python lacks the venv module (on Debian: apt-get install python3-venv)."; rm -rf $(VENV); exit 1; }

$(VENV)/runs: $(VENV)/bin/python pyproject.toml
	@echo "Setting up (once) ..."
	@$(BIN)/pip install --quiet --disable-pip-version-check -e '.[web,futures,paper,data,excel]'
	@touch $@

$(VENV)/tests: $(VENV)/runs
	@echo "Setting up the tests (once) ..."
	@$(BIN)/pip install --quiet --disable-pip-version-check -e '.[test]'
	@touch $@

$(VENV)/benches: $(VENV)/runs
	@$(BIN)/pip install --quiet --disable-pip-version-check -e '.[benchmark]'
	@touch $@

clean:
	rm -rf $(VENV) build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis
