"""A dataset, with what steps add to its records, as what another dataset is written from."""

from collections import Counter
from collections.abc import Collection, Iterator
from contextlib import AbstractContextManager, nullcontext
from datetime import datetime
from pathlib import Path

import msgspec
from msgspec.structs import replace

from dosvoces.bulk.records import Addition, key_of, list_outlets, merge_additions, read_exported
from dosvoces.core.errors import BulkError
from dosvoces.core.language_tags import base_language
from dosvoces.core.record import BilingualRecord
from dosvoces.exports import manifest
from dosvoces.exports.removed import read_dataset
from dosvoces.exports.rows import Exported
from dosvoces.store import Entry, RemovedStory, Selection
from dosvoces.store.rights import find_reservations
from dosvoces.store.selection import select_segments


class _Survey(msgspec.Struct):
    """What is known of clusters only when all records were read."""

    #: The day on which each begins.
    first_days: dict[str, str] = {}
    #: Of those of each that are wanted, the first: whether it has no day, its day and its id.
    chosen: dict[str, tuple[bool, str, str]] = {}


class Records:
    """The records of the dataset *folder*, with *additions*.

    Only when *surveyed*, which reads everything once more, entries tell the first day of their cluster.
    """

    def __init__(self, folder: Path, additions: "Additions | None" = None, *, surveyed: bool = False) -> None:
        self._folder = folder
        self._additions = additions
        self._surveyed = surveyed
        self._surveys: dict[Selection, _Survey] = {}
        self._left_out: Counter[str] = Counter()
        try:
            self._manifest = manifest.load(folder)
        except (OSError, msgspec.MsgspecError) as error:
            raise BulkError(f"{folder}: no dataset of dosvoces: {error}") from error

    def one_moment(self) -> AbstractContextManager[None]:
        """Files do not change."""
        return nullcontext()

    def last_change(self) -> datetime | None:
        """Up to when the dataset has everything."""
        return self._manifest.until

    def damaged(self) -> dict[str, str]:
        """Nothing: whoever reads a damaged file is told at once."""
        return {}

    def outlets(self, chosen: Selection) -> list[str]:
        """The outlets of the dataset; those that were left out too."""
        return list_outlets(str(self._folder))

    def entries(self, chosen: Selection, *, skip: Collection[str] = ()) -> Iterator[Entry]:
        """The records that *chosen* describes, by outlet, day and id."""
        self._left_out = Counter()
        needs = self._surveyed or chosen.once
        survey = self._survey(chosen) if needs else _Survey()
        for exported in self._read():
            if not self._is_wanted(exported.record, chosen, self._left_out):
                continue
            record = select_segments(_reserve(exported.record, chosen, self._left_out), chosen)
            if chosen.once and survey.chosen[exported.cluster][2] != exported.record.article.id:
                self._left_out["near-duplicate"] += 1
                continue
            if record is None or record.article.outlet in skip:
                continue
            first_day = survey.first_days.get(exported.cluster, "")
            yield Entry(record, exported.cluster, first_day, exported.record.segments)

    def left_out(self, chosen: Selection) -> dict[str, int]:
        """How many articles were left out when the entries were read."""
        return dict(sorted(self._left_out.items()))

    def first_days(self, chosen: Selection) -> list[tuple[str, int]]:
        """How many clusters of *chosen* begin on each day, in order."""
        survey = self._survey(chosen)
        return sorted(Counter(survey.first_days[cluster] for cluster in survey.chosen).items())

    def removed(self, since: datetime | None = None) -> list[RemovedStory]:
        """The articles that the dataset says were taken down."""
        found = read_dataset(self._folder)
        return [each for each in found if since is None or each.removed_at >= since]

    def _read(self) -> Iterator[Exported]:
        exported = read_exported(self._folder)
        return self._additions.join(exported) if self._additions else exported

    def _survey(self, chosen: Selection) -> _Survey:
        if chosen not in self._surveys:
            found = _Survey(first_days={}, chosen={})
            for exported in self._read():
                _add(found, exported, self._is_wanted(exported.record, chosen, Counter()))
            self._surveys = {chosen: found}
        return self._surveys[chosen]

    @staticmethod
    def _is_wanted(record: BilingualRecord, chosen: Selection, left_out: Counter[str]) -> bool:
        """Whether *chosen* takes *record* in; counts why not where somebody reserves it or it waits."""
        article = record.article
        day = str(article.day_published or "")
        tags = (article.in_language, base_language(article.in_language))
        if (
            (chosen.outlets and article.outlet not in chosen.outlets)
            or (chosen.languages and not set(tags) & set(chosen.languages))
            or (chosen.published_from is not None and day < chosen.published_from)
            or (chosen.published_to is not None and not "" < day <= chosen.published_to)
        ):
            return False
        if not chosen.include_reserved and (reasons := find_reservations(article.rights)):
            left_out.update(reasons)
            return False
        if chosen.translated_only and not record.translation and not _has_counterpart(record, chosen):
            left_out["untranslated"] += 1
            return False
        return True


