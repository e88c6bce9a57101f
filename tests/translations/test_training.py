"""The recipe of the embedded model on tiny random data; where torch is missing, all of it skips."""

import lzma
import random
from pathlib import Path

import pytest

from dosvoces.core.errors import PackageError, SettingError

torch = pytest.importorskip("torch")

from translations.training import export, prepare, train  # noqa: E402
from translations.training.batching import EOS, PAD, SPANISH, Batches  # noqa: E402
from translations.training.loss import ChunkedLoss, find_loss  # noqa: E402
from translations.training.model import Translator  # noqa: E402
from translations.training.weights import read_weights  # noqa: E402

SIZES = ["--dim", "16", "--ffn", "32", "--heads", "2", "--enc", "1", "--dec", "1"]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the preparation makes of pairs of which the Spanish side is the English one in capitals."""
    folder = tmp_path_factory.mktemp("training")
    chance = random.Random(1)
    words = ["".join(chance.choices("abcdefgh", k=chance.randint(2, 6))) for _ in range(60)]
    with lzma.open(folder / "pairs.tsv.xz", "wt", encoding="utf-8") as file:
        for number in range(200):
            said = " ".join(chance.choices(words, k=chance.randint(2, 9)))
            file.write(f"{'good' if number % 2 else 'bad'}\t{said}\t{said.upper()}\n")
        file.write("good\t\tnothing\nnonsense\n")
    arguments = ["--data", str(folder / "pairs.tsv.xz"), "--out", str(folder), "--vocab", "300"]
    prepare.main([*arguments, "--weight", "good=2", "--cap", "good=50", "--drop", "bad"])
    return folder


def test_only_what_is_wanted_becomes_tokens(folder: Path) -> None:
    batches = Batches(folder / "train.npz", 400, seed=1)
    assert len(batches) == 100  # fifty of the good, twice
    source, target, count = next(iter(batches))
    assert source.shape[0] == target.shape[0] and source.shape[1] % 8 == 0
    assert (target[:, 0] == EOS).all() and set(target[:, 1].tolist()) <= {SPANISH, SPANISH - 1}
    assert count == int((target[:, 2:] != PAD).sum())
    with pytest.raises(SettingError, match="nc11=3"):
        prepare.read_numbers(["nc11"])


def test_the_loss_by_chunks_is_the_loss_at_once() -> None:
    torch.manual_seed(1)
    states, weight, bias = (torch.randn(*shape, requires_grad=True) for shape in ((700, 8), (40, 8), (40,)))
    gold = torch.randint(40, (700,))
    ours = ChunkedLoss.apply(states, weight, bias, gold, 0.1, torch.float32)
    grads = torch.autograd.grad(ours, (states, weight, bias))
    theirs = torch.nn.functional.cross_entropy(states @ weight.t() + bias, gold, label_smoothing=0.1)
    assert torch.allclose(ours, theirs, atol=1e-5)
    for made, expected in zip(grads, torch.autograd.grad(theirs, (states, weight, bias)), strict=True):
        assert torch.allclose(made, expected, atol=1e-6)
    rough = ChunkedLoss.apply(states, weight, bias, gold, 0.1, torch.bfloat16)
    assert torch.allclose(rough, theirs, rtol=1e-2)
    for made, exact in zip(torch.autograd.grad(rough, (states, weight, bias)), grads, strict=True):
        assert (made - exact).norm() < 0.02 * exact.norm()


def test_padding_changes_no_loss() -> None:
    torch.manual_seed(1)
    model = Translator(50, 16, 32, 2, 1, 1, drop=0.0)
    source, target = torch.randint(6, 50, (2, 5)), torch.randint(6, 50, (2, 6))
    padded = [torch.nn.functional.pad(each, (0, 3), value=PAD) for each in (source, target)]
    one, other = (find_loss(model, model, *pair, 0.1) for pair in ((source, target), padded))
    assert torch.allclose(one, other, atol=1e-5)


@pytest.mark.parametrize("choices", [["--muon", "--bf16"], []])
def test_training_learns_goes_on_and_is_exported(folder: Path, tmp_path: Path, choices: list[str]) -> None:
    arguments = [
        "--data",
        str(folder),
        "--out",
        str(tmp_path),
        "--tokens",
        "200",
        "--minutes",
        "0.004",
        *SIZES,
    ]
    arguments += ["--warmup", "5", "--threads", "1", *choices]
    train.main(arguments)
    first = torch.load(tmp_path / "last.pt", weights_only=True)
    train.main([*arguments, "--resume", str(tmp_path / "last.pt")])
    second = torch.load(tmp_path / "last.pt", weights_only=True)
    assert second["seen"] > first["seen"] > 0 and len(second["optimizers"]) == 1 + ("--muon" in choices)
    export.main(
        [
            "--ckpt",
            str(tmp_path / "ema.pt"),
            "--spm",
            str(folder / "sentencepiece.model"),
            "--out",
            str(tmp_path),
        ]
    )
    answers = export.translate(tmp_path, ["abc", ""], "es")
    assert len(answers) == 2
    train.main([*arguments, "--resume", str(tmp_path / "model")])


def test_an_exported_model_is_read_back(folder: Path, tmp_path: Path) -> None:
    torch.manual_seed(3)
    model = Translator(300, 16, 32, 2, 2, 1)
    torch.save({"config": model.config, "model": model.state_dict()}, tmp_path / "ema.pt")
    for quantization, most in (("float32", 0.0), ("int8", 0.02)):
        export.convert(tmp_path / "ema.pt", folder / "sentencepiece.model", tmp_path, quantization)
        found = read_weights(tmp_path / "model", list(model.state_dict()))
        for name, value in model.state_dict().items():
            assert found[name].shape == value.shape
            assert (found[name] - value).norm() <= most * value.norm(), name
    (tmp_path / "model" / "model.bin").write_bytes(b"no model")
    with pytest.raises(PackageError, match=r"model\.bin"):
        read_weights(tmp_path / "model", ["bias"])


def test_the_export_scores_as_the_model_does(folder: Path, tmp_path: Path) -> None:
    torch.manual_seed(3)
    vocabulary = folder / "sentencepiece.model"
    model = Translator(300, 16, 32, 2, 2, 2).eval()
    with torch.no_grad():
        model.bias.normal_()
    torch.save({"config": model.config, "model": model.state_dict()}, tmp_path / "ema.pt")
    export.convert(tmp_path / "ema.pt", vocabulary, tmp_path, quantization="float32")
    import ctranslate2
    import sentencepiece

    pieces = sentencepiece.SentencePieceProcessor(model_file=str(vocabulary))
    source, target = pieces.encode(["abc fed", "ABC"], out_type=str)
    scorer = ctranslate2.Translator(str(tmp_path / "model"), device="cpu")
    theirs = sum(scorer.score_batch([source], [["<2es>", *target]])[0].log_probs)
    ids = [[pieces.piece_to_id(piece) for piece in side] for side in (source, target)]
    given = torch.tensor([[EOS, SPANISH, *ids[1]]])
    with torch.no_grad():
        scores = model.logits(model(torch.tensor([[*ids[0], EOS]]), given)[0]).log_softmax(-1)
    wanted = [SPANISH, *ids[1], EOS]
    ours = float(sum(scores[place, token] for place, token in enumerate(wanted)))
    assert theirs == pytest.approx(ours, abs=1e-3)


def test_the_rate_rises_falls_and_ends_at_zero() -> None:
    rates = [train.find_rate(step, step / 1000, 1.0, 100, 0.4) for step in range(1001)]
    assert rates[0] < rates[50] < rates[99] == 1.0 and rates[100] > rates[500] > rates[800]
    assert rates[1000] == 0
