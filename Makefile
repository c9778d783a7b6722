# One environment in .venv, pinned with hashes (requirements/pins.txt). `make` lists the targets.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed

.DEFAULT_GOAL := help
.PHONY: help install run test thorough check format bench bench-coverage docs pins clean

help: ## list the targets
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 16

install: $(STAMP) ## make .venv with everything pinned (run, test and development)

$(STAMP): pyproject.toml requirements/pins.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "Vigie demande Python 3.11 ou plus récent : make PYTHON=python3.12 install"; exit 1; }
	@$(PYTHON) -c 'import ensurepip' 2>/dev/null \
	  || { echo "Le module venv manque : sur Debian ou Ubuntu, apt install python3-venv"; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/pins.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $(STAMP)

run: install ## serve the demo study and make its dossier
	$(BIN)/vigie run

test: install ## run the tests (browser tests need a Chromium)
	$(BIN)/python -m pytest

thorough: install ## the same with many more random cases
	HYPOTHESIS_PROFILE=thorough $(BIN)/python -m pytest

check: install ## format, lint, types and architecture contracts
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo

format: install ## write the format and the safe lint fixes
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

bench: install ## time every room on real towns (needs ../shared/data)
	$(BIN)/python benchmarks/study.py

bench-coverage: install ## time what cameras see beside CGAL, shapely and pysovist (some minutes)
	$(BIN)/python benchmarks/coverage.py

docs: install ## write the generated reference pages (prices, cameras, schemes, rules)
	$(BIN)/python -m api.reference docs/reference

pins: ## renew requirements/pins.txt from pyproject.toml (needs uv)
	uv export --quiet --no-emit-project --no-emit-index-url --no-header \
	  --format requirements-txt --extra test --extra dev -o requirements/pins.txt
	rm -f uv.lock

clean: ## remove the environment and caches
	rm -rf $(VENV) .mypy_cache .ruff_cache .hypothesis out build dist
