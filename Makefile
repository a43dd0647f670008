# Works with GNU make 3.81 and later. `make help` lists what there is.

VENV := .venv
BIN := $(VENV)/bin
PORT ?= 8000
ARTICLE ?=
SAM := .venv-sam
ARCHITECTURE ?= x86_64
PYTHON ?=
PYTHON313 ?=

# The package is used where it lies; nothing has to be built for it.
export PYTHONPATH := $(CURDIR)/shared/src:$(CURDIR)/functions
export PIP_DISABLE_PIP_VERSION_CHECK := 1
# The SAM CLI starts in one second with the byte code of its last start, in four without.
unexport PYTHONDONTWRITEBYTECODE

ENGINE_VERSION := 1.2.1
COMPILE := $(BIN)/uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
	--custom-compile-command "make lock" --quiet
COMPILE_TOOL := $(BIN)/uv pip compile --universal --python-version 3.13 --generate-hashes --no-emit-index-url --no-annotate \
	--custom-compile-command "make lock-layers" --quiet
LOCAL_EXTRAS := --extra models --extra fetch --extra local
DEV_EXTRAS := --all-extras --group dev

.DEFAULT_GOAL := help
.PHONY: help install install-dev demo serve test lint types format tests lock lock-check openapi openapi-check clean \
	lock-layers sam-cli build bench-post bench-store bench-arrival bench-reading bench-relations bench-verdicts bench-cold-start bench-candidates \
	bench-claim-search bench-origins bench-false-refutes rebuild-index \
	train-relation

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-17s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

# Running it

install: $(VENV)/.local.stamp node_modules/.stamp ## what the demo and the local service need

demo: install ## three articles through a fresh service; ARTICLE=file.txt for one of your own
	@$(BIN)/python -m factcheck.local demo $(if $(ARTICLE),"$(ARTICLE)")

serve: install ## the local service; PORT=8000, data under FACTCHECK_DATA_DIR
	@$(BIN)/python -m factcheck.local serve --port $(PORT)

rebuild-index: install ## the search index anew from the stored articles, while the service runs
	@$(BIN)/python -m factcheck.local rebuild-index

# Working on it

install-dev: $(VENV)/.dev.stamp node_modules/.stamp ## the same with all tools and test libraries

test: install-dev lint types lock-check openapi-check tests ## all checks, from nothing

lint: install-dev ## style and formatting
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .

types: install-dev ## mypy, strict
	@$(BIN)/mypy

tests: install-dev
	@$(BIN)/python -m pytest -q

format: install-dev ## put the code in order
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

openapi: install-dev ## write the OpenAPI document anew
	@$(BIN)/python -m factcheck.api.openapi

openapi-check: install-dev ## whether the OpenAPI document is what the handlers say
	@$(BIN)/python -m factcheck.api.openapi --check

lock: install-dev ## resolve pyproject.toml anew, keeping versions that still fit
	@$(COMPILE) $(DEV_EXTRAS) -o requirements/dev.lock
	@$(COMPILE) $(LOCAL_EXTRAS) -c requirements/dev.lock -o requirements/local.lock
	@$(MAKE) --no-print-directory lock-layers

lock-layers: install-dev ## the locks of the Lambda layers and of the SAM CLI alone
	@sh tools/lock_layers.sh
	@$(COMPILE_TOOL) requirements/sam.in -o requirements/sam.lock
	@$(COMPILE_TOOL) requirements/runtime.in -o requirements/runtime.lock

