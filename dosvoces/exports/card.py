"""The dataset card: ``README.md`` with the metadata block that Hugging Face reads."""

import json

import msgspec

from dosvoces.core.record import BilingualRecord
from dosvoces.exports.features import list_cell_features, list_features
from dosvoces.exports.hashes import HashedRecord
from dosvoces.exports.manifest import Manifest
from dosvoces.exports.meanings import MEANINGS
from dosvoces.exports.rows import ArticleRow, FragmentRow, Kind, SegmentRow
from dosvoces.exports.splits import NEVER

_SIZES = (
    (1000, "n<1K"),
    (10_000, "1K<n<10K"),
    (100_000, "10K<n<100K"),
    (1_000_000, "100K<n<1M"),
    (10_000_000, "1M<n<10M"),
)


#: Configurations whose files do not tell the types, so that the first rows would decide.
_LINES: dict[str, type[msgspec.Struct]] = {"records": BilingualRecord, "hashes": HashedRecord}
_TABLES: dict[str, Kind] = {
    "segments": SegmentRow,
    "articles": ArticleRow,
    "fragments": FragmentRow,
}
#: By what name the rows of each are counted.
_ROWS = {"segments": "segments", "articles": "records", "fragments": "fragments"}


def _size(number: int) -> str:
    return next((name for limit, name in _SIZES if number < limit), "10M<n<100M")


def _splits(manifest: Manifest) -> list[str]:
    prefix = "records in "
    found = {name.removeprefix(prefix) for name in manifest.counts if name.startswith(prefix)}
    return [split for split in ("train", "validation", "test", "all") if split in found]


def _config(name: str, paths: dict[str, str]) -> list[str]:
    """The configuration *name*: the files of each split."""
    lines = [f"- config_name: {name}", "  data_files:"]
    for split, path in paths.items():
        lines += [f"  - split: {split}", f"    path: {path}"]
    return lines


def _tables(manifest: Manifest, splits: dict[str, str]) -> dict[str, dict[str, str]]:
    """The tables, and the splits of each, that have rows: of one without any the library loads nothing."""
    found = {
        table: {shown: split for shown, split in splits.items() if manifest.counts.get(f"{rows} in {split}")}
        for table, rows in _ROWS.items()
    }
    return {table: own for table, own in found.items() if own}


def _configs(manifest: Manifest) -> list[str]:
    """What ``load_dataset`` finds, the first of it without being told: all of one kind of file, the best.

    Nothing for TMX, Moses and an empty dataset: then what is read and shown would be ``manifest.json``.
    """
    # The library calls what is not split train.
    splits = {("train" if split == "all" else split): split for split in _splits(manifest)}
    formats = manifest.request.formats
    if not splits or not {"parquet", "jsonl", "csv", "hashes"} & set(formats):
        return ["viewer: false"]
    if "parquet" in formats:
        named = {
            table: {shown: f"parquet/{table}/{split}-*.parquet" for shown, split in own.items()}
            for table, own in _tables(manifest, splits).items()
        }
    elif "jsonl" in formats:
        named = {"records": {shown: f"jsonl/{split}.jsonl.zst" for shown, split in splits.items()}}
    elif "csv" in formats:
        # One file has all splits, told apart by a column; `all` is the library's word for the sum of them.
        whole = "full" if len(splits) > 1 else "train"
        named = {table: {whole: f"csv/{table}.csv"} for table in _tables(manifest, splits)}
    else:
        named = {"hashes": {shown: f"hashes/{split}.jsonl.zst" for shown, split in splits.items()}}
    configs = [_config(name, paths) for name, paths in named.items()]
    lines = ["configs:", *configs[0], "  default: true", *(line for config in configs[1:] for line in config)]
    features = {name: list_features(kind) for name, kind in _LINES.items() if name in named}
    if "articles" in named and "parquet" not in formats:
        features = {name: list_cell_features(_TABLES[name]) for name in named}
    lines += ["dataset_info:"] if features else []
    for name, found in features.items():
        lines += [f"- config_name: {name}", f"  features: {json.dumps(found)}"]
    return lines


def _metadata(manifest: Manifest) -> list[str]:
    lines = [
        "---",
        "pretty_name: Bilingual news, Spanish and English",
        "language:",
        "- es",
        "- en",
        "license: other",
    ]
    lines += [
        "multilinguality: translation",
        "source_datasets: original",
        "language_creators:",
        "- found",
        "- machine-generated",
        "annotations_creators:",
        "- machine-generated",
        "task_categories:",
        "- translation",
        "size_categories:",
        f"- {_size(manifest.counts.get('segments', 0))}",
    ]
    lines += ["tags:", "- news", "- parallel-corpus", "- dosvoces"]
    return [*lines, *_configs(manifest), "---", ""]


