"""Zones: what an element is for, by its tag, role and the vocabulary of its class and id."""

import re
from functools import lru_cache
from typing import Literal

from lxml import etree

Zone = Literal[
    "advertising", "aside", "author", "byline", "caption", "comments", "credit", "embed", "form", "hidden", "infobox",
    "navigation", "newsletter", "pullquote", "related", "social", "standfirst", "tags",
]  # fmt: skip

#: Never read: code, controls and frames.
SKIPPED_TAGS = frozenset({
    "script", "style", "noscript", "template", "svg", "iframe", "select", "option", "input", "textarea", "head",
    "object", "embed", "audio", "canvas", "map", "math", "button", "datalist", "dialog", "source", "track",
    "link", "meta", "amp-ad", "amp-sidebar", "amp-analytics", "applet", "nav", "menu", "title",
})  # fmt: skip

#: Elements that hold the page or the story; their classes tell of the page's features, not of a purpose.
_HOLDERS = frozenset({"html", "body", "main", "article"})

#: Words that say that the element holds the story's text, whatever else its class says.
_BODY = frozenset(
    [
        "article-body",
        "articlebody",
        "story-body",
        "storybody",
        "entry-content",
        "post-content",
        "article-content",
        "articlecontent",
        "story-content",
        "post-body",
        "postbody",
        "article-text",
        "story-text",
        "body-text",
        "bodytext",
        "body-content",
        "content-body",
        "cuerpo",
        "nota-cuerpo",
        "cuerpo-nota",
        "texto-nota",
        "contenido-nota",
        "article-main",
        "single-content",
        "page-content",
        "rich-text",
        "richtext",
        "wysiwyg",
        "body-copy",
        "article-copy",
        "hentry",
        "type-post",
        "type-article",
        "post-text",
        "texto",
        "noticia-texto",
        "paywall",
        "story-content-text",
        "maincontent",
        "main-content",
    ]
)

#: First words of class names that state a feature of the element or its page: ``has-sidebar``, ``no-ads``.
_MODIFIERS = frozenset(
    [
        "has",
        "no",
        "with",
        "without",
        "js",
        "not",
        "wf",
        "non",
        "use",
        "enable",
        "enabled",
        "lazyload",
        "col",
        "row",
        "grid",
        "flex",
        "u",
        "mt",
        "mb",
        "pt",
        "pb",
        "md",
        "sm",
        "lg",
        "xs",
    ]
)

#: The vocabulary; a phrase matches where its words stand side by side in one class name or id.
_PHRASES: dict[Zone, str] = {
    "comments": "comment comments comentario comentarios disqus respond commentlist livefyre coral viafoura spotim replies "
    "trackback trackbacks pingbacks",
    "related": "related relacionada relacionado relacionadas relacionados relateds recommend recommended recommendation "
    "recommendations recomendado recomendados recomendadas recirc recirculation read-more readmore also-read lea-tambien lee-tambien "
    "te-puede-interesar mas-noticias more-stories more-from more-news more-on more-articles more-like most-read most-popular "
    "most-viewed mostread mostpopular mas-leidas mas-leidos mas-visto lo-mas popular trending latest latest-news latest-posts "
    "ultimas-noticias outbrain taboola zergnet teaser teasers promo promos you-may youmay up-next next-article next-post next-story "
    "prev-next post-navigation pagination paginacion recent-posts recent-articles see-also seealso further-reading inline-promo "
    "internal-link similar relatedposts yarpp crp upprev crosslink in-article-link in-article-links linked-stories must-read "
    "read-next also-on read-also suggested sugeridas sugeridos river onward top-stories topstories navbox catlinks recommends "
    "interesar-tambien otras-noticias more-topics relatedcontent relatedarticles relatedstories",
    "newsletter": "newsletter newsletters subscribe subscription subscriptions suscribe suscribete suscripcion suscriptores signup "
    "sign-up mailing-list mailinglist mailchimp mc-embed boletin email-capture email-form optin opt-in registration regwall donate "
    "donation donations membership support-us marketing campaign call-to-action cta",
    "advertising": "ad ads adv advert adverts advertisement advertising publicidad sponsor sponsored patrocinado banner banners dfp gpt "
    "adsense adslot adunit ad-slot adbox adwrapper adcontainer advertorial native-ad adsbygoogle mpu leaderboard skyscraper "
    "affiliate buy-button product-card merchandising",
    "social": "social share sharing sharebar shares compartir redes-sociales follow follow-us followus siguenos sharedaddy addthis "
    "addtoany a2a sociales whatsapp article-tools tools toolbar print-email jp-sharing shareline socials rrss",
    "author": "author-bio author-box author-info author-card author-description author-about author-profile author-details about-author "
    "about-the-author bio bios biography biografia autor-bio autor-info autor-box contributor-bio writer-bio authorbox author-footer "
    "saboxplugin molongui staff-bio tagline shirttail multiple-authors author-block author-section",
    "tags": "tag tags tagcloud taglist etiqueta etiquetas temas topic topics keywords breadcrumb breadcrumbs migas cat-links categories categorias "
    "entry-meta entry-footer post-meta post-footer post-info postmeta article-footer article-nav kicker eyebrow antetitulo "
    "volanta cintillo filed-under metadata mw-editsection",
    "navigation": "nav navbar navigation menu submenu site-header site-footer masthead footer global-header global-footer skip-link "
    "skip-to sidebar side-bar barra-lateral lateral rail right-rail right-col right-column left-rail left-column secondary "
    "widget-area search searchform buscador login modal popup pop-up overlay lightbox cookie cookies consent gdpr notification toast "
    "tooltip dropdown drawer offcanvas topbar ticker weather toc table-of-contents ez-toc playlist video-player vjs jwplayer "
    "jw-player audio-player countdown poll encuesta quiz legal copyright disclaimer reprint reprints feedback survey report-error scoreboard marcador noprint "
    "no-print reflist mw-jump-link videoplayer video-info",
    "credit": "credit credits credito creditos photo-credit photographer photo-by media-credit autor-foto firma-foto",
    "caption": "caption captions wp-caption-text figcaption image-description photo-description epigrafe pie-foto pie-de-foto piefoto "
    "leyenda cutline photo-text img-caption image-text imgcaption photocaption imagecaption",
    "byline": "byline bylines author authors autor autores autoria authorname firma firmante writer written-by contributor contributors "
    "date dates fecha published pubdate publish-date timestamp time-stamp posted-on updated meta reading-time read-time hora datetime "
    "timeago last-updated postdate",
    "standfirst": "standfirst stand-first subtitle sub-title subtitulo subheadline sub-headline deck dek lede bajada copete entradilla sumario "
    "article-summary article-subtitle article-dek article-intro article-lead article-description article-deck article-excerpt "
    "post-subtitle post-excerpt story-summary story-dek story-deck story-subtitle story-intro balazo gancho article-subheadline",
    "pullquote": "pullquote pull-quote pullquotes tweet-this click-to-tweet",
    "embed": "twitter-tweet twitter-video instagram-media tiktok-embed fb-post fb-video bluesky-embed mastodon-embed telegram-post",
    "hidden": "screen-reader-text sr-only visually-hidden visuallyhidden screenreader print-only is-hidden offscreen a11y-hidden "
    "rollover rollovers hovercard hover-card popover flyout tooltiptext tooltip-content",
    "infobox": "infobox info-box factbox fact-box ficha key-facts callout recuadro despiece",
}  # fmt: skip
_LOOKUP: dict[str, Zone] = {}
for _zone, _phrases in _PHRASES.items():
    for _phrase in _phrases.split():
        _LOOKUP.setdefault(_phrase, _zone)

