"""The page of what Python programs and notebooks use, made of the docstrings."""

import ast
import inspect
import re
from pathlib import Path
from typing import Any, get_overloads

from record_fields import list_fields

import dosvoces
from dosvoces.core.errors import DosvocesError
from dosvoces.corpus.collocates import Collocate, Rendering
from dosvoces.corpus.frequency import FrequencyRow
from dosvoces.corpus.mixing import MixingRow
from dosvoces.corpus.trends import TrendRow
from dosvoces.corpus.vocabulary import WordRow
from dosvoces.exports.meanings import ARTICLES, MEANINGS
from dosvoces.exports.rows import TABLES, SegmentRow
from dosvoces.store import Hit
from dosvoces.store.concordance import ConcordanceLine

_FUNCTIONS = ("read", "read_segments", "open_store", "open_sample")
_CLASSES = ("OpenStore", "Filters", "Rows")
_ROWS = (ConcordanceLine, FrequencyRow, Collocate, Rendering, WordRow, TrendRow, MixingRow, Hit)

_INTRODUCTION = """# Python

`import dosvoces` gives all that notebooks need: records and tables of datasets, and a store to ask.

```python
import dosvoces

store = dosvoces.open_sample()  # invented stories that come with dosvoces
for line in store.concordance("agua", side="es"):
    print(line.left, line.node, line.right, "|", line.other)
```

| to ask | call |
|---|---|
| the sample | `dosvoces.open_sample()` |
| your own store | `dosvoces.open_store()`, best in a `with` |
| a dataset or a file of records | `dosvoces.read("news")` |
| a table of it as a frame | `dosvoces.read("news", split="train", table="segments").to_pandas()` |

The notebook [notebook.ipynb](notebook.ipynb) shows mixing, fragments, a concordance and aligned sentences on
the sample. Frames need pandas or Polars, which dosvoces does not bring: after `make demo`,
`uv pip install --python .venv/bin/python pandas jupyterlab` (`uv` is in `.uv/bin` where there was none).

Everything has types (`py.typed`), which hold under `mypy --strict`. Types of records are in
[The record](record.md). Errors are `dosvoces.core.errors.DosvocesError` and say what to do.
"""

#: How Python shows the type of keywords that are a typed dictionary's.
_UNPACKED = re.compile(r"\*<class (\w+)>")

_ROLE = re.compile(r":\w+:`~?(?:[\w.]*\.)?(\w+)`")


def _plain(text: str) -> str:
    """A docstring in reST as Markdown."""
    return _ROLE.sub(r"`\1`", text).replace("``", "`")


def _sign(name: str, function: Any) -> str:
    shown = str(inspect.signature(function)).replace("self, ", "").replace("(self)", "()")
    shown = re.sub(r"'((?:\w+\.)*[A-Z]\w+)'", r"\1", shown)
    shown = re.sub(r"\b(?!pandas|polars)(?:[a-z_]+\.)+([A-Z]\w+)", r"\1", shown)
    return name + _UNPACKED.sub(r"Unpack[\1]", shown)


def _describe(name: str, function: Any, level: str) -> str:
    signs = [_sign(name, each) for each in get_overloads(function) or [function]]
    doc = _plain(inspect.getdoc(function) or "")
    return f"{level} `{name}`\n\n```python\n" + "\n".join(signs) + f"\n```\n\n{doc}\n"


def _describe_class(kind: type) -> str:
    parts = [f"## {kind.__name__}\n\n{_plain(inspect.getdoc(kind) or '')}\n"]
    for name, member in vars(kind).items():
        if name.startswith("_"):
            continue
        if isinstance(member, property):
            parts.append(f"### `{name}`\n\n{_plain(inspect.getdoc(member) or '')}\n")
        else:
            parts.append(_describe(name, member, "###"))
    return "\n".join(parts)


def _describe_struct(kind: type) -> str:
    lines = Path(inspect.getsourcefile(kind) or "").read_text(encoding="utf-8").splitlines()
    tree = ast.parse("\n".join(lines))
    struct = next(each for each in tree.body if isinstance(each, ast.ClassDef) and each.name == kind.__name__)
    rows = list_fields(struct, lines, MEANINGS[SegmentRow] | ARTICLES)
    table = ["| field | type | default | meaning |", "|---|---|---|---|", *map(_plain, rows)]
    return f"### {kind.__name__}\n\n{_plain(inspect.getdoc(kind) or '')}\n\n" + "\n".join(table) + "\n"


def _describe_table(name: str) -> str:
    kind = TABLES[name]
    rows = [f"| `{column}` | {MEANINGS[kind][column]} |" for column in kind.__struct_fields__]
    return f"### Table `{name}`\n\n| column | meaning |\n|---|---|\n" + "\n".join(rows) + "\n"


def render() -> str:
    """The page."""
    parts = [_INTRODUCTION, "## Functions\n"]
    parts += [_describe(f"dosvoces.{name}", getattr(dosvoces, name), "###") for name in _FUNCTIONS]
    parts += [_describe_class(getattr(dosvoces, name)) for name in _CLASSES]
    parts += ["## Rows of tables\n", *map(_describe_table, TABLES), *map(_describe_struct, _ROWS)]
    parts.append(f"## Errors\n\n`{DosvocesError.__name__}`: {_plain(inspect.getdoc(DosvocesError) or '')}\n")
    return "\n".join(parts)
