"""``croissant.json``: the dataset described in MLCommons' Croissant 1.0 (Akhtar et al. 2024)."""

import json
import types
from datetime import datetime
from typing import Any, Literal, Union, get_args, get_origin

import msgspec

from dosvoces.exports.manifest import File, Manifest
from dosvoces.exports.meanings import MEANINGS
from dosvoces.exports.rows import TABLES

#: The context of the specification, word by word: readers warn about any other.
_CONTEXT: dict[str, Any] = {
    "@language": "en",
    "@vocab": "https://schema.org/",
    **{
        name: f"cr:{name}"
        for name in (
            "citeAs", "column", "equivalentProperty", "extract", "field", "fileProperty", "fileObject",
            "fileSet", "format", "includes", "isLiveDataset", "jsonPath", "key", "md5", "parentField", "path",
            "recordSet", "references", "regex", "repeated", "replace", "samplingRate", "separator", "source",
            "subField", "transform",
        )
    },
    "conformsTo": "dct:conformsTo",
    "cr": "http://mlcommons.org/croissant/",
    "rai": "http://mlcommons.org/croissant/RAI/",
    "data": {"@id": "cr:data", "@type": "@json"},
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
    "dct": "http://purl.org/dc/terms/",
    "examples": {"@id": "cr:examples", "@type": "@json"},
    "sc": "https://schema.org/",
}  # fmt: skip

_TYPES = {str: "sc:Text", int: "sc:Integer", float: "sc:Float", bool: "sc:Boolean", datetime: "sc:DateTime"}

_ENCODINGS = {
    ".csv": "text/csv",
    ".jsonl.zst": "application/zstd",
    ".tmx": "application/x-tmx+xml",
    ".json": "application/json",
}


def _find_type(kind: Any) -> tuple[str, bool] | None:
    """The data type of a column and whether it repeats; None for columns with structure of their own."""
    if kind in _TYPES:
        return _TYPES[kind], False
    origin, inner = get_origin(kind), get_args(kind)
    if origin is Literal:
        return "sc:Text", False
    if origin in (types.UnionType, Union):
        return _find_type(next(part for part in inner if part is not type(None)))
    if origin is tuple and (found := _find_type(inner[0])) is not None:
        return found[0], True
    return None


def _fields(table: str, source: dict[str, Any], *, nested: bool) -> list[dict[str, Any]]:
    fields = []
    for column in msgspec.structs.fields(TABLES[table]):
        found = _find_type(column.type)
        if found is None or (found[1] and not nested):
            continue
        field: dict[str, Any] = {
            "@type": "cr:Field",
            "@id": f"{table}/{column.name}",
            "name": f"{table}/{column.name}",
            "description": MEANINGS[TABLES[table]][column.name],
            "dataType": found[0],
            "source": {**source, "extract": {"column": column.name}},
        }
        if found[1]:
            field["repeated"] = True
        fields.append(field)
    return fields


def _file(file: File) -> dict[str, Any]:
    encoding = next((kind for ending, kind in _ENCODINGS.items() if file.path.endswith(ending)), "text/plain")
    return {
        "@type": "cr:FileObject",
        "@id": file.path,
        "name": file.path,
        "contentUrl": file.path,
        "contentSize": f"{file.bytes} B",
        "encodingFormat": encoding,
        "sha256": file.sha256,
    }


def _record_set(table: str, source: dict[str, Any], *, nested: bool) -> dict[str, Any]:
    return {
        "@type": "cr:RecordSet",
        "@id": table,
        "name": table,
        "description": (TABLES[table].__doc__ or "").strip(),
        "key": {"@id": f"{table}/id"},
        "field": _fields(table, source, nested=nested),
    }


def _describe_tables(manifest: Manifest) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """What the tables consist of and what is in them: of Parquet where there is any, else of CSV."""
    if "parquet" in manifest.request.formats and manifest.counts:
        sets = [
            {
                "@type": "cr:FileSet",
                "@id": f"parquet-{table}",
                "name": f"parquet-{table}",
                "encodingFormat": "application/x-parquet",
                "includes": f"parquet/{table}/*.parquet",
            }
            for table in TABLES
        ]
        return sets, [_record_set(t, {"fileSet": {"@id": f"parquet-{t}"}}, nested=True) for t in TABLES]
    if "csv" in manifest.request.formats:
        return [], [_record_set(t, {"fileObject": {"@id": f"csv/{t}.csv"}}, nested=False) for t in TABLES]
    return [], []


def render(manifest: Manifest) -> str:
    """The description of a dataset."""
    sets, records = _describe_tables(manifest)
    files = [_file(file) for file in manifest.files if not file.path.endswith(".parquet")]
    described: dict[str, Any] = {
        "@context": _CONTEXT,
        "@type": "sc:Dataset",
        "name": "dosvoces-bilingual-news",
        "description": "Articles of news outlets with their translations, sentence by sentence.",
        "conformsTo": "http://mlcommons.org/croissant/1.0",
        "license": "The texts belong to their outlets; the column license has what each page says.",
        "url": "README.md",
        "version": "1.0.0",
        "datePublished": f"{manifest.until:%Y-%m-%d}" if manifest.until else "1970-01-01",
        "creator": {"@type": "sc:Organization", "name": f"dosvoces {manifest.dosvoces}"},
        "citeAs": "dosvoces, bilingual news from Spanish- and English-language outlets",
        "inLanguage": ["es", "en"],
        "distribution": [*files, *sets],
        "recordSet": records,
    }
    return json.dumps(described, indent=1, ensure_ascii=False) + "\n"
