# Python 3.11 or later with pip is all that these need; uv, and everything else, comes by itself.
# Another Python: make PYTHON=python3.12 env

PYTHON ?= python3
RUN := .venv/bin/python
# What Python compiles is kept (git ignores it): without it every start takes seconds more.
export PYTHONDONTWRITEBYTECODE =

.DEFAULT_GOAL := help
.PHONY: help env figures test lab lint bench fuzz model lock clean

help: ## show this list
	@$(PYTHON) scripts/help.py

env: ## build or update the environment in .venv from requirements.lock
	@$(PYTHON) scripts/environment.py

figures: env ## run every notebook and write figures/ anew; executed copies go to build/
	@$(RUN) -m toolkit.notebooks run

test: env ## run every test, every example in the documentation and every notebook
	@# some tests wait for a server or a process: one worker more than cores
	@$(RUN) -m pytest -q -n $$(($$(getconf _NPROCESSORS_ONLN) + 1))
	@$(RUN) -m toolkit.notebooks run

lab: env ## open the notebooks in JupyterLab; for options: make lab LAB="--no-browser --port 9000"
	@$(RUN) -m jupyterlab --notebook-dir=. --LabApp.default_url=/lab/tree/notebooks $(LAB)

lint: env ## check style, types and that the notebooks hold no outputs
	@$(RUN) -m ruff check .
	@$(RUN) -m ruff format --check .
	@$(RUN) -m mypy
	@$(RUN) -m toolkit.notebooks strip --check

bench: env ## measure speed and scale; see benchmarks/RESULTS.md
	@$(RUN) -m benchmarks

fuzz: env ## look for inputs that break the readers, for a minute each
	@$(RUN) -m benchmarks.fuzz

model: env ## train the annotator's weights anew from treebanks
	@$(RUN) -m training

lock: ## choose new versions for requirements.lock (asks the package index)
	@$(PYTHON) scripts/lock.py

clean: ## remove what can be made again; the environment and the figures stay
	@rm -rf build .cache corpus/.cache .pytest_cache .mypy_cache .ruff_cache .hypothesis
