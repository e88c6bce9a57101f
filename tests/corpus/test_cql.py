"""Which queries are understood, what they look up, and where the others go wrong."""

import random
import re
import time
from itertools import product

import pytest
from growth import grows_linearly, seconds

from dosvoces.core.errors import QueryError
from dosvoces.corpus.cql import Anchor, parse
from dosvoces.corpus.kwic import find_matches, make_line, sort_lines, tokenize
from dosvoces.corpus.patterns import find_beginnings

TEXT = "La inversión extranjera y las inversiones de mañana, Mañana mismo"


def stem(word: str) -> str:
    return word.lower().removesuffix("es").replace("ó", "o")


def find(query: str, text: str = TEXT, role: str = "paragraph", english: range = range(0)) -> list[str]:
    tokens = tokenize(text, lambda place: "en" if place in english else "es")
    return [make_line(text, tokens, match).node for match in find_matches(parse(query), tokens, role, stem)]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("inversión", ["inversión", "inversiones"]),
        ('"inversión"', ["inversión"]),
        ('"inversi.*"', ["inversión", "inversiones"]),
        ("inver*", ["inversión", "inversiones"]),
        ("ma?ana", ["mañana", "Mañana"]),
        ("“mañana” mismo", ["Mañana mismo"]),
        ('[word="manana" & stem="mañana"]', []),
        ('[stem="inversión"] [word!="de"]', ["inversión extranjera"]),
        ("inversión []{1,2} mañana", ["inversiones de mañana"]),
        ("inversión []{3} mañana", []),
        ("inversión [] mañana", ["inversiones de mañana"]),
        ('[word="(inversión|mañana)" & stem="mañana"]', ["mañana", "Mañana"]),
        ('[word="las?" & stem="las"] inver*', ["las inversiones"]),
        ("inversiones-de’mañana", ["inversiones de mañana"]),
        ("\u202eextranj* y", ["extranjera y"]),
        ('"inversiones? (extranjera|de)"', ["inversiones de"]),
        ('"y-las" [word="[a-z-]*"]', ["y las inversiones"]),
        ("–mañana mismo", ["Mañana mismo"]),
    ],
)
def test_patterns_find_sequences_of_words(query: str, found: list[str]) -> None:
    assert find(query) == found


def test_language_and_role_are_conditions_of_a_word() -> None:
    text = "Dijo read more y read"
    assert find('[word="read" & lang="en"]', text, english=range(5, 14)) == ["read"]
    assert find('[word="read" & lang!="en"]', text) == ["read", "read"]
    assert find('[word="read" & role="headline"]', text) == []
    assert find('[word="read" & role="para.*"]', text) == ["read", "read"]


def either(kind: str, first: str, *others: str) -> Anchor:
    return Anchor(kind, first, tuple(Anchor(kind, word) for word in others))


