"""Descriptions of the tables' columns, for the dataset card and the Croissant description."""

from dosvoces.exports.rows import ArticleRow, FragmentRow, Kind, SegmentRow

_SHARED = {
    "version": "Number of the story's version, 1 for the first that was stored.",
    "outlet": "Key of the outlet.",
    "month": "Month of publication, 2026-11, UTC; undated when the page tells none.",
    "date_published": "Time of publication, UTC; midnight at the outlet when the page tells a day only.",
    "cluster": "Name of the cluster of near-duplicates and editions in the other language.",
    "split": "train, validation or test; all when nothing is split.",
    "url": "Address of the page.",
    "robots": "Directives of the page's robots meta tags and X-Robots-Tag headers.",
    "tdm_reservation": "The TDM Reservation Protocol's tdm-reservation; empty when nothing is said.",
    "tdm_policy": "Address of the outlet's policy on text and data mining.",
    "license": "Address of the licence that the page names.",
}

#: Columns and their meanings.
ARTICLES: dict[str, str] = _SHARED | {
    "id": "Id of the story: the same for all its versions and in every export.",
    "edition": "Language tag of the outlet's edition.",
    "canonical_url": "Address that the page names as its own.",
    "headline": "Headline.",
    "description": "Summary that the page gives of itself.",
    "date_modified": "Time of the last change that the page tells, UTC.",
    "date_precision": "minute, or day when the page tells no time.",
    "zone": "The outlet's IANA time zone.",
    "section": "Section of the outlet.",
    "language": "Language of the text, BCP 47; with a region where the outlet's is known.",
    "language_confidence": "How sure the language is, 0 to 1.",
    "declared_language": "Language that the page declares.",
    "target_language": "Language of the other side.",
    "source_text": "The body as printed, one paragraph per line.",
    "target_text": "The body in the other language: the machine's, or else the outlet's own.",
    "is_accessible_for_free": "False where the page says that readers pay.",
    "authors": "Names of the authors, each a Person or an Organization.",
    "keywords": "Keywords of the page.",
    "images": "Pictures: address, caption, credit.",
    "alternates": "Addresses of the story in other languages, as the page declares them.",
    "blocks": "Paragraphs, headings and what stands around them, each with its role and language.",
    "fragments": "Stretches of blocks in another language than the article's.",
    "translation": "The blocks in the other language, by a machine; positions are those of blocks.",
    "sources": "Where on the page each metadata field was found, a JSON object.",
    "retrieved_at": "Time of the fetch, UTC.",
    "content_hash": "SHA-256 of headline, description and body.",
    "warc": "Archive file and offset of the response.",
    "extractor_version": "Version of the extraction that read the page.",
    "schema_version": "Version of the record's layout.",
    "quality": "Lowest class of its segments; empty where no sentence is translated.",
    "counterpart_id": "Id of the outlet's own edition of the story in the other language.",
    "counterpart": "That edition, a JSON object.",
    "tokens": "Words of headline, standfirst and body that have a language; names have none.",
    "other_tokens": "Those of them in another language than the article's.",
    "switch_points": "Places where a word is in another language than the word before it.",
    "cmi": "Code-Mixing Index (Gambäck and Das 2014), the mean of the blocks, 0 to 100.",
    "m_index": "Multilingual Index of Spanish and English (Barnett et al. 2000), 0 to 1.",
    "i_index": "Integration Index (Guzmán et al. 2017): switch points by transitions between words, 0 to 1.",
    "burstiness": "Burstiness of the lengths of language spans (Goh and Barabási 2008), -1 to 1.",
}
SEGMENTS: dict[str, str] = _SHARED | {
    "id": "Id of the segment: article, version, language and number.",
    "article_id": "Id of its article.",
    "source_language": "Language of the printed side.",
    "source_text": "The printed side, normally one sentence.",
    "target_language": "Language of the other side.",
    "target_text": "The other side.",
    "role": "Role of the block it begins in: paragraph, headline, caption, furniture ...",
    "origin": "machine, human (the outlet's own), memory, phrasebook, or copied (left as it is).",
    "engine": "Engine and version of a machine translation; human where a person corrected it.",
    "score": "0 to 1; of human pairs the probability that both sides are exactly each other's, "
    "of others comparable within one engine only.",
    "quality": "human; readable: it reads as a text does; gist: it tells what the text is about; unmeasured; "
    "empty where nothing was translated.",
    "flags": "What checks complain of, e.g. number-mismatch.",
    "source_spans": "Where it stands: position of the block, start and end in its characters.",
    "target_spans": "The same in translation; for origin human in counterpart.",
    "links": "Characters of the source and of the target that belong together.",
    "repairs": "Characters of the target that the engine guessed, or a lexicon wrote in its place.",
    "record_language": "Target language of the article's row that it belongs to.",
}

FRAGMENTS: dict[str, str] = _SHARED | {
    "id": "Id of the fragment: article, version and number.",
    "article_id": "Id of its article.",
    "country": "Country of the outlet, two letters; empty for an outlet that is in no list.",
    "date": "Day of publication, UTC; empty when the page tells none.",
    "role": "Role of the block it stands in: paragraph, headline, caption, furniture ...",
    "kind": "furniture, quotation, title, name, passage, anglicism or hispanism.",
    "language": "Language of the fragment.",
    "matrix_language": "Language of the story around it.",
    "text": "The fragment as printed.",
    "context": "The sentence around it, or what is near it in a very long one.",
    "start": "First character of the fragment in context.",
    "end": "Character of context behind the fragment.",
    "confidence": "How sure the language is, 0 to 1.",
}

#: The meanings of the columns of each kind of row.
MEANINGS: dict[Kind, dict[str, str]] = {
    ArticleRow: ARTICLES,
    SegmentRow: SEGMENTS,
    FragmentRow: FRAGMENTS,
}
