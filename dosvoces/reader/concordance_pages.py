"""Routes of the concordance: its page, and its tables as CSV."""

from collections.abc import Iterable
from functools import partial

import msgspec
from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import Response

from dosvoces.core.errors import QueryError
from dosvoces.corpus.collocates import Collocate, Rendering
from dosvoces.corpus.frequency import FrequencyRow
from dosvoces.reader import concordance, frequencies, parameters
from dosvoces.reader.asking import check_file, draw_fields, read_list
from dosvoces.reader.corpus_pages import answer_csv
from dosvoces.reader.filters import name_choice
from dosvoces.reader.parameters import ListParameters
from dosvoces.reader.rendering import Renderer
from dosvoces.reader.story import story_path
from dosvoces.reader.tables import write_csv
from dosvoces.store.concordance import MOST_LINES, ConcordanceLine

#: Parameters of an address that mean something here, or nothing at all.
_NAMES = ("q", "side", "sort", "show", "by", "sample", "seed")


class ConcordancePages:
    """What stands around a word, in its sentences and beside them."""

    def __init__(self, renderer: Renderer) -> None:
        self.renderer = renderer

    def page(self, request: Request) -> Response:
        """What a pattern finds, in its contexts and beside the other language."""
        cache, t = self.renderer.cache, self.renderer.visit(request).interface
        asked = read_list(self.renderer, request)
        view = concordance.read_view(request.query_params)
        values: dict[str, object] = dict.fromkeys(
            ("lines", "problem", "tables", "collocates", "renderings"), ""
        )
        values["found"] = None
        try:
            if view.pattern:
                values["found"] = found = concordance.find_lines(cache, asked, view)
                values["lines"] = self._draw_lines(request, asked, view, found)
            if view.pattern and view.show == "frequency":
                values["tables"] = frequencies.make_tables(cache, t, asked, view)
            if view.pattern and view.show == "collocates":
                values["collocates"] = concordance.find_collocates(cache, asked, view)
            if view.pattern and view.show == "renderings":
                values["renderings"] = concordance.find_renderings(cache, asked, view)
        except QueryError as error:
            values["problem"] = t.query_problem(error)
        address = partial(concordance.find_address, asked, view)
        return self.renderer.render(
            request,
            "concordance.html",
            {
                "asked": parameters.note_ignored(asked, request.query_params, view, _NAMES),
                "view": view,
                "fields": draw_fields(self.renderer, request, asked),
                "sides": concordance.SIDES,
                "sorts": concordance.SORTS,
                "shown": concordance.SHOWN,
                "per_page": concordance.PER_PAGE,
                "most_lines": MOST_LINES,
                "address": address,
                "called": partial(name_choice, cache, t),
                "csv": address().replace("/concordance", "/concordance.csv", 1),
                **values,
            },
            status=422 if values["problem"] else 200,
        )

    def _draw_lines(
        self, request: Request, asked: ListParameters, view: concordance.View, found: concordance.Lines
    ) -> Markup:
        def describe() -> dict[str, object]:
            return {
                "lines": found.lines,
                "cut_left": concordance.cut_left,
                "cut_right": concordance.cut_right,
                "anchor": concordance.find_anchor,
                "story_path": story_path,
            }

        return self.renderer.draw(request, "concordance_lines.html", (asked, view), describe)

    def table(self, request: Request) -> Response:
        """What the page shows, as CSV: lines with their whole sentences, or words and numbers."""
        cache = self.renderer.cache
        asked, view = read_list(self.renderer, request), concordance.read_view(request.query_params)
        check_file(parameters.note_ignored(asked, request.query_params, view, _NAMES))

        def answer(kind: type[msgspec.Struct], rows: Iterable[msgspec.Struct]) -> Response:
            return answer_csv(write_csv(kind, rows), "concordance" if view.show == "lines" else view.show)

        if view.show == "frequency":
            return answer(FrequencyRow, frequencies.list_rows(cache, asked, view, view.by))
        if view.show == "collocates":
            return answer(Collocate, concordance.find_collocates(cache, asked, view))
        if view.show == "renderings":
            return answer(Rendering, concordance.find_renderings(cache, asked, view))
        return answer(ConcordanceLine, concordance.find_table(cache, asked, view))