_BY_TAG: dict[str, Zone] = {"figcaption": "caption", "aside": "aside", "form": "form", "footer": "navigation"}
_BY_ROLE: dict[str, Zone] = {
    "navigation": "navigation", "banner": "navigation", "contentinfo": "navigation", "search": "navigation",
    "complementary": "aside", "dialog": "navigation", "alert": "navigation", "menu": "navigation",
}  # fmt: skip

#: Last words of class names that tell of a feature: ``comments-enabled``, ``share-count``.
_FEATURES = frozenset(
    ["enabled", "disabled", "count", "active", "loaded", "open", "ready", "on", "off", "available", "allowed"]
)

_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_HIDING = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.I)


def zone_of(element: etree._Element) -> Zone | None:
    """The zone that *element* opens, or None."""
    tag = element.tag
    if tag in _HOLDERS:
        return None
    if element.get("hidden") is not None or element.get("aria-hidden") == "true":
        return "hidden"
    style = element.get("style")
    if style and _HIDING.search(style):
        return "hidden"
    role = element.get("role")
    if role and role in _BY_ROLE:
        return _BY_ROLE[role]
    names = element.get("class") or ""
    if identifier := element.get("id") or "":
        names += " " + identifier
    if tested := element.get("data-testid") or element.get("data-qa"):
        names += " " + tested
    prop = element.get("itemprop")
    if prop:
        if "articleBody" in prop:
            return None
        if prop in ("author", "datePublished", "dateModified", "creator"):
            return "byline"
        if prop == "caption":
            return "caption"
    named = read_names(names[:400]) if names else None
    if named == "body":
        return None
    return named or _BY_TAG.get(tag)


@lru_cache(maxsize=8192)
def read_names(names: str) -> Zone | Literal["body"] | None:
    """The zone that class names and ids speak of; ``body`` when they speak of the story's text."""
    found: dict[Zone, None] = {}
    is_body = False
    for token in _CAMEL.sub("-", names).lower().split():
        parts = [part for part in re.split(r"[-_:.]+", token) if part]
        if not parts or ((parts[0] in _MODIFIERS or parts[-1] in _FEATURES) and token not in _LOOKUP):
            continue
        start = _after_body(parts)
        is_body = is_body or start > 0
        zones = _zones_in(parts[start:])
        if start and zones:
            is_body = False
        found.update(zones)
    if is_body:
        return "body"
    for zone in _PHRASES:
        if zone in found:
            return zone
    return None


def _after_body(parts: list[str]) -> int:
    """How many of a class name's words end the phrase that means the story's text; 0 when there is none."""
    for size in (3, 2, 1):
        for start in range(len(parts) - size + 1):
            if "-".join(parts[start : start + size]) in _BODY:
                return start + size
    return 0


def _zones_in(parts: list[str]) -> dict[Zone, None]:
    """The zones that a class name's words speak of."""
    found: dict[Zone, None] = {}
    for size in (3, 2, 1):
        for start in range(len(parts) - size + 1):
            if zone := _LOOKUP.get("-".join(parts[start : start + size])):
                found[zone] = None
    return found
