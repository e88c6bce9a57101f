"""Links that lead a reader to the same story in the other language: "Leer en español", "Read in English"."""

import re
from collections.abc import Iterator

from dosvoces.core.record import Alternate
from pipelines.extract.document import Document
from pipelines.extract.text import inner_text

_LANGUAGES = {
    "english": "en",
    "inglés": "en",
    "ingles": "en",
    "spanish": "es",
    "español": "es",
    "espanol": "es",
    "castellano": "es",
}
_NAMES = "|".join(_LANGUAGES)
#: What such a link says in full. "Español" or "English" alone leads to an edition's front page as often as to
#: the story, and "Outlet en español" always.
_LANGUAGE_LINK = re.compile(
    rf"""\W*(?:
        (?:read|view|see|continue\ reading)(?:\ (?:this|the))?
            (?:\ (?:story|article|post|page|news|report|it))?
            \ in\ (?P<read>{_NAMES})
      | (?:also\ )?available\ in\ (?P<available>{_NAMES})
      | (?P<version>english|spanish)\ version
      | (?:le[ae]r?|l[ée]e(?:lo|la)|l[ée]al[oa]|ver|v[ée]al[oa]|consult[ae]r?)
            (?:\ (?:est[ea]|la|el))?(?:\ (?:nota|noticia|art[íi]culo|historia|reportaje|texto))?
            \ en\ (?P<leer>{_NAMES})
      | (?:tambi[ée]n\ )?disponible\ en\ (?P<disponible>{_NAMES})
      | (?:ver\ )?versi[óo]n\ en\ (?P<en>{_NAMES})
    )\W*""",
    re.IGNORECASE | re.VERBOSE,
)
#: A longer link text is a headline.
_LONGEST = 60


def read_language_links(document: Document) -> Iterator[Alternate]:
    """The other-language editions of the story that links lead to by what they say, in page order."""
    for element in document.root.iter("a"):
        address = (element.get("href") or "").strip()
        if not address or address.startswith(("#", "javascript:", "mailto:")):
            continue
        said = " ".join((inner_text(element) if len(element) else element.text or "").split())
        match = _LANGUAGE_LINK.fullmatch(said) if 0 < len(said) <= _LONGEST else None
        if match and (url := document.absolute(address)):
            name = next(name for name in match.groups() if name)
            yield Alternate(language=_LANGUAGES[name.lower()], url=url)
