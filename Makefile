# Every target sets up what it needs in .venv (with uv when it is there, else with venv and pip).
#   PYTHON=python3.12 make test        another Python (3.11 to 3.14)
#   make lab LAB_ARGS="--no-browser"   anything that `jupyter lab` understands
.DEFAULT_GOAL := help
.PHONY: lab site pyodide test test-thorough test-browser test-binder test-site test-site-all notebooks handout slides print answers lint format newest bench load bench-deps mutants processors colours clean help
.DELETE_ON_ERROR:

VENV ?= .venv
BIN  := $(VENV)/$(if $(filter Windows_NT,$(OS)),Scripts,bin)
UV   ?= $(shell command -v uv 2>/dev/null)
LESSON ?= notebooks/00_start_here.ipynb
# Two processes earn their place on two cores; more kernels than four only cost memory.
JOBS ?= auto --maxprocesses 4

FITS := import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 14))
CANDIDATES := $(or $(PYTHON),python3 python3.14 python3.13 python3.12 python3.11 python)

# A PYTHON that was asked for and is not the environment's own means: make the environment anew.
ifneq ($(PYTHON),)
ifneq ($(wildcard $(BIN)/python*),)
ASKED := $(shell $(PYTHON) -c 'import sys; print(*sys.version_info[:3])' 2>/dev/null)
MADE  := $(shell $(BIN)/python -c 'import sys; print(*sys.version_info[:3])' 2>/dev/null)
ifneq ($(ASKED),$(MADE))
.PHONY: $(VENV)/.made
endif
endif
endif

$(VENV)/.made:
	@python=; for p in $(CANDIDATES); do if $$p -c '$(FITS)' 2>/dev/null; then python=$$p; break; fi; done; \
	if [ -z "$$python$(UV)" ]; then \
	  echo "The lessons need Python 3.11 to 3.14, and '$(CANDIDATES)' is not one of them." \
	       "Install one and name it, for example: PYTHON=python3.12 make lab" >&2; exit 1; fi; \
	rm -rf $(VENV); \
	if [ -n "$(UV)" ]; then $(UV) venv --quiet --python "$${python:-$(or $(PYTHON),3.12)}" $(VENV); \
	else $$python -m venv $(VENV); fi
	@touch $@

# $(call install,FILES): `-e .` puts dnnlib itself beside what the files name.
install = $(if $(UV),$(UV) pip install --python $(BIN)/python,$(BIN)/python -m pip install --disable-pip-version-check) $(1) -e .