@pytest.mark.parametrize(
    ("query", "anchors"),
    [
        ("la inversión", [Anchor("stem", "la"), Anchor("stem", "inversión")]),
        ('"inver.*" []{0,3} "de"', [Anchor("prefix", "inver"), Anchor("form", "de")]),
        ('[word="inver?"]  [lang="es"]', [either("form", "inver", "inve")]),
        ('"(puente|tren)s?"', [either("form", "puentes", "puente", "trens", "tren")]),
        ('"(ex)?alcalde" "(el|.*)"', [either("form", "exalcalde", "alcalde")]),
        ('"[pt]ren.*"', [either("prefix", "pren", "tren")]),
        ('[word="(.*|uno)" & stem="dos"]', [Anchor("stem", "dos")]),
        ('"ab[a-z]?[cd]*"', [Anchor("prefix", "ab")]),
        ('"pu[aeo]n[aeo]t[aeo]"', [either("prefix", *(f"pu{a}n{b}t" for a in "aeo" for b in "aeo"))]),
        ('[word!="uno"] dos', [Anchor("stem", "dos")]),
    ],
)
def test_a_query_is_looked_up_by_what_surely_stands_there(query: str, anchors: list[Anchor]) -> None:
    assert parse(query).anchors == anchors


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ('uno [wrd="x"]', "character 6: there is no 'wrd'"),
        ('[word="a"', "character 10: & or ] is missing"),
        ('[word="ab" lang="es"]', "character 12: & or ] is missing"),
        ('uno "dos', "character 5: the second quotation mark is missing"),
        ("de a|b", "character 5: '|' is not understood outside of brackets"),
        ("(agua)", "character 1: '(' is not"),
        ("–", "character 1: '–' is no word"),
        ("agua -puerto", "character 6: a minus leaves nothing out here"),
        ('[word="agua"]* pan', "character 14: only [] repeats"),
        ('"agua"{2}', "character 7: only [] repeats"),
        ('[word="Silao-León"]', "character 13: a token is one word, in which no '-' stands"),
        ('"ab[c"', "character 4: ] is missing in the expression 'ab[c'"),
        ('"[[]agua"', "character 3: '[' has no place in a [set]"),
        ('"[a--z]gua"', "character 4: '--' has no place in a [set]"),
        ('"puente|"', "nothing to look up"),
        ('"(agua"', "character 2: ) is missing"),
        ('"agua)"', "character 6: ( is missing"),
        ('"*gua"', "character 2: nothing is there to repeat"),
        ('"ab[z-a]"', "character 5: 'ab[z-a]' is no expression"),
        ('"(a|b).*"', "nothing to look up"),
        ('[word="(a+)+b"]', "character 11: repeat single letters"),
        ('"a{9}"', "character 3: '{' has no place"),
        ('"a.*b.*c.*d.*"', "at most 3 of"),
        ("uno []{4,2} dos", "character 5: a gap"),
        ("uno []{0,99} dos", "character 5: a gap"),
        ("]", "character 1: ']' has no beginning"),
        ('[lang="es"]', "nothing to look up"),
        ("a*", "nothing to look up"),
        ("", "nothing to look up"),
        (" ".join(["uno"] * 13), "at most 12 tokens"),
    ],
)
def test_an_error_says_where(query: str, said: str) -> None:
    with pytest.raises(QueryError) as error:
        parse(query)
    assert said in str(error.value)


def test_every_word_that_an_expression_matches_has_one_of_its_beginnings() -> None:
    words = ["".join(letters) for size in range(1, 6) for letters in product("abc", repeat=size)]
    rnd = random.Random(1)
    atoms = ["a", "b", "c", ".", "[ab]", "[a-c]", "(a|bc)", "(ab|.|)", "(a(b|c)?|b)"]
    looked = 0
    for _ in range(300):
        parts = [rnd.choice(atoms) + rnd.choice(["", "", "?", "|"]) for _ in range(rnd.randint(1, 4))]
        expression = "".join(parts).replace("c", "c" + rnd.choice(["", "*", "+"]), 1)
        beginnings = find_beginnings(expression)
        for word in filter(re.compile(expression).fullmatch, words):
            looked += 1
            assert any(word == each.text if each.whole else word.startswith(each.text) for each in beginnings)
    assert looked > 1000


def test_no_expression_takes_long_on_any_word() -> None:
    began = time.process_time()
    for query in ('"ab[a-z]*[a-z]*[a-z]*1"', '"ab' + "(a|a)" * 10 + 'b"'):
        find(query, "ab" + "a" * 100_000)
    assert time.process_time() - began < 1


def test_a_longer_text_takes_time_in_proportion() -> None:
    def cost(size: int) -> float:
        return seconds(lambda: find("la []{0,10} inver*", "la la tren " * size))

    assert grows_linearly(cost, 2000)


def test_lines_are_sorted_by_the_nearest_words() -> None:
    text = "una nube y la Ñu y otra nube y"
    tokens = tokenize(text, lambda _: "es")
    lines = [make_line(text, tokens, match) for match in find_matches(parse('"y"'), tokens, "body", stem)]
    assert [lines[number].left.split()[-1] for number in sort_lines(lines, "left")] == ["nube", "nube", "Ñu"]
    assert [lines[number].right.split()[:1] for number in sort_lines(lines, "right")] == [
        [],
        ["la"],
        ["otra"],
    ]
