# GNU Make 3.81 is enough (macOS still ships it): no .ONESHELL, no !=, no $(file).

SHELL := /bin/sh
VENV ?= .venv
PYTHON ?=
APT ?= yes
SETUP ?= sh tools/setup.sh
PORTWISE ?= $(VENV)/bin/portwise
PY := $(VENV)/bin/python
export VENV PYTHON APT

# A URL is text: $(value) keeps make from reading a $ in it, the environment keeps the shell from reading anything.
override TARGET := $(value TARGET)
export TARGET

.DEFAULT_GOAL := help
.PHONY: help why test lint types units mutate bench dist docs clean setup setup-dev packages

help:
	@echo 'make why TARGET=http://localhost:3000   why does it not answer?  (without TARGET: what runs here)'
	@echo 'make test      all checks; as root it installs what it lacks with apt-get (APT=no refuses)'
	@echo 'make lint      ruff           make types    mypy          make mutate   delete every clause in turn'
	@echo 'make bench     side by side   make docs     site/         make dist     wheel and dist/portwise.pyz'
	@echo 'make clean     remove what the others made'
	@echo
	@echo 'PYTHON=/path/to/python3  VENV=/path/to/venv  PORTWISE_LAB=required (what cannot run fails)'

# Exit code 1 is a finding, which is what was asked for; 2 is misuse, and an error of make too.
why: setup
	@if [ -n "$$TARGET" ]; then set -- why "$$TARGET"; else set --; fi; \
	'$(PORTWISE)' "$$@" || { code=$$?; [ $$code -eq 1 ] || exit $$code; }

# One after another also under make -j: the units come last, so that their summary does.
test: setup-dev
	@'$(PY)' -m tools.packages
	@'$(PY)' -m tools.npm
	@'$(PY)' -m tools.unpacked
	@$(MAKE) --no-print-directory lint SETUP=:
	@$(MAKE) --no-print-directory types SETUP=:
	@$(MAKE) --no-print-directory units SETUP=:

lint: setup-dev
	@'$(PY)' -m ruff check --quiet && '$(PY)' -m ruff format --check --quiet

types: setup-dev
	@'$(PY)' -m mypy

units: setup-dev
	@'$(PY)' -m pytest -q

mutate: setup-dev
	@'$(PY)' -m pytest -q tests/lab -k idle

bench: setup-dev
	@for table in bench/[a-z]*.py; do '$(PY)' "$$table" || exit; done

dist: setup-dev
	@'$(PY)' -m hatchling build -d dist
	@'$(PY)' -m tools.pyz dist/portwise.pyz

docs: setup-dev
	@'$(PY)' -m tools.docs site

setup:
	@$(SETUP) run

setup-dev:
	@$(SETUP) dev

clean:
	@if [ -f '$(VENV)/.portwise-compiled' ]; then rm -rf '$(VENV)'; fi
	@rm -rf dist site .mypy_cache .ruff_cache .pytest_cache .hypothesis
	@find src tools tests -name __pycache__ -type d -prune -exec rm -rf {} +
