"""Answers of the API, and what its description says of them."""

from typing import Any

import msgspec
from fastapi import Response

from dosvoces.reader.downloads import CITATIONS


class Problem(msgspec.Struct, frozen=True, kw_only=True):
    """Why a request was not answered."""

    message: str


#: What files are called in answers.
FILES: dict[str, Any] = {
    media: {"schema": {"type": "string"}}
    for media in ("application/x-ndjson", "application/x-tmx+xml", "text/csv", *CITATIONS.values())
}


def answer(value: Any, status: int = 200) -> Response:
    """*value* as JSON."""
    return Response(msgspec.json.encode(value), status_code=status, media_type="application/json")


def make_problem(message: str, status: int) -> Response:
    """An answer that says why there is none."""
    return answer(Problem(message=message), status)


def list_answers(
    kind: str, *, many: bool = False, missing: bool = False, sent: bool = False
) -> dict[int | str, Any]:
    """What an operation answers, for the description; a file where it has no *kind*."""
    reference: dict[str, Any] = {"$ref": f"#/components/schemas/{kind}"}
    schema = {"type": "array", "items": reference} if many else reference
    problem = {
        "description": "A problem.",
        "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Problem"}}},
    }
    content = {"application/json": {"schema": schema}} if kind else FILES
    answers: dict[int | str, Any] = {
        201 if sent else 200: {"description": "The answer.", "content": content},
        422: problem,
        500: problem,
    }
    answers |= {404: problem, 410: problem} if missing else {}
    return answers | ({403: problem, 413: problem, 415: problem} if sent else {})
