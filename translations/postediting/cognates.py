"""Words of the same origin that the two languages write by rule: "incivility" is "incivilidad"."""

from functools import lru_cache
from itertools import product

from translations.postediting.vocabulary import is_listed

#: English endings and their Spanish ones, the telling ones first.
_ENDINGS = (
    ("ization", "ización"), ("ationally", "acionalmente"), ("ically", "icamente"),
    ("ification", "ificación"), ("ations", "aciones"), ("ation", "ación"), ("tions", "ciones"),
    ("tion", "ción"), ("sions", "siones"), ("sion", "sión"), ("ities", "idades"), ("ity", "idad"),
    ("ously", "osamente"), ("ously", "amente"), ("ous", "oso"), ("ous", "osa"), ("ous", "o"),
    ("ious", "ioso"), ("ists", "istas"), ("ist", "ista"), ("isms", "ismos"), ("ism", "ismo"),
    ("ances", "ancias"), ("ance", "ancia"), ("ences", "encias"), ("ence", "encia"), ("ency", "encia"),
    ("ancy", "ancia"), ("logies", "logías"), ("logy", "logía"), ("scopy", "scopia"), ("ies", "ías"),
    ("y", "ía"), ("y", "ia"), ("ary", "ario"), ("ary", "aria"), ("ory", "orio"), ("oire", "orio"),
    ("ically", "ícamente"), ("ics", "ica"), ("ics", "icos"), ("ic", "ico"), ("ic", "ica"),
    ("ical", "ico"), ("ical", "ica"), ("ally", "almente"), ("ally", "alamente"), ("ably", "ablemente"),
    ("ly", "amente"), ("ly", "mente"), ("ants", "antes"), ("ant", "ante"), ("ents", "entes"),
    ("ent", "ente"), ("ments", "mentos"), ("ment", "mento"), ("ators", "adores"), ("ator", "ador"),
    ("ures", "uras"), ("ure", "ura"), ("ines", "inas"), ("ine", "ina"), ("ives", "ivos"),
    ("ive", "ivo"), ("ive", "iva"), ("izes", "iza"), ("ized", "izado"), ("ized", "izó"),
    ("izing", "izando"), ("ize", "izar"), ("ises", "iza"), ("ised", "izado"), ("ated", "ado"),
    ("ated", "ó"), ("ating", "ando"), ("ates", "a"), ("ate", "ar"), ("ate", "ado"), ("ages", "ajes"),
    ("age", "aje"), ("als", "ales"), ("al", "al"), ("oles", "oles"), ("ol", "ol"), ("ids", "idos"),
    ("id", "ido"), ("ans", "anos"), ("an", "ano"), ("ans", "anas"), ("es", "as"), ("e", "o"),
    ("e", "a"), ("ed", "ado"), ("s", "os"), ("s", "as"), ("s", "es"), ("", "o"), ("", "a"), ("", "e"),
    ("logists", "logos"), ("logist", "logo"), ("logist", "loga"), ("", ""),
)  # fmt: skip
#: Spellings inside a word, English and Spanish.
_SPELLINGS = (
    ("ph", "f"), ("th", "t"), ("ch", "c"), ("ll", "l"), ("ss", "s"), ("mm", "m"), ("nn", "n"),
    ("tt", "t"), ("ff", "f"), ("pp", "p"), ("cc", "c"), ("y", "i"), ("k", "c"), ("qu", "cu"),
    ("sc", "esc"), ("sp", "esp"), ("st", "est"),
)  # fmt: skip
#: Spellings that are tried together; more would only find chance likenesses.
MOST_SPELLINGS = 4
_SHORTEST = 5


@lru_cache(maxsize=20_000)
def find_cognates(word: str, source: str, target: str) -> tuple[str, ...]:
    """The words of *target* that the small *word* of *source* regularly is, the likeliest first."""
    if len(word) < _SHORTEST or {source, target} != {"en", "es"}:
        return ()
    ours = 0 if source == "en" else 1
    found: dict[str, None] = {}
    for pair in _ENDINGS:
        stem = word.removesuffix(pair[ours])
        if len(stem) + len(pair[ours]) == len(word) and len(stem) > 2:
            for spelt in _respell(stem, ours):
                if is_listed(spelt + pair[1 - ours], target):
                    found[spelt + pair[1 - ours]] = None
    return tuple(found)


def _respell(stem: str, ours: int) -> list[str]:
    """The spellings of *stem* in the other language, the unchanged one first."""
    initial = ("sc", "sp", "st")
    usable = [
        pair
        for pair in _SPELLINGS
        if (stem.startswith(pair[ours]) if pair[0] in initial else pair[ours] in stem)
    ][:MOST_SPELLINGS]
    spelt = []
    for chosen in product((False, True), repeat=len(usable)):
        form = stem
        for pair, use in zip(usable, chosen, strict=True):
            if use:
                form = form.replace(pair[ours], pair[1 - ours], 1)
        spelt.append(form)
    return spelt
