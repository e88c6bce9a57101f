"""Kinds of pages that are no story: consent and paywalls, bot checks, errors, listings."""

import re
from collections.abc import Mapping, Sequence

from dosvoces.core.record import BODY_ROLES, Block, is_picture_story
from pipelines.extract import jsonld
from pipelines.extract.decision_trees import DecisionTrees
from pipelines.extract.document import Document
from pipelines.extract.extraction import Kind
from pipelines.extract.live import FEWEST_ENTRIES
from pipelines.extract.page_conventions import leads_to_list, leads_to_service, names_a_section
from pipelines.extract.page_features import LISTING_TYPES
from pipelines.extract.text import collapse
from pipelines.extract.unit import Unit

#: Words of body text above which a page is a story whatever its title says.
_STORY_WORDS = 180
#: Words below which there is nothing that could be a story.
_LEAST_WORDS = 12
#: Words of a page about an error; a story about one is longer.
_ERROR_WORDS = 50
#: Words of a paywalled story's teaser; fewer are none. A page that describes no story needs more to be one.
_TEASER_WORDS, _UNDESCRIBED_TEASER_WORDS = 12, 60
#: Words of a whole page that asks whether a person reads it.
_CHALLENGE_WORDS = 250
#: Units below the story in which a paywall shows itself.
_BELOW = 25

_CHALLENGE = re.compile(
    r"just a moment|un momento\.\.\.|attention required|access (?:to this (?:page|"
    r"site) has been )?denied|acceso denegado|are you (?:a )?(?:human|robot)|"
    r"verif(?:y|ying|icando|ica|ique) (?:that )?(?:you are|you're|que (?:no )?(?:eres|es)|your browser|"
    r"tu navegador)|checking your browser|comprobando (?:tu|su) navegador|"
    r"captcha|pardon our interruption|please (?:enable|turn on) (?:cookies|js|javascript)|"
    r"enable javascript and cookies|security check|control de seguridad|"
    r"(?:pressing and holding|press & hold)|ddos protection|unusual traffic|tr[aá]fico inusual|"
    r"no (?:soy|eres) un robot|request unsuccessful|robot check|"
    r"sucuri website firewall|you have been blocked|has sido bloquead|perimeterx|incapsula|datadome|"
    r"bot manager",
    re.I,
)
_ERROR = re.compile(
    r"^(?:\W*(?:error\s*)?(?:40[0134]|410|50[0234])\b|.{0,40}\b(?:page|p[aá]gina|article|art[ií]culo|"
    r"story|nota|noticia|content|contenido)\b.{0,25}\b(?:not found|no (?:ha sido )?encontrad[ao]|"
    r"no (?:existe|disponible)|"
    r"(?:can(?:no|')t|could not) be found|not (?:available|exist)|no longer (?:available|exists)|"
    r"doesn[’']t exist)|not found$|no encontrad[ao]$|"
    r"(?:internal )?server error|service unavailable|bad gateway|gateway time-?out|forbidden$|"
    r"error interno|servicio no disponible|"
    r"(?:lo sentimos|sorry|oops|ups|vaya)\b.{0,80}(?:not|no|can[’']t|error|wrong|mal)|"
    r"something went wrong|algo sali[oó] mal|site (?:is )?(?:under )?maintenance|en mantenimiento|"
    r"account suspended)",
    re.I,
)
_CONSENT = re.compile(
    r"before you continue|antes de (?:continuar|acceder)|we (?:value|care about) your privacy|"
    r"(?:valoramos|nos importa|respetamos) (?:tu|su) privacidad|"
    r"(?:accept|aceptar?) (?:all )?(?:y (?:continuar|seguir)|and continue|cookies|las cookies|"
    r"todas las cookies)|(?:your|tu|su) (?:privacy|cookie|privacidad)(?: choices| settings| preferences|"
    r",? tu decisi[oó]n)?|"
    r"(?:cookie|consent|consentimiento)(?: (?:wall|settings|consent|policy|notice))?|"
    r"we (?:and our (?:\d+ )?partners )?(?:use|store) (?:cookies|and/or access)|utilizamos cookies|"
    r"almacenamos? .{0,40}cookies",
    re.I,
)
_PAYWALL = re.compile(
    r"(?:subscribe|suscr[ií]b(?:ete|ase|ite)|reg[ií]strate|reg[ií]strese|register|sign in|log ?in|"
    r"inicia sesi[oó]n|hazte (?:socio|premium|suscriptor)).{0,60}(?:to (?:continue|read|keep|unlock|"
    r"access|view)|para (?:continuar|leer|seguir|acceder|ver|desbloquear))|"
    r"(?:this|este|esta) (?:article|story|content|contenido|art[ií]culo|nota|noticia) (?:is|"
    r"es) (?:only |solo |s[oó]lo |exclusiv[oa] )?(?:available |disponible )?(?:for|to|para|de) (?:our |"
    r"los |nuestros )?(?:subscribers|members|suscriptor|socios|registered)|"
    r"(?:exclusiv[oa]|contenido|solo) (?:para|de) suscriptores|subscriber[- ](?:only|exclusive)|"
    r"already a subscriber|¿?ya (?:eres|es|sos) suscriptor|to (?:continue|keep) reading|para (?:seguir|"
    r"continuar) leyendo|"
    r"you(?:[’']ve| have) (?:reached|used|read) (?:your|all).{0,40}(?:limit|articles)|has (?:alcanzado|"
    r"le[ií]do|llegado).{0,40}(?:l[ií]mite|art[ií]culos)|premium content|unlock this (?:article|story)",
    re.I,
)
#: The address of a search, and lines with links in its results. A story that is shared may have ``?s=``, too.
_SEARCH = re.compile(
    r"/(?:search|buscar|busqueda|buscador)/?(?:index\.\w+)?\?(?:[^#]*&)?(?:s|q|query|search|buscar)="
    r"|//[^/?#]+/?(?:index\.\w+)?\?(?:s|q|query|search|buscar)="
)
_FEWEST_RESULTS = 3
#: Linked titles of a front page are more.
_FRONT_PAGE_TEASERS = 10
_NEWSLETTER = re.compile(r"newsletter|bolet[ií]n|inbox", re.I)
#: Stories that consist of parts with headings of their own.
_TOLD_IN_PARTS = frozenset({"liveblogposting", "imagegallery", "mediagallery"})
#: Probability beyond which the classifier of pages refuses one. Measured out of fold.
SURELY_LISTING = 0.8
#: A list of stories or goods leads to so many addresses at least.
_FEWEST_LINKS = 5


