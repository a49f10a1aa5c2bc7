# make demo   the whole thing, on a small magazine that ships with the project
# make quick  the tests of what is pure, in half a minute: text, rules, pages, formats
# make test   the tests
# make test-heavy   the tests that need other people's data libraries, a browser or a server
# make dist   a wheel and a source distribution, in dist/
# make check  format, lint, types, layers, tests with coverage
# make fuzz   the fuzz targets, a bounded time: FUZZ_SECONDS=60 in all
# All set-up happens by itself: python3 with venv is all it needs.

PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin

.PHONY: demo dist quick test test-heavy check lint fuzz clean

$(VENV)/.user: pyproject.toml constraints.txt
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --no-compile --disable-pip-version-check -c constraints.txt -e .
	$(BIN)/python -m compileall -q -j 0 $(VENV)/lib newscrawl || true  # where PYTHONDONTWRITEBYTECODE is set, each start would compile all it imports
	touch $@

$(VENV)/.dev: $(VENV)/.user
	$(BIN)/python -m pip install --quiet --no-compile --disable-pip-version-check -c constraints.txt -e '.[dev]'
	touch $@

dist: $(VENV)/.dev
	$(BIN)/python -m build --outdir dist .

demo: $(VENV)/.user
	$(BIN)/python -m demo

$(VENV)/.heavy: $(VENV)/.dev
	$(BIN)/python -m pip install --quiet --no-compile --disable-pip-version-check -c constraints.txt -e '.[heavy]'
	-npm install --silent --no-audit --no-fund --prefix $(VENV)/npm axe-core@4  # labels and contrast of pages; their test is skipped without
	touch $@

# Tests wait for servers and processes half of the time: twice as many run as there are cores.
PYTEST := $(BIN)/python -m pytest -q -n $(shell expr 2 \* $$(nproc 2>/dev/null || echo 2)) --dist worksteal
PURE   := tests/clean tests/dedup tests/discover tests/extract tests/languages tests/test_codec.py tests/test_dates.py \
	tests/test_reasons.py tests/test_schema.py tests/test_suffixes.py tests/test_text.py tests/test_urls.py

quick: $(VENV)/.dev
	$(PYTEST) -m 'not heavy' $(PURE)

test: $(VENV)/.dev
	$(PYTEST) -m 'not heavy'

test-heavy: $(VENV)/.heavy
	$(BIN)/python -m pytest -q -m heavy -rs

lint: $(VENV)/.dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

check: lint
	$(PYTEST) -m 'not heavy' --cov --cov-report=term:skip-covered --cov-fail-under=93

FUZZ_SECONDS ?= 60
fuzz: $(VENV)/.dev
	$(BIN)/python -m tests.fuzz --seconds $(FUZZ_SECONDS)

clean:
	rm -rf $(VENV) build dist *.egg-info .coverage* .pytest_cache .mypy_cache .ruff_cache .hypothesis
