"""Words with several translations: what tells them apart is learnt, and heard in the search."""

from pathlib import Path

import pytest

from dosvoces.core.errors import EngineError
from translations.engines.embedded import FOLDER
from translations.phrases.candidates import find_candidates
from translations.phrases.model import Direction, read_phrases
from translations.phrases.words import join_words, tokenize
from translations.training.phrases import senses

_PAIRS = (
    ("the miners began a strike over pay", "los mineros empezaron una huelga por el salario"),
    ("an air strike killed four soldiers", "un ataque aéreo mató a cuatro soldados"),
    ("the potter made a cup of clay", "el alfarero hizo una taza de barro"),
    ("the striker won the cup with his team", "el delantero ganó la copa con su equipo"),
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The shipped phrases, and senses learnt from a few sentences; the first four are withheld."""
    folder = tmp_path_factory.mktemp("senses")
    (folder / "phrases.npz").symlink_to(FOLDER / "phrases.npz")
    pairs = [("the secret cup", "la copa secreta")] * 4 + [*_PAIRS] * 25
    for place, language in enumerate(("en", "es")):
        (folder / f"{language}.txt").write_text("".join(f"{pair[place]}\n" for pair in pairs))
    (folder / "sources.txt").write_text("hidden\n" * 4 + "good\n" * (len(pairs) - 4))
    told = f"--folder {folder} --phrases {folder / 'phrases.npz'} --withhold hidden"
    senses.main([*told.split(), "--out", str(folder / "senses.npz")])
    return folder


def _judge(direction: Direction, sentence: str, word: str) -> dict[str, float]:
    assert direction.senses
    words = sentence.split()
    ids = [direction.ids.get(each, -1) for each in words]
    judged = direction.senses.judge(ids, words, direction.tells)[words.index(word)]
    return {direction.target_words[each]: score for each, score in judged.items()}


@pytest.mark.slow
def test_the_words_around_a_word_say_what_it_is(folder: Path) -> None:
    direction = read_phrases(folder / "phrases.npz", "en", "es")
    of_work = _judge(direction, "miners at the mine want a strike over pay", "strike")
    of_bombs = _judge(direction, "an air strike killed many", "strike")
    assert of_work["huelga"] > 0 > of_work["ataque"]
    assert of_bombs["ataque"] > 0 > of_bombs["huelga"]
    assert not _judge(direction, "the secret cup", "secret")


@pytest.mark.slow
def test_the_search_hears_it(folder: Path, tmp_path: Path) -> None:
    direction = read_phrases(folder / "phrases.npz", "en", "es")
    assert direction.senses
    direction.senses.weight = 3.0
    for text, said in (("The miners voted a strike over pay.", "huelga"), ("An air strike.", "ataque")):
        best = find_candidates(tokenize(text), direction, 1)[0]
        assert said in join_words([word for piece in best.pieces for word in piece.words])[0]
    (tmp_path / "phrases.npz").symlink_to(FOLDER / "phrases.npz")
    assert read_phrases(tmp_path / "phrases.npz", "en", "es").senses is None
    assert read_phrases(folder / "phrases.npz", "es", "en").senses is None
    (tmp_path / "senses.npz").write_bytes((folder / "senses.npz").read_bytes()[:1000])
    with pytest.raises(EngineError, match=r"senses\.npz"):
        read_phrases(tmp_path / "phrases.npz", "en", "es")
