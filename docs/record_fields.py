"""The page of the record's fields, read from the sources of :mod:`dosvoces.core.record`."""

import ast
import inspect
from collections.abc import Mapping
from typing import get_args

from dosvoces.core import record
from dosvoces.exports.meanings import ARTICLES

#: In the order in which a reader meets them.
_STRUCTS = (
    "BilingualRecord", "Article", "Block", "Fragment", "Segment", "SegmentSide", "TextSpan", "WordLink",
    "Rights", "Author", "Image", "Alternate",
)  # fmt: skip

#: What fields are of which the code says no more than their name.
_FIELDS = {
    "BilingualRecord": {
        "schema_version": "Version of the record's layout.",
        "article": "The article as printed.",
        "target_language": "Language of the translation and of the segments' targets.",
        "segments": "Sentence by sentence; those of the story's own text and of what stands around it.",
    },
    "Article": ARTICLES
    | {
        "in_language": ARTICLES["language"],
        "in_language_confidence": ARTICLES["language_confidence"],
        "rights": "What the page and its headers say about reuse.",
    },
    "Block": {
        "position": "Number of the block on the page, from 0.",
        "role": "What the block is; see [Names](#names).",
        "text": "As printed.",
        "language": "BCP 47; `und` when nothing tells it.",
    },
    "Fragment": {
        "start": "First character of it.",
        "end": "Character behind it.",
        "language": "Its language.",
        "kind": "What it is; see [Names](#names).",
        "confidence": "How sure the language is, 0 to 1.",
    },
    "Segment": {
        "source": "The printed side.",
        "target": "The other side.",
        "origin": "Where the target comes from; see [Names](#names).",
        "flags": "Checks that failed; see [Flags](#flags).",
        "links": "Which words became which, where the engine tells.",
    },
    "SegmentSide": {
        "language": "BCP 47.",
        "text": "One sentence, or several.",
        "spans": "Where it stands.",
    },
    "TextSpan": {
        "block": "Position of the block.",
        "start": "First character.",
        "end": "Character behind the last one.",
    },
    "WordLink": {"source": "First character, and the one behind the last.", "target": "The same."},
    "Rights": {"tdm_policy": ARTICLES["tdm_policy"], "license": ARTICLES["license"]},
    "Author": {"name": "As printed.", "type": "Whether it is a person."},
    "Image": {"url": "Address.", "caption": "What is printed below it.", "credit": "Who made it."},
    "Alternate": {"language": "As the page declares it.", "url": "Address."},
}  # fmt: skip

_NAMES = ("Role", "FragmentKind", "Origin", "Precision")

#: Where the documentation says what the names mean.
_PAGES = {
    "Role": "[Extraction](extraction.md#blocks)",
    "FragmentKind": "[Languages](languages.md#what-an-article-gets)",
    "Origin": "`machine` is an engine's, `human` the outlet's own edition, `phrasebook` and `memory` are "
    "looked up (`memory` with an engine `human …` is a correction), `copied` stays as it is",
    "Precision": "of `date_published`",
}

#: What failed; how far each can be trusted is measured in docs/translation.md.
_FLAGS = {
    "number-mismatch": "A number, date, unit, currency or scale of the source is another one, or missing.",
    "url-mismatch": "An address, handle, hashtag or emoji is damaged, missing or new.",
    "name-mismatch": "A name of the source is missing.",
    "quote-mismatch": "Quotation marks are lost or made up.",
    "polarity-mismatch": "One side negates and the other does not, or says the opposite, or turns the roles.",
    "invented-word": "A word that no dictionary of the target's language has.",
    "untranslated": "Words, or the whole sentence, were left in the source's language.",
    "guessed-word": "A word was guessed, and the guess is as likely wrong as right.",
    "agreement": "Genders, numbers, a verb or a subject do not fit together.",
    "repetition": "The target repeats itself.",
    "length-ratio": "The target is far too short or too long.",
    "wrong-language": "The target is not in its language.",
    "low-confidence": "The embedded engine's score is below the threshold of "
    "[confidence](translation.md#confidence).",
    "truncated": "The engine gave no whole answer; what is missing stays untranslated.",
}

_INTRODUCTION = """# The record

A record is a story with its translation: an article with everything that stands around it, and the sentences
of both languages. `dosvoces export` writes one `BilingualRecord` per line:

```console
$ dosvoces export records.jsonl
$ dosvoces export - | jq -r '.segments[] | select(.origin == "human") | [.source.text, .target.text] | @tsv'
```

Much shortened, one looks like this:

```json
{
  "article": {
    "outlet": "la-ribera",
    "headline": "La sidra que salvó a las manzanas feas",
    "date_published": "2026-04-04T13:00:00Z",
    "in_language": "es",
    "rights": {"robots": [], "tdm_reservation": null, "tdm_policy": null, "license": null},
    "blocks": [
      {"position": 3, "role": "paragraph", "text": "Son chicas, ásperas …", "language": "es"}
    ],
    "fragments": [
      {"block": 8, "start": 142, "end": 180, "language": "en", "kind": "quotation", "confidence": 1.0}
    ]
  },
  "target_language": "en",
  "segments": [
    {
      "source": {"text": "Ningún supermercado las acepta.", "spans": [{"block": 3, "start": 73, "end": 104}]},
      "target": {"text": "No supermarket takes them.", "spans": [{"block": 3, "start": 91, "end": 117}]},
      "origin": "human", "score": 0.9989, "flags": []
    }
  ]
}
```

- **Names** follow [schema.org's NewsArticle](https://schema.org/NewsArticle) where it has one. Languages are
  BCP 47 tags, times are UTC.
- **Offsets** are characters (Unicode code points) of a block's text.
- **Reading back**: `dosvoces.read("records.jsonl")` gives each line as what it was.
- **Schema**: every line is valid by the JSON Schema in `dosvoces/core/schema/bilingual-record.json`, which
  comes with the package. `schema_version` changes whenever a field does.
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


def list_fields(struct: ast.ClassDef, lines: list[str], meanings: Mapping[str, str]) -> list[str]:
    """The rows of the table of the fields of *struct*, which stands in *lines*.

    What is written above a field there goes before *meanings*; raises KeyError for one that nobody explains.
    """
    rows = []
    for node in struct.body:
        if isinstance(node, ast.AnnAssign):
            kind = ast.unparse(node.annotation).replace(" | ", "` or `")
            default = f"`{ast.unparse(node.value)}`" if node.value is not None else "*required*"
            name = ast.unparse(node.target)
            meaning = _comment_above(lines, node.lineno) or meanings[name]
            rows.append(f"| `{name}` | `{kind}` | {default} | {meaning} |")
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
            *list_fields(structs[name], lines, _FIELDS.get(name, {})),
        ]
        parts.append(f"## {name}\n\n{_doc(structs[name])}\n\n" + "\n".join(table) + "\n")
    names = {name: get_args(getattr(record, name)) for name in _NAMES}
    named = [f"- `{name}` ({_PAGES[name]}): {_join(values)}" for name, values in names.items()]
    flags = [f"| `{flag}` | {_FLAGS[flag]} |" for flag in get_args(record.Flag)]
    parts.append("## Names\n\n" + "\n".join(named) + "\n")
    head = "What the check of a machine's translation complained of; [how far each can be trusted]"
    head += "(translation.md#how-far-flags-can-be-trusted) is measured."
    parts.append(f"## Flags\n\n{head}\n\n| flag | meaning |\n|---|---|\n" + "\n".join(flags) + "\n")
    return "\n".join(parts)


def _join(values: tuple[str, ...]) -> str:
    return ", ".join(f"`{value}`" for value in values)