def classify(
    document: Document, blocks: Sequence[Block], units: Sequence[Unit], headline: str, is_free: bool
) -> tuple[Kind, str]:
    """The page's kind and why."""
    count = _count_words(blocks)
    title = collapse(document.root.findtext(".//title") or "")
    if count < _STORY_WORDS and (wall := _find_wall(document, units, title, headline, count)):
        return wall
    if reason := _find_listing(document, units, blocks):
        return "listing", reason
    if not is_free and count < _LEAST_WORDS:
        return "paywall", "the page declares that it is not free and shows no text"
    if count >= _LEAST_WORDS and _is_live(document, blocks):
        return "live_blog", "entries with times"
    if is_gallery(document, blocks):
        pictures = sum(1 for block in blocks if block.role == "caption")
        return "gallery", f"{pictures} captioned pictures"
    if count < _LEAST_WORDS:
        return "empty", f"only {count} words of text"
    return "article", ""


def _count_words(blocks: Sequence[Block]) -> int:
    """The words of the body; those of the standfirst where a page says all that it says in it."""
    body = sum(len(block.text.split()) for block in blocks if block.role in BODY_ROLES)
    standfirst = sum(len(block.text.split()) for block in blocks if block.role == "description")
    return body if body or standfirst < _UNDESCRIBED_TEASER_WORDS else standfirst


def _find_wall(
    document: Document, units: Sequence[Unit], title: str, headline: str, count: int
) -> tuple[Kind, str] | None:
    """The wall that a page with little text is, and the words that say so."""
    visible = [unit.text for unit in units if not unit.in_zone("hidden")]
    total = sum(len(text.split()) for text in visible)
    titles = [text for text in (title, headline) if text]
    described = bool(document.story.get("headline") or document.story.get("articleBody"))
    # Neither software that checks for bots nor an error's page says when a story was published.
    published = described or bool(document.first("article:published_time"))
    lines = [text for text in visible if len(text) < 500][:200]
    if not published and (words := _find_challenge(titles, lines, count, total)):
        return "challenge", f"bot check: {words!r}"
    for text in titles:
        if not published and count < _ERROR_WORDS and _ERROR.search(text):
            return "error", f"error page: {text[:80]!r}"
    if total < 250 and not published:
        for text in lines[:20]:
            if found := _ERROR.match(text):
                return "error", f"error page: {text[:80]!r}"
    if total < 600 and not described and count < _UNDESCRIBED_TEASER_WORDS:
        hits = [found[0] for text in (*titles, *lines) if (found := _CONSENT.search(text))]
        headings = [unit.text for unit in units if unit.is_heading and not unit.in_zone("hidden")]
        is_headed = bool(headings) and all(_CONSENT.search(text) for text in headings)
        if any(_CONSENT.search(text) for text in titles) or len(hits) >= (2 if is_headed else 3):
            return "consent", f"consent wall: {hits[0]!r}"
    if count < (_TEASER_WORDS if published else _UNDESCRIBED_TEASER_WORDS):
        for text in lines:
            if found := _PAYWALL.search(text):
                return "paywall", f"paywall: {found[0]!r}"
    return None


