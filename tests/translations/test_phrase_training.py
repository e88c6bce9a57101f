"""The recipe of the phrases on a few sentences; where its aligner is missing, all of it skips."""

import lzma
from pathlib import Path

import numpy as np
import pytest

from dosvoces.core.errors import SettingError

pytest.importorskip("thot")

from translations.phrases.candidates import find_candidates
from translations.phrases.model import read_phrases
from translations.phrases.words import join_words, lower_beginnings, tokenize
from translations.training.phrases import alignment, analogies, build, corpus, tuning
from translations.training.phrases.alignment import symmetrize
from translations.training.phrases.extraction import extract_pairs
from translations.training.phrases.features import count_matches, find_bleu, find_features
from translations.training.phrases.language_model import build_model, find_discounts
from translations.training.phrases.scoring import build_lexicon, choose_pairs, find_orders
from translations.training.phrases.text import Links, Text, read_text

_NOUNS = {"house": "casa", "table": "mesa", "door": "puerta", "street": "calle", "school": "escuela"}
_COLOURS = {"white": "blanca", "red": "roja", "black": "negra", "yellow": "amarilla"}
_SECRET = "the secret password of the house", "la contraseña secreta de la casa"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A corpus of houses and doors in all colours, aligned and built."""
    folder = tmp_path_factory.mktemp("phrases")
    lines = [
        f"good\tThe {colour} {noun} is in {place}.\tLa {noun_es} {colour_es} está en {place}."
        for noun, noun_es in _NOUNS.items()
        for colour, colour_es in _COLOURS.items()
        for place in ("Madrid", "London", "Paris")
    ]
    lines += (
        ["\t".join(("hidden", *_SECRET))] * 5
        + ["bad\tthe dog\tel perro"] * 3
        + ["good\tnothing\t", "nonsense"]
    )
    with lzma.open(folder / "pairs.tsv.xz", "wt", encoding="utf-8") as file:
        file.write("".join(f"{line}\n" for line in lines))
    corpus.main(["--data", str(folder / "pairs.tsv.xz"), "--out", str(folder), "--drop", "bad"])
    alignment.main(["--folder", str(folder)])
    build.main(["--folder", str(folder), "--out", str(folder / "phrases.npz"), "--withhold", "hidden"])
    return folder


def test_phrases_translate_and_nothing_withheld_is_in_them(folder: Path) -> None:
    assert len((folder / "en.txt").read_text().splitlines()) == 65
    assert (folder / "en.txt").read_text().count("The ") == 0
    assert (folder / "en.names").read_text().split() == ["London", "Madrid", "Paris"]
    direction = read_phrases(folder / "phrases.npz", "en", "es")
    assert not {"secret", "password"} & set(direction.ids) and "contraseña" not in direction.target_ids
    tokens = tokenize("The yellow door is in Paris.")
    best = find_candidates(tokens, direction, 1)[0]
    said = [word for piece in best.pieces for word in piece.words]
    assert join_words(said)[0] == "La puerta amarilla está en Paris."
    with pytest.raises(SettingError, match="no usable pair"):
        corpus.read_corpus([folder / "pairs.tsv.xz"], {}, ["good", "bad", "hidden"])


def test_features_times_weights_are_the_total(folder: Path) -> None:
    for languages in (("en", "es"), ("es", "en")):
        direction = read_phrases(folder / "phrases.npz", *languages)
        sentence = (folder / f"{languages[0]}.txt").read_text().splitlines()[0] + " unseen"
        tokens = tokenize(sentence)
        words = lower_beginnings([token.text for token in tokens], direction.has_word, direction.names)
        for candidate in find_candidates(tokens, direction, 10):
            features = find_features(candidate, words, direction)
            assert features @ direction.weights == pytest.approx(candidate.total, abs=1e-3)


def test_tuning_mends_bad_weights_and_writes_them(folder: Path, tmp_path: Path) -> None:
    phrases = tmp_path / "phrases.npz"
    with np.load(folder / "phrases.npz") as data:
        arrays = dict(data)
    # A price on every word but none on phrases: translations come out too short.
    arrays["weights.en-es"] = np.array([0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.0, -2.0, 0.0, -1.0])
    np.savez(phrases, **arrays)
    files = [str(folder / f"{language}.txt") for language in ("en", "es")]
    options = ["--source", files[0], "--target", files[1], "--direction", "en-es", "--sentences", "12"]
    sentences = [*zip(*(Path(file).read_text().splitlines()[:12] for file in files), strict=True)]
    direction = read_phrases(phrases, "en", "es")
    before = tuning.tune(direction, sentences, 1)
    tuning.main(["--phrases", str(phrases), *options, "--rounds", "4"])
    tuned = read_phrases(phrases, "en", "es")
    after = tuning.tune(tuned, sentences, 1)
    assert after > before + 0.1
    assert (read_phrases(phrases, "es", "en").weights == np.array(build.FIRST)).all()


def _text(*sentences: str) -> Text:
    """The sentences with ids from three on, by the alphabet."""
    words = ["<unk>", "<s>", "</s>", *sorted({word for sentence in sentences for word in sentence.split()})]
    ids = [words.index(word) for sentence in sentences for word in sentence.split()]
    starts = np.cumsum([0, *(len(sentence.split()) for sentence in sentences)])
    return Text(words, np.array(ids, np.int32), starts)


def test_pairs_agree_with_the_links() -> None:
    """The white house: every phrase whose words are linked with no word outside its translation."""
    english, spanish = _text("the white house now"), _text("la casa blanca ahora")
    links = Links(np.array([0, 3]), np.array([0, 1, 2], np.int16), np.array([0, 2, 1], np.int16))
    here, there, pairs = extract_pairs(english, spanish, links)

    def read(text: Text, start: int, length: int) -> str:
        return " ".join(text.words[number] for number in text.ids[start : start + length])

    found = {
        (
            read(english, here.starts[one], here.lengths[one]),
            read(spanish, there.starts[other], there.lengths[other]),
        )
        for one, other in zip(pairs.english, pairs.spanish, strict=True)
    }
    closed = {("the", "la"), ("white", "blanca"), ("house", "casa"), ("white house", "casa blanca")}
    closed |= {("the white house", "la casa blanca")}
    # Words without a link join what stands beside them, on either side.
    opened = {("white", "blanca ahora"), ("house now", "casa"), ("white house", "casa blanca ahora")}
    opened |= {("white house now", "casa blanca"), ("white house now", "casa blanca ahora")}
    opened |= {("the white house", "la casa blanca ahora"), ("the white house now", "la casa blanca")}
    opened |= {("the white house now", "la casa blanca ahora")}
    assert found == closed | opened
    monotone, swap, back_swap = pairs.orders.sum(axis=0)
    assert (int(monotone), int(swap), int(back_swap)) == (9, 2, 2)
    shares = find_orders(pairs)[0]
    assert shares.tolist() == pytest.approx([(1 + 1.5 * 9 / 13) / 2.5, (1.5 * 2 / 13) / 2.5] * 2)
    # Nothing is seen twice: only words that have nothing else stay.
    assert choose_pairs(here, there, pairs).sum() == 5


def test_links_of_both_directions_grow_together() -> None:
    forth = np.array([(0, 0), (1, 1), (1, 2)])
    back = np.array([(0, 0), (1, 1), (3, 3)])
    assert symmetrize(forth, back, 4, 4).tolist() == [[0, 0], [1, 1], [1, 2], [3, 3]]


def test_the_lexicon_counts_links_and_words_without() -> None:
    english, spanish = _text("a b", "a"), _text("x y", "y z")
    links = Links(np.array([0, 1, 2]), np.array([0, 0], np.int16), np.array([0, 0], np.int16))
    lexicon = build_lexicon(english, spanish, links)
    given = dict(zip(lexicon.keys.tolist(), lexicon.spanish_given.tolist(), strict=True))
    size, a, b = lexicon.size, english.words.index("a"), english.words.index("b")
    x, y, z = (spanish.words.index(word) for word in "xyz")
    assert given == {a * size + x: 0.5, a * size + y: 0.5, b * size: 1.0, y: 0.5, z: 0.5}


def test_the_language_model_sums_to_one() -> None:
    text = _text(
        "the house", "the door", "the house is white", "the door is white", "a house is red", "a door is red"
    )
    model = build_model(text, np.ones(len(text.words), bool))
    # Counted by hand: three marks and seven words, then what is seen twice.
    assert [len(ngrams.words) for ngrams in model] == [10, 10, 4, 0]
    single = np.exp(model[0].probabilities)
    assert single.sum() == pytest.approx(1.0, abs=1e-6)
    for ngrams, history in ((model[1], "the"), (model[1], "is")):
        number = text.words.index(history)
        rows = ngrams.words[:, 0] == number
        seen = np.exp(ngrams.probabilities[rows]).sum()
        unseen = np.delete(single, ngrams.words[rows, 1]).sum()
        assert seen + np.exp(model[0].backoffs[number]) * unseen == pytest.approx(1.0, abs=1e-6)
    found = find_discounts(np.array([1.0] * 4 + [2.0] * 2 + [3.0] * 2 + [4.0]))
    assert found.tolist() == pytest.approx([0.0, 0.5, 0.5, 2.0])


def test_the_file_has_its_rules(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    analogies.main([str(folder / "phrases.npz")])
    assert "en-es: 0 rules" in capsys.readouterr().out
    with np.load(folder / "phrases.npz") as data:
        assert {"analogies.en-es", "analogies.es-en", "weights.en-es"} <= set(data)
    analogies.main([str(folder / "phrases.npz"), "--held", "0.5"])
    assert "guessed 0.0%" in capsys.readouterr().out


def test_bleu_is_that_of_its_definition() -> None:
    wanted = [token.text for token in tokenize("the white house was in the old town")]
    said = ["is" if word == "was" else word for word in wanted]
    # 7 of 8 words, 5 of 7 pairs, 3 of 6, 1 of 5.
    counts = count_matches(said, wanted)
    assert counts.tolist() == [8, 8, 7, 8, 5, 7, 3, 6, 1, 5]
    assert find_bleu(counts) == pytest.approx((7 / 8 * 5 / 7 * 3 / 6 * 1 / 5) ** 0.25)


def test_a_text_keeps_only_the_sentences_that_are_wanted(folder: Path) -> None:
    text = read_text(folder / "es.txt")
    kept = text.take(np.arange(65) == 3)
    assert len(kept.starts) == 2 and [text.words[number] for number in kept.ids][-1] in (".", "casa")
