# The two commands of the README, and what the continuous integration runs besides.
.PHONY: demo test lint docs clean

demo:
	@scripts/setup run
	@.venv/bin/dosvoces demo

test:
	@scripts/setup test
	@.venv/bin/pytest -n auto

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
