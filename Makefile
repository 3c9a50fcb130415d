# Variables on the command line (make run PORT=8001) reach every target through the environment.
RUN := @sh config/run/start.sh

.DEFAULT_GOAL := help
.PHONY: help run test browser lint format bench demo code manage messages clean

help: ## Say what there is
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  make \1|\2/p' Makefile | awk -F'|' '{ printf "%-16s %s\n", $$1, $$2 }'

run: ## Set everything up and serve (PORT=8000, HOST=127.0.0.1)
	$(RUN) run

test: ## Set everything up and run every test (ARGS="-k alerts")
	$(RUN) test

browser: ## Walk through the journeys in Chromium (ARGS=...)
	$(RUN) browser

lint: ## Check style, layers, types, templates, migrations
	$(RUN) lint

format: ## Put code and templates into the form that lint asks for
	$(RUN) format

bench: ## Measure; one JSON object on standard output (SUBJECT=petitions)
	$(RUN) bench

demo: export ARGS = demo
demo: ## Load the sample world; safe to repeat
	$(RUN) manage

code: export ARGS = demo_code $(WHO)
code: ## Print the current one-time code of a sample account (WHO=organiser)
	$(RUN) manage

manage: ## Run a management command on this folder's data (ARGS="shell")
	$(RUN) manage

messages: export ARGS = messages update
messages: ## Collect the texts to translate into frontend/locale
	$(RUN) manage

clean: ## Remove what was built; data, secrets and .venv stay
	@rm -rf frontend/static/frontend frontend/fonts frontend/node_modules var/static var/stamps
	@rm -rf .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
	@find . -name __pycache__ -not -path './.venv/*' -prune -exec rm -rf {} +
	@find frontend -name '*.mo' -exec rm -f {} +