def _find_challenge(titles: Sequence[str], lines: Sequence[str], count: int, total: int) -> str:
    """The words of a bot check on a page that describes no story; a headline's alone are those of a story."""
    below = [text for text in lines if text not in titles] if total < _CHALLENGE_WORDS else []
    in_titles = next((found[0] for text in titles if (found := _CHALLENGE.search(text))), "")
    in_lines = next((found[0] for text in below if (found := _CHALLENGE.search(text))), "")
    if count < _ERROR_WORDS:
        return in_titles or in_lines
    return in_titles if in_lines else ""


def is_cut_short(units: Sequence[Unit], inside: Sequence[Unit], blocks: Sequence[Block]) -> bool:
    """Whether the story is a teaser before a paywall: little text, in or below which it invites to pay.

    An invitation in the page's footer, or to a newsletter, is none.
    """
    count = sum(len(block.text.split()) for block in blocks if block.role in BODY_ROLES)
    if count >= _STORY_WORDS or not inside:
        return False
    near = [*inside, *units[inside[-1].index + 1 : inside[-1].index + 1 + _BELOW]]
    return any(
        len(unit.text) < 500
        and not any(mark.zone in ("hidden", "navigation") for mark in unit.named)
        and not _NEWSLETTER.search(unit.text)
        and bool(_PAYWALL.search(unit.text))
        for unit in near
    )


def _find_listing(document: Document, units: Sequence[Unit], blocks: Sequence[Block]) -> str:
    """Why the page is a list of stories or goods; empty when it is not, or describes a story of its own."""
    teasers = sum(1 for unit in units if unit.link_share > 0.9 and len(unit.text) > 30)
    path = document.url.partition("//")[2].partition("#")[0].partition("/")[2]
    if document.url and not path.strip("/") and teasers > _FRONT_PAGE_TEASERS:
        return f"front page with {teasers} linked titles"
    if jsonld.types(document.story) - {"faqpage"} or document.first("article:published_time"):
        return ""
    if leads_to_list(document.url) and _leads_away(document):
        return "the address of a category, tag or author"
    if leads_to_service(document.url):
        return "the address of a form, or of what the site says of itself"
    declared = {kind for node in document.nodes[:50] for kind in jsonld.types(node)}
    told = (block for block in blocks if block.role in BODY_ROLES or block.role == "description")
    count = sum(len(block.text.split()) for block in told)
    if _SEARCH.search(document.url) and sum(unit.links > 0 for unit in units) >= _FEWEST_RESULTS:
        return "the results of a search"
    if (kinds := declared & LISTING_TYPES) and count < _STORY_WORDS:
        return f"the page declares {min(kinds)}"
    if teasers >= 15 and count < _STORY_WORDS / 2:
        return f"{teasers} linked titles and {count} words of text"
    kind = document.first("og:type").lower()
    if kind.startswith("product") or "productgroup" in declared:
        return f"the page declares {kind or 'productgroup'}"
    return ""


def tells_its_story(document: Document) -> bool:
    """Whether the page declares when its story was published, its whole text, entries or pictures.

    A meta tag's time is a shop's or section's own where the address names one.
    """
    story = document.story
    published = document.first("article:published_time") and not names_a_section(document.url)
    return bool(
        published
        or story.get("datePublished")
        or story.get("articleBody")
        or jsonld.types(story) & _TOLD_IN_PARTS
    )


def find_teasers(document: Document, features: Mapping[str, float], classifier: DecisionTrees) -> str:
    """Why a page with the *features*, refused by no rule, lists stories or goods; empty when it does not."""
    (chance,) = classifier.classify({name: [value] for name, value in features.items()})
    return "teasers and links, no story" if chance > SURELY_LISTING and _leads_away(document) else ""


def _leads_away(document: Document) -> bool:
    """Whether the page has as many links as the shortest list, however short its text is."""
    targets = {(link.get("href") or "").partition("#")[0].strip() for link in document.root.iter("a")}
    return len(targets - {""}) >= _FEWEST_LINKS


def _is_live(document: Document, blocks: Sequence[Block]) -> bool:
    timed = sum(1 for block in blocks if block.time is not None)
    return timed >= FEWEST_ENTRIES or "liveblogposting" in jsonld.types(document.story)


def is_gallery(document: Document, blocks: Sequence[Block]) -> bool:
    """Whether the story is its pictures: it says so, or its captions are far more text than its body."""
    declared = jsonld.types(document.story) & {"imagegallery", "mediagallery"}
    return bool(declared) or is_picture_story(blocks)