def _table(head: tuple[str, str], rows: list[tuple[str, str]]) -> list[str]:
    return [f"| {head[0]} | {head[1]} |", "|---|---|", *(f"| {name} | {value} |" for name, value in rows), ""]


def _rights(manifest: Manifest) -> list[str]:
    lines = [
        "## Rights",
        "",
        "The texts belong to the outlets that published them; what each page and its headers say about "
        "reuse stands in the columns `license`, `robots`, `tdm_reservation` and `tdm_policy`. Whoever uses "
        "the data answers for the use.",
        "",
    ]
    if manifest.request.selection.include_reserved:
        lines += ["**Articles whose outlets reserve their rights are included.**", ""]
    left = ", ".join(f"{number} {reason}" for reason, number in manifest.left_out.items()) or "none"
    return [*lines, f"Articles left out, by reason (reservations of rights and others): {left}.", ""]


def _takedown(manifest: Manifest) -> list[str]:
    """How something is taken out, and what whoever has an earlier dataset is to drop."""
    contact = manifest.request.contact or "whoever gave you this dataset"
    lines = [
        "## Takedown",
        "",
        f"Who wants a story, or all of an outlet, taken out writes to {contact} and names its address or id. "
        "It goes with every version and translation, and stands in no later dataset.",
        "",
    ]
    if manifest.removed:
        lines += [
            f"**Taken down: {manifest.removed} articles, listed in `removed.jsonl`.** Drop them from what "
            "you have of earlier datasets, with their segments and fragments, and where they are a "
            "`counterpart_id`.",
            "",
        ]
    return lines


def _selection(manifest: Manifest) -> list[str]:
    chosen = manifest.request.selection
    rows = [
        (name.replace("_", " "), f"`{getattr(chosen, name)}`")
        for name in chosen.__struct_fields__
        if getattr(chosen, name) not in ((), None)
    ]
    if manifest.request.splits:
        days = manifest.request.splits
        begin = (("validation from", days.validation_from), ("test from", days.test_from))
        rows += [(name, day) for name, day in begin if day != NEVER]
    return ["## Selection", "", *_table(("what", "value"), rows)]


def _columns(manifest: Manifest) -> list[str]:
    """What the tables have, where there are any."""
    if not {"parquet", "csv"} & set(manifest.request.formats):
        return []
    lines = []
    for title, kind in _TABLES.items():
        meanings = MEANINGS[kind]
        rows = [(f"`{name}`", meanings[name]) for name in kind.__struct_fields__]
        lines += [f"## Columns of {title}", "", *_table(("column", "meaning"), rows)]
    return lines


def render(manifest: Manifest) -> str:
    """The card of a dataset."""
    lines = _metadata(manifest)
    lines += [
        "# Bilingual news, Spanish and English",
        "",
        f"Articles of news outlets with their translations, aligned sentence by sentence; made with dosvoces "
        f"{manifest.dosvoces}, record schema {manifest.schema_version}.",
        "",
        "Segments of origin `machine` are machine translations: fit to study translation, not to be taken "
        "for a person's. Those of origin `human` align an outlet's own two editions.",
        "",
    ]
    if manifest.request.splits:
        found = _splits(manifest)
        newest = ", and the test has the newest" if "test" in found else ""
        missing = " or ".join(split for split in ("train", "validation", "test") if split not in found)
        absent = f"No record is in {missing}. " if missing else ""
        lines += [
            "Splits are by cluster of near-duplicates and date: no story, and no story in both languages, is "
            f"on two sides{newest}. {absent}What stands around stories (menus, share buttons, "
            "notices) is the same on every page and so on every side; column `role` tells it from the text.",
            "",
        ]
    if manifest.request.anonymised:
        lines += [
            "Names of authors, e-mail addresses, phone numbers and handles are masked with `x` and `0`; the "
            "people that stories are about are not.",
            "",
        ]
    lines += ["## Counts", "", "`words` are those of the stories' bodies, between spaces.", ""]
    lines += [*_table(("what", "number"), [(n, str(v)) for n, v in manifest.counts.items()])]
    lines += _selection(manifest) + _columns(manifest) + _rights(manifest) + _takedown(manifest)
    lines += ["`manifest.json` has every file's size and SHA-256."]
    return "\n".join(lines) + "\n"
