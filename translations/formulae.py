"""Lines of news that have a fixed form: bylines, credits, dates, counts, rights.

Rules translate them, whatever the engine: a name in them is no word, and their words mean one thing.
"""

import re

from translations.bylines import begin_like, render_byline, render_names
from translations.numbers import write_number
from translations.time_lines import render_time_line

#: Characters of the longest line that may be one of these.
LONGEST = 200
_RIGHTS = re.compile(
    r"(?:copyright\s*(?:©|\(c\))?|(?:©|\(c\))\s*(?:copyright)?)\s*(?:\d{4}(?:\s?[-–]\s?\d{4})?)?,?\s*(?P<who>(?:[^.]|\.(?=\S)|(?<=\.\w)\.){2,60})\.?",
    re.IGNORECASE,
)
_LITTLE = frozenset(["de", "del", "la", "las", "los", "el", "y", "the", "of", "and"])
#: Counts, and what each becomes for one and for more.
_COUNTS = {
    "en": (
        (r"(\d+)[ -]min(?:ute)?s? read", "{} min de lectura", "{} min de lectura"),
        (r"([\d,.]+) comments?", "{} comentario", "{} comentarios"),
        (r"comments? \(([\d,.]+)\)", "comentarios ({})", "comentarios ({})"),
        (r"([\d,.]+) shares?", "{} vez compartido", "{} veces compartido"),
        (r"([\d,.]+) views?", "{} visualización", "{} visualizaciones"),
        (r"([\d,.]+) seconds? ago", "hace {} segundo", "hace {} segundos"),
        (r"([\d,.]+) minutes? ago", "hace {} minuto", "hace {} minutos"),
        (r"([\d,.]+) mins? ago", "hace {} min", "hace {} min"),
        (r"([\d,.]+) hours? ago", "hace {} hora", "hace {} horas"),
        (r"([\d,.]+) hrs? ago", "hace {} h", "hace {} h"),
        (r"([\d,.]+) days? ago", "hace {} día", "hace {} días"),
        (r"([\d,.]+) weeks? ago", "hace {} semana", "hace {} semanas"),
        (r"([\d,.]+) months? ago", "hace {} mes", "hace {} meses"),
        (r"([\d,.]+) years? ago", "hace {} año", "hace {} años"),
    ),
    "es": (
        (r"(\d+) min(?:utos?)?\.? de lectura", "{} min read", "{} min read"),
        (r"(?:tiempo de )?lectura:? (?:de )?(\d+) min(?:utos?)?\.?", "{} min read", "{} min read"),
        (r"([\d,.]+) comentarios?", "{} comment", "{} comments"),
        (r"comentarios? \(([\d,.]+)\)", "comments ({})", "comments ({})"),
        (r"([\d,.]+) (?:vistas?|visualizaci(?:ón|ones))", "{} view", "{} views"),
        (r"hace ([\d,.]+) mins?\.?", "{} min ago", "{} min ago"),
        (r"hace ([\d,.]+) (?:h|hrs?)\.?", "{} hr ago", "{} hrs ago"),
        (r"hace ([\d,.]+) segundos?", "{} second ago", "{} seconds ago"),
        (r"hace ([\d,.]+) minutos?", "{} minute ago", "{} minutes ago"),
        (r"hace ([\d,.]+) horas?", "{} hour ago", "{} hours ago"),
        (r"hace ([\d,.]+) días?", "{} day ago", "{} days ago"),
        (r"hace ([\d,.]+) semanas?", "{} week ago", "{} weeks ago"),
        (r"hace ([\d,.]+) mes(?:es)?", "{} month ago", "{} months ago"),
        (r"hace ([\d,.]+) años?", "{} year ago", "{} years ago"),
    ),
}


def render_formula(text: str, source: str, target: str) -> str | None:
    """The translation of a line that has a fixed form; None when *text* has none."""
    line = text.strip()
    if {source, target} != {"en", "es"} or len(line) > LONGEST:
        return None
    if line[:1] == "(" and line[-1:] == ")" and line.count("(") == 1:
        inside = line[1:-1].strip()
        made = _render(inside, source, target) or render_names(inside, source, target)
        return f"({made})" if made else None
    return _render(line, source, target)


def _render(line: str, source: str, target: str) -> str | None:
    return (
        _render_count(line, source, target)
        or _render_rights(line)
        or render_time_line(line, source, target)
        or render_byline(line, source, target)
    )


def _render_count(line: str, source: str, target: str) -> str | None:
    for pattern, one, more in _COUNTS[source]:
        if match := re.fullmatch(pattern, line, re.IGNORECASE):
            number = write_number(match[1], source, target)
            return begin_like(line, (one if number == "1" else more).format(number))
    return None


def _render_rights(line: str) -> str | None:
    """A line of copyright, whose owner's name stays."""
    match = _RIGHTS.fullmatch(line)
    words = re.findall(r"[^\W\d_][\w.'’-]*", match["who"]) if match else []
    is_name = words and all(word[0].isupper() or word in _LITTLE for word in words)
    return line if is_name else None