def _add(survey: _Survey, exported: Exported, is_wanted: bool) -> None:
    article, cluster = exported.record.article, exported.cluster
    day = str(article.day_published or "")
    known = survey.first_days.get(cluster, "")
    survey.first_days[cluster] = min(day, known) if day and known else day or known
    if is_wanted:
        place = (day == "", day, article.id)
        survey.chosen[cluster] = min(place, survey.chosen.get(cluster, place))


def _has_counterpart(record: BilingualRecord, chosen: Selection) -> bool:
    other = record.counterpart
    return other is not None and (chosen.include_reserved or not find_reservations(other.rights))


def _reserve(record: BilingualRecord, chosen: Selection, left_out: Counter[str]) -> BilingualRecord:
    """*record* without a counterpart in which the outlet reserves its rights."""
    if record.counterpart is None or _has_counterpart(record, chosen):
        return record
    left_out["counterpart"] += 1
    segments = tuple(segment for segment in record.segments if segment.origin != "human")
    return replace(record, counterpart=None, segments=segments)


class Additions:
    """What a step adds to the records of a dataset: parts in the order of the records."""

    def __init__(self, parts: dict[str, list[str]]) -> None:
        self._parts = parts
        self._names = self._merge_clusters()

    def _read(self) -> Iterator[Addition]:
        return merge_additions(self._parts, Addition)

    def _merge_clusters(self) -> dict[str, str]:
        """What clusters are called that became one with others: a story in two languages is one."""
        names: dict[str, str] = {}
        for addition in self._read():
            found = sorted({_resolve(names, cluster) for cluster in addition.clusters})
            names |= dict.fromkeys(found[1:], found[0]) if found else {}
        return {name: _resolve(names, name) for name in names}

    def join(self, records: Iterator[Exported]) -> Iterator[Exported]:
        """*records* with what is added to each; raises BulkError when something is left."""
        rest = self._read()
        ahead = next(rest, None)
        for exported in records:
            record = exported.record
            if ahead is not None and ahead.key == key_of(record.article, record.target_language):
                record, ahead = _join(record, ahead), next(rest, None)
            yield replace(
                exported, record=record, cluster=self._names.get(exported.cluster, exported.cluster)
            )
        if ahead is not None:
            raise BulkError(
                f"{ahead.key[2]} is no record of the dataset: it was changed meanwhile; run again"
            )


def _resolve(names: dict[str, str], name: str) -> str:
    while name in names:
        name = names[name]
    return name


def _join(record: BilingualRecord, addition: Addition) -> BilingualRecord:
    """*record* with the other edition, or else the translation, that *addition* brings."""
    human = tuple(segment for segment in record.segments if segment.origin == "human")
    if addition.counterpart is not None:
        machine = tuple(segment for segment in record.segments if segment.origin != "human")
        return replace(record, counterpart=addition.counterpart, segments=machine + addition.segments)
    return replace(record, translation=addition.translation, segments=addition.segments + human)
