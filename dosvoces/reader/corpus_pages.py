"""Routes of the pages for researchers."""

from functools import partial

from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from dosvoces.core.errors import QueryError
from dosvoces.corpus.mixing import MEASURES, MixingRow
from dosvoces.corpus.periods import count_shown
from dosvoces.corpus.trends import MOST_GROUPS, PERIODS, SPLITS, TrendRow
from dosvoces.exports.csv import write_table
from dosvoces.exports.fragments import make_row
from dosvoces.exports.rows import FragmentRow
from dosvoces.reader import fragments, mixing, parameters, trends
from dosvoces.reader.asking import check_file, draw_collections, draw_fields, read_fragments, read_list
from dosvoces.reader.filters import WITHOUT_SEARCH, name_choice
from dosvoces.reader.rendering import Renderer
from dosvoces.reader.tables import write_csv
from dosvoces.store.mixing import GROUPINGS
from dosvoces.store.queries import check_words

#: Parameters of an address that mean something on a page, or nothing at all.
_OF_MIXING = ("q", "field", "by", "measure")
_OF_TRENDS = ("per", "by")

#: Fragments on a page.
FRAGMENTS = 50


def answer_csv(body: bytes, name: str) -> Response:
    """A table to take away."""
    return Response(
        body,
        media_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}.csv"'},
    )


def _find_problem(text: str) -> str:
    try:
        if text:
            check_words(text)
    except QueryError:
        return "front.empty_query"
    return ""


class CorpusPages:
    """Pages that ask about all stories at once."""

    def __init__(self, renderer: Renderer) -> None:
        self.renderer = renderer

    def fragments(self, request: Request) -> Response:
        """Fragments in another language, newest first, and how many there are of what."""
        cache, t = self.renderer.cache, self.renderer.visit(request).interface
        asked = read_fragments(self.renderer, request)
        cursor = request.query_params.get("after", "")[:80]
        key = (*asked.given, asked.filter)
        found = cache.fragments(asked.filter, limit=FRAGMENTS + 1, cursor=cursor)
        problem = _find_problem(asked.filter.text)
        more, called = len(found) > FRAGMENTS, partial(fragments.name_choice, cache, t)

        def draw_rows() -> dict[str, object]:
            return {"found": found[:FRAGMENTS], "called": called, "sentence_path": fragments.sentence_path}

        def draw_facets() -> dict[str, object]:
            return {"facets": fragments.list_facets(cache, t, asked)}

        return self.renderer.render(
            request,
            "fragments.html",
            {
                "asked": asked,
                "problem": problem,
                "found": found
                and self.renderer.draw(request, "fragment_rows.html", (key, cursor), draw_rows),
                "total": cache.fragment_facets(asked.filter).total,
                "facets": self.renderer.draw(request, "fragment_facets.html", key, draw_facets),
                "called": called,
                "countries": cache.countries(),
                "collection_field": draw_collections(self.renderer, request, asked.filter.collection),
                "confidences": fragments.CONFIDENCES,
                "next": asked.address(after=found[FRAGMENTS - 1].cursor) if more else "",
                "deeper": bool(cursor),
            },
            status=422 if problem else 200,
        )

    def fragments_table(self, request: Request) -> Response:
        """All of them as CSV, but those of stories whose outlet reserves its rights."""
        asked = read_fragments(self.renderer, request)
        check_file(asked)
        if asked.filter.text:
            check_words(asked.filter.text)
        rows = self.renderer.browser.all_fragments(asked.filter)
        return StreamingResponse(
            write_table(FragmentRow, map(make_row, rows)),
            media_type="text/csv; charset=utf-8",
            headers={"Content-Disposition": 'attachment; filename="fragments.csv"'},
        )

    def mixing(self, request: Request) -> Response:
        """How much and how often stories mix languages."""
        cache, t = self.renderer.cache, self.renderer.visit(request).interface
        asked = read_list(self.renderer, request)
        view = mixing.read_view(request.query_params)

        def describe() -> dict[str, object]:
            rows = mixing.list_rows(cache, asked, view.by)
            lines = list(zip(rows, mixing.make_bars(cache, t, asked, view, rows), strict=True))
            return {
                "asked": asked,
                "view": view,
                "measures": MEASURES,
                "rows": rows,
                "chart": mixing.draw(t, view, lines),
                "lines": [pair for pair in lines if pair[0].stories],
                "show": partial(mixing.show_measure, t),
                "last": count_shown(row.key for row in rows if row.key) if view.by in mixing.TIMED else 0,
                "csv": asked.address("/mixing.csv", by=view.by),
                "most": mixing.MOST_GROUPS,
            }

        return self.renderer.render(
            request,
            "mixing.html",
            {
                "asked": parameters.note_ignored(asked, request.query_params, view, _OF_MIXING),
                "view": view,
                "fields": draw_fields(self.renderer, request, asked, WITHOUT_SEARCH),
                "called": partial(name_choice, cache, t),
                "address": partial(asked.address, "/mixing", by=view.by, measure=view.measure),
                "groupings": GROUPINGS,
                "measures": MEASURES,
                "results": self.renderer.draw(request, "mixing_results.html", (asked, view), describe),
            },
        )

    def mixing_table(self, request: Request) -> Response:
        """The same as CSV."""
        asked, view = read_list(self.renderer, request), mixing.read_view(request.query_params)
        check_file(parameters.note_ignored(asked, request.query_params, view, _OF_MIXING))
        rows = mixing.list_rows(self.renderer.cache, asked, view.by)
        return answer_csv(write_csv(MixingRow, rows), "mixing")

    def trends(self, request: Request) -> Response:
        """How many stories one or two queries find, period by period."""
        cache, t = self.renderer.cache, self.renderer.visit(request).interface
        asked = read_list(self.renderer, request)
        view, problem, results = trends.read_view(request.query_params), "", Markup()

        def describe() -> dict[str, object]:
            lines = trends.make_lines(cache, t, asked, view, trends.list_rows(cache, asked, view))
            return {
                "asked": asked,
                "view": view,
                "lines": lines,
                "charts": trends.make_charts(t, asked, view, lines),
                "last": count_shown(line.row.period for line in lines),
                "queries": [asked.query, *([view.second] if view.second else [])],
                "csv": asked.address("/trends.csv", q2=view.second, per=view.per, by=view.by),
                "most": MOST_GROUPS,
            }

        try:
            if asked.query:
                results = self.renderer.draw(request, "trend_results.html", (asked, view), describe)
        except QueryError:
            problem = "front.empty_query"
        return self.renderer.render(
            request,
            "trends.html",
            {
                "asked": parameters.note_ignored(asked, request.query_params, view, _OF_TRENDS),
                "view": view,
                "fields": draw_fields(self.renderer, request, asked),
                "called": partial(name_choice, cache, t),
                "address": partial(trends.find_address, asked, view),
                "periods": PERIODS,
                "splits": SPLITS,
                "problem": problem,
                "results": results,
            },
            status=422 if problem else 200,
        )

    def trends_table(self, request: Request) -> Response:
        """The same as CSV; no rows without a query."""
        asked, view = read_list(self.renderer, request), trends.read_view(request.query_params)
        check_file(parameters.note_ignored(asked, request.query_params, view, _OF_TRENDS))
        rows = trends.list_rows(self.renderer.cache, asked, view) if asked.query else []
        return answer_csv(write_csv(TrendRow, rows), "trends")
