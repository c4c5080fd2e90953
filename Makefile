# Two commands do everything: `make run` opens the program, `make test` passes every test.
# Windows and macOS without make: the plain pip lines are in README.md.

VENV := .venv
PYTHON := $(VENV)/bin/python

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help run test stress demo bench lint clean system-libraries

help: ## say what there is
	@sed -n 's/^\([a-z]*\):.*## /make \1	/p' Makefile

run: $(VENV)/installed system-libraries ## open the program; without a display, play a whole visit offscreen
	@if $(PYTHON) -m injection_map.display; then \
		$(PYTHON) -m injection_map; \
	else \
		echo "Playing that visit now." && \
		$(PYTHON) -m injection_map demo --offscreen --out demo && \
		echo "The signed record of an invented patient, its PDF and the pictures are in demo/."; \
	fi

# QT_QPA_PLATFORM=xcb on the command line of make runs them on a real window instead.
test: export QT_QPA_PLATFORM = offscreen
test: $(VENV)/installed-dev system-libraries ## every test
	$(PYTHON) -m pytest

stress: export QT_QPA_PLATFORM = offscreen
stress: $(VENV)/installed-dev ## the figures of README.md's reliability section: kills, faults, damages, hostile input
	$(PYTHON) -m pytest tests/stress --stress -o faulthandler_timeout=0

demo: $(VENV)/installed system-libraries ## watch a whole visit of an invented patient
	$(PYTHON) -m injection_map demo --speed 1 --out demo

bench: $(VENV)/installed-dev system-libraries ## measure the program against the floors of this machine
	$(PYTHON) -m injection_map bench

lint: $(VENV)/installed-dev ## style, types and who may import whom
	$(VENV)/bin/ruff check .
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/mypy
	$(VENV)/bin/lint-imports

clean: ## remove the environment and everything that was built
	rm -rf $(VENV) build dist demo .mypy_cache .pytest_cache .ruff_cache .hypothesis .import_linter_cache .coverage
	find injection_map tests -name __pycache__ -type d -prune -exec rm -rf {} +

system-libraries: $(PYTHON)
	@.ci/system-libraries $(PYTHON)

$(PYTHON):
	@.ci/make-venv $(VENV)

# The stamps make the second start quick, and a changed pyproject.toml installs again.
$(VENV)/installed: pyproject.toml | $(PYTHON)
	$(PYTHON) -m pip install --quiet --disable-pip-version-check --editable .
	@touch $@

$(VENV)/installed-dev: pyproject.toml | $(PYTHON)
	$(PYTHON) -m pip install --quiet --disable-pip-version-check --editable '.[dev]'
	@touch $@ $(VENV)/installed