# Compiled with the committed file as preference: a new release elsewhere is no drift, an edited pyproject.toml is.
lock-check: install-dev ## whether the locks follow pyproject.toml, and name no registry
	@rm -rf build/locks && mkdir -p build/locks && cp requirements/*.lock build/locks/
	@$(COMPILE) $(DEV_EXTRAS) -o build/locks/dev.lock
	@$(COMPILE) $(LOCAL_EXTRAS) -c requirements/dev.lock -o build/locks/local.lock
	@$(COMPILE_TOOL) requirements/sam.in -o build/locks/sam.lock
	@$(COMPILE_TOOL) requirements/runtime.in -o build/locks/runtime.lock
	@sh tools/lock_layers.sh build/locks
	@diff -ru --exclude='*.in' requirements build/locks || { echo "The locks have drifted: run make lock." >&2; exit 1; }
	@for layer in core models fetch; do \
		cmp requirements/$$layer.lock shared/deps/$$layer/requirements.txt || { echo "Run make lock-layers." >&2; exit 1; }; \
	done
	@if grep -nE '(https?|file)://|"resolved"' requirements/*.lock package-lock.json; then \
		echo "A lock names a registry; hashes are all it may hold." >&2; exit 1; \
	fi
	@npm ci --dry-run --no-audit --no-fund --loglevel=error >/dev/null

# Lambda

sam-cli: $(SAM)/.stamp ## the SAM CLI and the Lambda runtime's client, in .venv-sam

build: sam-cli install ## functions and layers with `sam build`, weighed; ARCHITECTURE=x86_64 or arm64
	@PATH="$(CURDIR)/$(SAM)/bin:$$PATH" ARCHITECTURE=$(ARCHITECTURE) SAM_CLI_TELEMETRY=0 \
		sam build --parameter-overrides Architecture=$(ARCHITECTURE)
	@$(BIN)/python -m tools.package_sizes

include sam.mk

# Figures. Those on the story sets look for them beside the checkout.

STORIES ?= ../shared/stories/C*.json

bench-post: install-dev ## how long a POST takes
	@$(BIN)/python benchmarks/post.py --json benchmarks/results/post.json

bench-store: install-dev ## what an article costs in read and write units
	@$(BIN)/python benchmarks/store.py --json benchmarks/results/store.json

bench-arrival: install-dev ## many articles on one event at once: time, and whether the order matters
	@$(BIN)/python benchmarks/arrival.py --json benchmarks/results/arrival.json

bench-reading: install-dev ## how well articles are read
	@$(BIN)/python benchmarks/reading.py --encoder onnx | tee benchmarks/results/reading.json

bench-relations: install-dev ## how well pairs of claims are judged
	@$(BIN)/python benchmarks/relations.py $(STORIES) --json benchmarks/results/relations.json
	@$(BIN)/python benchmarks/relations.py tests/quality/related/*.json --json benchmarks/results/relations_related.json

bench-verdicts: install-dev ## how often verdicts are right
	@$(BIN)/python benchmarks/verdicts.py $(STORIES)

bench-candidates: install-dev ## what the look-up of related articles finds and costs
	@$(BIN)/python benchmarks/candidates_corpus.py --articles 5000
	@$(BIN)/python benchmarks/candidates.py --store memory --json benchmarks/results/candidates.json
	@$(BIN)/python benchmarks/candidates_drawing.py

bench-claim-search: install-dev ## how well the fact-check that a post is about is found, through the API; ten minutes
	@$(BIN)/python benchmarks/claim_search.py --json benchmarks/results/claim_search.json

bench-origins: install-dev ## how well copies are told from other articles
	@$(BIN)/python benchmarks/origins.py --json benchmarks/results/origins.json

bench-false-refutes: install-dev ## how often real articles are told that others refute them; a quarter of an hour
	@$(BIN)/python benchmarks/false_refutes.py --show

bench-cold-start: build ## cold starts of the built functions
	@$(BIN)/python -m tools.cold_start --write benchmarks/results/cold_start.json

train-relation: ## the network of relations anew, from data beside the checkout (training/README.md); hours
	@[ -x .venv-train/bin/python ] || training/setup_venv.sh
	@$(MAKE) -C training relation

clean: ## remove what was installed and cached; stored data stays
	rm -rf $(VENV) node_modules build .mypy_cache .ruff_cache .pytest_cache

# What stands behind `install`

# Packages into a virtual environment: by uv, which takes 6 seconds for what takes pip 40, and which comes first where there is
# none, as dev.lock pins it; by pip where uv fails. What is never started is not compiled either.
packages = { command -v uv || [ -x $(1)/bin/uv ] || { awk '/^[a-z]/ {wanted = /^uv==/} wanted' requirements/dev.lock >$(1)/uv.lock && \
	$(1)/bin/python -m pip install -qq --require-hashes -r $(1)/uv.lock; }; } >/dev/null; \
	"$$(command -v uv || echo $(1)/bin/uv)" pip install -q --python $(1)/bin/python --require-hashes $(2) 2>/dev/null || \
	$(1)/bin/python -m pip install -qq --no-compile --require-hashes $(2)

$(VENV)/bin/python:
	@found=; for candidate in $(PYTHON) python3 python3.13 python3.12 python3.11; do \
		if "$$candidate" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' 2>/dev/null; then \
			found="$$candidate"; break; \
		fi; \
	done; \
	if [ -z "$$found" ]; then \
		echo "Python 3.11, 3.12 or 3.13 is needed; python3 here is: $$(python3 --version 2>&1 || true)." >&2; \
		echo "If you have one under another name: make PYTHON=/path/to/python3.12 ..." >&2; \
		exit 1; \
	fi; \
	echo "Making $(VENV) with $$("$$found" --version)"; \
	"$$found" -m venv $(VENV)

$(VENV)/.local.stamp: requirements/local.lock | $(VENV)/bin/python
	@echo "Installing Python packages (a quarter of a minute) ..."
	@$(call packages,$(VENV),-r requirements/local.lock)
	@touch $@

# dev.lock holds all of local.lock, at the same versions.
$(VENV)/.dev.stamp: requirements/dev.lock | $(VENV)/bin/python
	@echo "Installing Python packages and tools (a quarter of a minute) ..."
	@$(call packages,$(VENV),-r requirements/dev.lock)
	@touch $(VENV)/.local.stamp $@

# The lock holds the engine for linux-x64; for other platforms npm is asked by name, and where it has none (or there is no
# npm) the service still starts with FACTCHECK_DYNAMODB_ENDPOINT.
node_modules/.stamp: package-lock.json package.json
	@if ! command -v npm >/dev/null 2>&1; then \
		echo "npm is not installed, so the embedded database cannot be had." >&2; \
		[ -n "$$FACTCHECK_DYNAMODB_ENDPOINT" ] || { \
			echo "Install Node.js with npm, or set FACTCHECK_DYNAMODB_ENDPOINT to another DynamoDB." >&2; exit 1; }; \
		exit 0; \
	fi; \
	npm ci --no-audit --no-fund --loglevel=error >/dev/null && \
	engine=$$(node -p 'process.platform + "-" + process.arch') && \
	if [ ! -d "node_modules/@dynoxide/$$engine" ]; then \
		npm install --no-save --no-audit --no-fund --loglevel=silent "@dynoxide/$$engine@$(ENGINE_VERSION)" >/dev/null || \
		echo "npm has no embedded database for $$engine: set FACTCHECK_DYNAMODB_ENDPOINT to another DynamoDB." >&2; \
	fi && \
	mkdir -p node_modules && touch $@

# python3.13 is what the functions run on in Lambda. Emulator and runtime client are for Linux.
$(SAM)/.stamp: requirements/sam.lock requirements/runtime.lock
	@found=; \
	for candidate in $(PYTHON313) python3.13 "$${PYENV_ROOT:-$$HOME/.pyenv}"/versions/3.13*/bin/python3.13 \
			"$$(uv python find --no-project 3.13 2>/dev/null || $(BIN)/uv python find --no-project 3.13 2>/dev/null)"; do \
		if "$$candidate" -c 'import sys; sys.exit(sys.version_info[:2] != (3, 13))' 2>/dev/null; then found="$$candidate"; break; fi; \
	done; \
	if [ -z "$$found" ]; then \
		echo "python3.13 is needed to build for Lambda; it is neither on the PATH nor in pyenv nor known to uv." >&2; \
		echo "If you have one elsewhere: make PYTHON313=/path/to/python3.13 ..." >&2; \
		exit 1; \
	fi; \
	echo "Installing the SAM CLI (about half a minute) ..."; \
	"$$found" -m venv $(SAM)
	@$(call packages,$(SAM),-r requirements/sam.lock)
	@rm -rf $(SAM)/lambda-runtime
	@if [ "$$(uname -s)" = Linux ]; then \
		{ $(call packages,$(SAM),--target $(SAM)/lambda-runtime -r requirements/runtime.lock); } && \
		$(SAM)/bin/python -m compileall -q $(SAM)/lambda-runtime; \
	fi
	@touch $@
