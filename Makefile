# make demo, make test: nothing has to be set up first but python3 (3.11 or later) with venv.
PYTHON ?= python3
BIN := .venv/bin
JOBS ?= 2

.PHONY: help demo test check format docs wheel lock krasch bench clean

help:  ## visa det här
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*##/\t/'

.venv/klar: requirements.lock
	@if [ -L .venv ]; then echo ".venv är en länk: miljön i den mapp som den pekar på töms inte. Ta bort länken: rm .venv" >&2; exit 1; fi
	@$(PYTHON) -c 'import ensurepip' 2>/dev/null || { echo "python3-venv saknas: apt-get install python3-venv" >&2; exit 1; }
	$(PYTHON) -m venv --clear .venv
	awk '/^uv==/{p=1} p; p && !/\\$$/{exit}' requirements.lock > .venv/uv.lock
	if $(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r .venv/uv.lock; then \
	  $(BIN)/uv pip install -q --python $(BIN)/python --require-hashes --compile-bytecode -r requirements.lock; \
	else \
	  $(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements.lock; \
	fi
	touch $@

demo: .venv/klar  ## berätta fem uppföljningar, och jämför med det som skulle hända
	rm -rf build/demo
	$(BIN)/python -m workflow demo --mapp build/demo

test: .venv/klar  ## kör testerna
	mkdir -p build
	$(BIN)/python -m pytest -n $(JOBS) --dist worksteal --junitxml=build/test.xml

check: .venv/klar  ## form, lint, typer, importriktning, licenser, dokument i takt
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python .ci/licences.py
	$(BIN)/python -m workflow.cli.documentation | diff -u docs/cli.md -
	$(BIN)/python -m workflow.config | diff -u docs/config.md -
	$(BIN)/python -m states.drawing | diff -u docs/lifecycle.md -

format: .venv/klar  ## skriv om koden till husets form
	$(BIN)/ruff check --fix --select I .
	$(BIN)/ruff format .

docs: .venv/klar  ## gör om de dokument som görs ur programmet
	$(BIN)/python -m workflow.cli.documentation > docs/cli.md
	$(BIN)/python -m workflow.config > docs/config.md
	$(BIN)/python -m states.drawing > docs/lifecycle.md

wheel: .venv/klar  ## bygg paketet i build/dist
	$(BIN)/python -m build --wheel --no-isolation --outdir build/dist .

krasch: .venv/klar  ## döda processen vid varje skrivning och varje SMTP-verb, en i taget
	$(BIN)/python -m pytest -n $(JOBS) --dist worksteal tests/journeys/test_crash.py

bench: .venv/klar  ## mät mot golv i samma körning: regler, övergång, tick, väntande rader, utkorg, tre tjänster
	for name in rules transition tick pending outbox daemons; do $(BIN)/python benchmarks/$$name.py || exit 1; done
	@echo "make demo och make test: deras sekunder står i loggen från en körning på en tom maskin (time make demo)"

lock: .venv/klar  ## lås beroendena, utan adresser
	$(BIN)/uv pip compile -q --generate-hashes --no-emit-index-url --no-emit-find-links --no-header --universal \
	  --python-version 3.11 --extra pg --extra demo --group dev pyproject.toml -o requirements.lock

clean:  ## ta bort det som byggts
	rm -rf .venv build .mypy_cache .ruff_cache .pytest_cache .hypothesis
