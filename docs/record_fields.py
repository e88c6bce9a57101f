"""The page of the record's fields, read from the sources of :mod:`dosvoces.core.record`."""

import ast
import inspect

from dosvoces.core import record

#: In the order in which a reader meets them.
_STRUCTS = (
    "BilingualRecord", "Article", "Block", "Fragment", "Segment", "SegmentSide", "TextSpan", "WordLink",
    "Rights", "Author", "Image", "Alternate",
)  # fmt: skip

_NAMES = ("Role", "FragmentKind", "Origin", "Flag", "Precision")

_INTRODUCTION = """# The record

`dosvoces export` writes one `BilingualRecord` per line: an article with everything that stands around it, its
translation, and the segments of both. Names follow [schema.org's NewsArticle](https://schema.org/NewsArticle)
where it has one; languages are BCP 47 tags; times are UTC. Offsets are characters (Unicode code points) of a
block's text.

Every line is valid by the JSON Schema in `dosvoces/schema/bilingual-record.json`, which comes with the
package, and reads back as what it was: `dosvoces.read("records.jsonl")`. `schema_version` changes whenever a
field does.
"""


def _comment_above(lines: list[str], number: int) -> str:
    """The ``#:`` comment that ends above line *number*, counted from 1."""
    words: list[str] = []
    for line in reversed(lines[: number - 1]):
        text = line.strip()
        if not text.startswith("#:"):
            break
        words.insert(0, text[2:].strip())
    return " ".join(words).replace("``", "`").replace("|", "\\|")


def list_fields(struct: ast.ClassDef, lines: list[str]) -> list[str]:
    """The rows of the table of the fields of *struct*, which stands in *lines*."""
    rows = []
    for node in struct.body:
        if isinstance(node, ast.AnnAssign):
            kind = ast.unparse(node.annotation).replace("|", "\\|")
            default = f"`{ast.unparse(node.value)}`" if node.value is not None else "*required*"
            rows.append(
                f"| `{ast.unparse(node.target)}` | `{kind}` | {default} "
                f"| {_comment_above(lines, node.lineno)} |"
            )
    return rows


def _doc(node: ast.ClassDef) -> str:
    return (ast.get_docstring(node) or "").replace("``", "`").replace("*", "").replace("\n\n", "\n")


def render() -> str:
    """The page."""
    source = inspect.getsource(record)
    lines, tree = source.splitlines(), ast.parse(source)
    structs = {node.name: node for node in tree.body if isinstance(node, ast.ClassDef)}
    parts = [_INTRODUCTION]
    for name in _STRUCTS:
        table = [
            "| field | type | default | meaning |",
            "|---|---|---|---|",
            *list_fields(structs[name], lines),
        ]
        parts.append(f"## {name}\n\n{_doc(structs[name])}\n\n" + "\n".join(table) + "\n")
    named = [
        f"- `{node.targets[0].id}`: "
        + ", ".join(f"`{value.value}`" for value in ast.walk(node) if isinstance(value, ast.Constant))
        for node in tree.body
        if isinstance(node, ast.Assign)
        and isinstance(node.targets[0], ast.Name)
        and node.targets[0].id in _NAMES
    ]
    parts.append("## Names\n\n" + "\n".join(named) + "\n")
    return "\n".join(parts)
