# make demo, make test: nothing has to be set up first but python3 (3.11 or later) with venv.
PYTHON ?= python3
BIN := .venv/bin
JOBS ?= 2

.PHONY: help demo test test-lång check format docs wheel lock krasch bench utgåva clean

help:  ## visa det här
	@grep -hE '^[a-zåäö-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*##/\t/'

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

test: .venv/klar  ## kör testerna, och säg vad som lämnas därhän och varför
	mkdir -p build
	$(BIN)/python -m pytest -rs -n $(JOBS) --dist worksteal --junitxml=build/test.xml

test-lång: .venv/klar  ## spela livscykeln och kommunens år på slump, i högst 45 minuter
	mkdir -p build
	BRISTVAKT_LANG=1 $(BIN)/python -m pytest -n $(JOBS) --dist worksteal --junitxml=build/test-lang.xml \
	  tests/simulation tests/workflow/test_lifecycle_machine.py

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

krasch: .venv/klar  ## döda processen vid varje sats, skrivning, filbyte, SMTP-verb och IMAP-kommando, en i taget, på båda databaserna
	BRISTVAKT_LANG=1 $(BIN)/python -m pytest -n $(JOBS) --dist worksteal -rP tests/journeys/test_crash.py tests/journeys/test_crash_intake.py tests/journeys/test_two_daemons.py tests/journeys/test_reminder_matrix.py

bench: .venv/klar  ## mät mot golv i samma körning: regler, övergång, tick, väntande rader, utkorg, tre tjänster
	for name in rules transition tick pending outbox daemons; do $(BIN)/python benchmarks/$$name.py || exit 1; done
	@echo "make demo och make test: deras sekunder står i loggen från en körning på en tom maskin (time make demo)"

lock: .venv/klar  ## lås beroendena, utan adresser
	$(BIN)/uv pip compile -q --generate-hashes --no-emit-index-url --no-emit-find-links --no-header --universal \
	  --python-version 3.11 --extra pg --extra demo --extra m365 --extra inkorg --group dev pyproject.toml -o requirements.lock

utgåva: .venv/klar  ## lämna en fylld installation av den här versionen åt testerna: make utgåva NAMN=0.2.0
	$(BIN)/python -m tests.releases $(NAMN)

clean:  ## ta bort det som byggts
	rm -rf .venv build .mypy_cache .ruff_cache .pytest_cache .hypothesis
