"""What can be wrong with a query, said in English here and in its languages by the reader."""

from dosvoces.core.errors import QueryError

#: By the name under which the reader has them in other languages.
PROBLEMS = {
    "gap": "a gap has at most {most} words, as []{{0,{most}}}",
    "one_word": "a token is one word, in which no {sign!r} stands; write two tokens, one after the other",
    "condition": 'a condition is written word="…", with word, stem, lang or role',
    "attribute": "there is no {name!r}: use {known}",
    "stem": "a stem is given by one word",
    "joined": "& or ] is missing here",
    "operator": "{sign!r} is not understood outside of brackets; "
    "words stand one after the other, with spaces between them",
    "minus": "a minus leaves nothing out here, as it does in a search; "
    'a word that is not this one is [word!="…"]',
    "no_word": "{text!r} is no word",
    "quotation": "the second quotation mark is missing",
    "beginning": "{sign!r} has no beginning",
    "tokens": "a query has at most {most} tokens",
    "repeated": "only [] repeats, as []{{0,3}}; put a space between words",
    "nothing": "nothing to look up: give a word, a stem or {least} letters of a beginning, "
    "and of each alternative",
    "length": "an expression has at most {most} characters",
    "sign": "{sign!r} has no place in an expression for a word",
    "group": "repeat single letters, a dot or a [set], not a group",
    "in_set": "{sign!r} has no place in a [set]",
    "repetitions": "an expression has at most {most} of * and +",
    "choices": "an expression has at most {most} of | and ?",
    "set_open": "] is missing in the expression {text!r}",
    "group_open": ") is missing in the expression {text!r}",
    "group_closed": "( is missing in the expression {text!r}",
    "repeats_nothing": "nothing is there to repeat in the expression {text!r}",
    "expression": "{text!r} is no expression",
    "beside": "there is no word in {text!r} that could stand beside it",
}


def make_problem(problem: str, at: int | None = None, /, **values: object) -> QueryError:
    """The error that says which *problem* there is at character *at* of a query, counted from 0."""
    said = PROBLEMS[problem].format(**values)
    return QueryError(said if at is None else f"character {at + 1}: {said}", problem, at, values)