$(VENV)/.lessons: $(VENV)/.made requirements.txt pyproject.toml $(wildcard labextension/*)
	@echo "Installing JupyterLab and the lessons into $(VENV): once, for a minute or so."
	@$(call install,-r requirements.txt)
	@$(BIN)/python tools/lay_out_extension.py
	@touch $@

$(VENV)/.dev: $(VENV)/.lessons requirements-dev.txt
	@echo "Installing what the tests need, too."
	@$(call install,-r requirements-dev.txt)
	@touch $@

$(VENV)/.site: $(VENV)/.lessons site/requirements.txt
	$(call install,-r site/requirements.txt)
	@touch $@

# The system's browser where there is one, else Playwright's own.
FIND := from tests.browser.lab import find_chromium; print(find_chromium())
OWN  := from playwright.sync_api import sync_playwright as s; p = s().start(); print(p.chromium.executable_path); p.stop()
CHROMIUM = $$($(BIN)/python -c '$(FIND)' 2>/dev/null || { $(BIN)/playwright install chromium >&2 && $(BIN)/python -c '$(OWN)'; })

lab: $(VENV)/.lessons ## open JupyterLab on the start page
	JUPYTER_PREFER_ENV_PATH=1 $(BIN)/jupyter lab $(LAB_ARGS) $(LESSON)

site: $(VENV)/.site ## the book, and the lessons in the browser alone, in build/site (PYODIDE=folder: no other host is asked)
	$(BIN)/python site/build.py $(if $(PYODIDE),--pyodide "$(PYODIDE)")

pyodide: build/pyodide/pyodide-lock.json ## Python for browsers, in build/pyodide: for PYODIDE=build/pyodide make site
build/pyodide/pyodide-lock.json: $(VENV)/.site tools/lay_out_pyodide.py
	rm -rf build/pyodide
	$(BIN)/python tools/lay_out_pyodide.py build/pyodide

# Small matrices: a second BLAS thread costs more than it helps, above all when two processes share two cores.
test test-browser test-binder notebooks mutants: export OPENBLAS_NUM_THREADS := 1

test: $(VENV)/.dev ## unit, property, formula and explorer tests, then every notebook against its stored outputs
	$(BIN)/python -m pytest -n $(JOBS) --nbval --nbval-current-env tests notebooks docs/template.ipynb $(PYTEST_ARGS)

test-thorough: $(VENV)/.dev ## every explorer in 200 random combinations of all its controls
	DNNLIB_COMBINATIONS=200 $(BIN)/python -m pytest -n $(JOBS) --dist worksteal tests/lessons/test_every_explorer.py $(PYTEST_ARGS)

test-browser: $(VENV)/.dev ## every explorer in a real JupyterLab, in headless Chromium
	DNNLIB_CHROMIUM="$(CHROMIUM)" $(BIN)/python -m pytest -m browser tests/browser $(PYTEST_ARGS)

test-binder: $(VENV)/.dev ## what Binder and pip will do, each in a virtual environment of its own
	$(BIN)/python -m pytest -m slow $(PYTEST_ARGS)

test-site test-site-all: export DNNLIB_PYODIDE := $(or $(PYODIDE),build/pyodide)
test-site: $(VENV)/.dev $(VENV)/.site build/pyodide/pyodide-lock.json ## the site in headless Chromium: book, frames, three lessons without a server
	DNNLIB_CHROMIUM="$(CHROMIUM)" $(BIN)/python -m pytest -m site tests/site $(PYTEST_ARGS)

test-site-all: export DNNLIB_LESSONS := all
test-site-all: test-site ## the same with all lessons

notebooks: $(VENV)/.dev ## run every notebook on a fresh kernel and store its outputs (NOTEBOOKS=... for some)
	JUPYTER_PREFER_ENV_PATH=1 $(BIN)/python tools/execute_notebooks.py $(or $(NOTEBOOKS),$(wildcard notebooks/*.ipynb) docs/template.ipynb)

handout: $(VENV)/.dev ## lessons without solutions, to be filled in, in build/handout (HANDOUT_ARGS=--no-hints)
	$(BIN)/python -m tools.handout $(HANDOUT_ARGS)

slides: $(VENV)/.dev ## the core of each lesson as slides that need no network, in build/slides
	$(BIN)/python -m tools.slides $(SLIDES_ARGS)

print: $(VENV)/.dev ## lessons as PDFs, in build/print (PRINT_ARGS=--solutions, or the paths of handouts)
	$(BIN)/python -m tools.print $(PRINT_ARGS)

answers: $(VENV)/.dev ## write the answers of the lessons into the teaching plans anew
	$(BIN)/python -m tools.answers

lint: $(VENV)/.dev ## style and spelling, of the notebooks too
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/codespell

format: $(VENV)/.dev ## bring the code into the style that lint asks for
	$(BIN)/ruff check --fix-only --quiet .
	$(BIN)/ruff format .

newest: $(VENV)/.dev ## the newest release of everything, whatever the pins say (until make clean)
	sed -E '/^-r/d; s/==.*//' requirements.txt requirements-dev.txt > $(VENV)/newest.txt
	$(call install,--upgrade -r $(VENV)/newest.txt)

bench: $(VENV)/.dev ## speed, as ratios measured in one run (make bench-deps first; BEFORE=../an-older-copy for moves before and after)
	$(BIN)/python tools/benchmarks/bench_network.py
	$(BIN)/python tools/benchmarks/bench_slider.py
	$(BIN)/python tools/benchmarks/bench_moves.py $(if $(BEFORE),--before $(BEFORE))

load: $(VENV)/.dev ## a class of 1 to 30 students on this machine (LOAD_ARGS="--write docs/class.md" keeps the table)
	$(BIN)/python tools/load/class_load.py $(LOAD_ARGS)

bench-deps: $(VENV)/.dev ## install PyTorch and scikit-learn, which only the benchmarks compare with
	$(call install,-r tools/benchmarks/requirements.txt)

mutants: $(VENV)/.dev ## break the mathematics in some 800 places, one at a time: do the tests notice? (MUTANTS="dnnlib.losses*" for some)
	$(call install,mutmut==3.8.1)
	rm -rf mutants
	$(BIN)/mutmut run $(MUTANTS)
	$(BIN)/mutmut results

processors: $(VENV)/.dev ## run the notebooks as other processors would: does a text differ? (NOTEBOOKS=... for some)
	JUPYTER_PREFER_ENV_PATH=1 $(BIN)/python -m tools.check_processors $(or $(NOTEBOOKS),$(wildcard notebooks/*.ipynb) docs/template.ipynb)

colours: $(VENV)/.dev ## every stored picture as the colour-blind see it, in build/colours, to be looked at
	$(BIN)/python -m tools.colour_blindness

clean: ## remove the environment and every cache
	rm -rf $(VENV) build mutants *.egg-info .pytest_cache .ruff_cache .hypothesis
	find . -name __pycache__ -o -name .ipynb_checkpoints | xargs rm -rf

help: ## this list
	@grep -hE '^[a-z-]+:.*## ' $(firstword $(MAKEFILE_LIST)) | sed -E 's/:.*## /|/' | awk -F'|' '{printf "make %-14s %s\n", $$1, $$2}'
