# The two commands of the README, and what the continuous integration runs besides.
.PHONY: demo test check lint docs clean

demo:
	@scripts/setup run
	@.venv/bin/dosvoces demo

test:
	@scripts/setup test
	@.venv/bin/pytest -n auto --dist worksteal --durations=10

# What can be asked after every change: no servers, no browsers, nothing that takes long.
check:
	@scripts/setup test
	@.venv/bin/ruff check --quiet .
	@.venv/bin/ruff format --check --quiet .
	@.venv/bin/mypy
	@.venv/bin/lint-imports --no-logo
	@.venv/bin/pytest -q -n auto tests/core tests/health tests/newsstand tests/pipelines tests/translations -m "not slow"

lint:
	@scripts/setup test
	@scripts/setup oldest
	@.venv/bin/ruff check .
	@.venv/bin/ruff format --check .
	@.venv/bin/mypy
	@.venv/bin/lint-imports --no-logo

docs:
	@scripts/setup docs
	@.venv/bin/python docs/generate.py --check
	@.venv/bin/mkdocs build --quiet --strict

clean:
	rm -rf .venv .uv site dist .mypy_cache .ruff_cache .pytest_cache .hypothesis
