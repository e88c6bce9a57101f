"""What its owner keeps in the folder of a dataset outlasts the next export, also one that is killed."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks.synthetic import make_stories
from dosvoces.core.errors import ExportError
from dosvoces.exports import dataset, manifest
from dosvoces.exports.manifest import Request
from dosvoces.store import Selection, Store

ROOT = Path(__file__).parents[2]


def make_request(name: str) -> Request:
    return Request(formats=(name,), selection=Selection(include_reserved=True))


def keep_own_files(folder: Path) -> dict[str, str]:
    """Puts files into the dataset *folder* that are no part of it; gives their text by path."""
    own = {
        ".git/HEAD": "ref: refs/heads/main",
        ".git/objects/ab/cdef": "object",
        ".gitattributes": "*.zst filter=lfs",
        "notes.ipynb": "{}",
        "jsonl/mine.txt": "beside the dataset's own",
    }
    for name, text in own.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    (folder / "empty").mkdir()
    (folder / "broken").symlink_to("nowhere")
    return own


def read_own_files(folder: Path, own: dict[str, str]) -> dict[str, str]:
    return {name: (folder / name).read_text() for name in own if (folder / name).is_file()}


def list_hidden(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir() if path.name.startswith("."))


def test_what_is_no_part_of_the_dataset_stays(filled: Store, tmp_path: Path) -> None:
    news = tmp_path / "news"
    dataset.export(filled, news, make_request("jsonl"))
    own = keep_own_files(news)
    inode = (news / ".git/objects/ab/cdef").stat().st_ino
    dataset.export(filled, news, make_request("csv"))
    assert read_own_files(news, own) == own
    assert (news / ".git/objects/ab/cdef").stat().st_ino == inode
    assert (news / "empty").is_dir() and (news / "broken").is_symlink()
    assert sorted(path.name for path in (news / "jsonl").iterdir()) == ["mine.txt"]
    assert sorted(path.name for path in (news / "csv").iterdir()) == [
        "articles.csv",
        "fragments.csv",
        "segments.csv",
    ]
    assert not {file.path for file in manifest.load(news).files} & own.keys()
    assert list_hidden(tmp_path) == []
    # What the manifest never listed is kept again and again.
    dataset.export(filled, news, make_request("jsonl"))
    assert read_own_files(news, own) == own


def test_a_file_in_the_way_is_named_and_nothing_is_lost(filled: Store, tmp_path: Path) -> None:
    news = tmp_path / "news"
    dataset.export(filled, news, make_request("jsonl"))
    (news / "csv").mkdir()
    (news / "csv" / "articles.csv").write_text("mine")
    before = (news / "manifest.json").read_bytes()
    with pytest.raises(ExportError, match=r"csv/articles\.csv has the name of a file of the new dataset"):
        dataset.export(filled, news, make_request("csv"))
    assert (news / "csv" / "articles.csv").read_text() == "mine"
    assert (news / "manifest.json").read_bytes() == before
    (news / "csv" / "articles.csv").rename(tmp_path / "mine.csv")
    dataset.export(filled, news, make_request("csv"))
    assert manifest.load(news).request.formats == ("csv",)


@pytest.mark.parametrize(
    ("names", "said"),
    [(("s.sqlite", "s.sqlite-wal"), "an open database"), ((".git/index.lock",), "in use by git")],
)
def test_what_is_in_use_is_not_moved(
    filled: Store, tmp_path: Path, names: tuple[str, ...], said: str
) -> None:
    news = tmp_path / "news"
    dataset.export(filled, news, make_request("jsonl"))
    for name in names:
        (news / name).parent.mkdir(exist_ok=True)
        (news / name).write_text("mine")
    with pytest.raises(ExportError, match=said):
        dataset.export(filled, news, make_request("jsonl"))
    assert all((news / name).read_text() == "mine" for name in names)


def test_a_folder_with_another_programs_manifest_is_left_alone(filled: Store, tmp_path: Path) -> None:
    site = tmp_path / "site"
    site.mkdir()
    (site / "manifest.json").write_text('{"name": "a web application", "icons": []}')
    with pytest.raises(ExportError, match="no dataset of dosvoces"):
        dataset.export(filled, site, make_request("jsonl"))
    assert "web application" in (site / "manifest.json").read_text()


def test_a_folder_that_got_something_meanwhile_is_left_alone(
    filled: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    news = tmp_path / "news"
    describe = dataset._describe

    def write_meanwhile(*given: object) -> object:
        news.mkdir()
        (news / "thesis.txt").write_text("important")
        return describe(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(dataset, "_describe", write_meanwhile)
    with pytest.raises(ExportError, match="no dataset of dosvoces"):
        dataset.export(filled, news, make_request("jsonl"))
    assert (news / "thesis.txt").read_text() == "important"


def test_a_folder_with_the_name_of_the_old_one_is_not_deleted(filled: Store, tmp_path: Path) -> None:
    dataset.export(filled, tmp_path / "news", make_request("jsonl"))
    (tmp_path / ".news.old").mkdir()
    (tmp_path / ".news.old" / "thesis.txt").write_text("important")
    with pytest.raises(ExportError, match=r"\.news\.old is in the way"):
        dataset.export(filled, tmp_path / "news", make_request("jsonl"))
    assert (tmp_path / ".news.old" / "thesis.txt").read_text() == "important"


def test_a_manifest_that_names_files_elsewhere_deletes_none(filled: Store, tmp_path: Path) -> None:
    news = tmp_path / "news"
    dataset.export(filled, news, make_request("jsonl"))
    (tmp_path / "thesis.txt").write_text("important")
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "thesis.txt").write_text("important")
    (news / "link").symlink_to(tmp_path / "elsewhere")
    made = json.loads((news / "manifest.json").read_text())
    paths = ("../thesis.txt", str(tmp_path / "thesis.txt"), "link/thesis.txt", "link")
    made["files"] += [{"path": path, "bytes": 1, "sha256": ""} for path in paths]
    (news / "manifest.json").write_text(json.dumps(made))
    dataset.export(filled, news, make_request("jsonl"))
    assert (tmp_path / "thesis.txt").read_text() == "important"
    assert (tmp_path / "elsewhere" / "thesis.txt").read_text() == "important"


def test_here_and_links_are_the_folders_they_stand_for(
    filled: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    news = tmp_path / "news"
    news.mkdir()
    monkeypatch.chdir(news)
    dataset.export(filled, Path(), make_request("jsonl"))
    monkeypatch.chdir(tmp_path)
    (tmp_path / "link").symlink_to("news")
    dataset.export(filled, tmp_path / "link", make_request("csv"))
    assert (tmp_path / "link").is_symlink()
    assert manifest.load(news).request.formats == ("csv",)
    with pytest.raises(ExportError, match="cannot be replaced"):
        dataset.export(filled, Path("/"), make_request("jsonl"))
    (tmp_path / "file").write_text("important")
    with pytest.raises(ExportError, match="a file is in the place of a folder"):
        dataset.export(filled, tmp_path / "file", make_request("jsonl"))


#: Exports and dies before the change number N of the names on the disk; exits with 0 when there are fewer.
_KILLED = """
import os, sys
from pathlib import Path
from dosvoces.exports import dataset, workspace
from dosvoces.exports.manifest import Request
from dosvoces.store import Selection, Store

left = 0

def die_before(change):
    def changed(*given, **named):
        global left
        left -= 1
        if left < 0:
            os._exit(9)
        return change(*given, **named)
    return changed

request = Request(formats=("csv",), selection=Selection(include_reserved=True))
store, final = sys.argv[1], Path(sys.argv[2])
for line in sys.stdin:
    child = os.fork()
    if not child:
        left = int(line)
        os.rename, os.unlink, os.rmdir, os.mkdir = map(die_before, (os.rename, os.unlink, os.rmdir, os.mkdir))
        with Store(store) as opened:
            dataset.export(opened, final, request)
        os._exit(0)
    print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)
"""


def test_a_kill_at_any_moment_loses_nothing(tmp_path: Path) -> None:
    news, old = tmp_path / "news", tmp_path / ".news.old"
    command = [sys.executable, "-c", _KILLED, str(tmp_path / "few.sqlite"), str(news)]
    seen = set()
    with (
        Store(str(tmp_path / "few.sqlite")) as few,
        subprocess.Popen(
            command, cwd=ROOT, env=os.environ, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE
        ) as process,
    ):
        for article, translation in make_stories(2):
            few.save_article(article)
            few.save_translations([translation])
        assert process.stdin and process.stdout
        dataset.export(few, news, make_request("jsonl"))
        own = keep_own_files(news)
        code = 9
        for number in range(200):
            process.stdin.write(f"{number}\n")
            process.stdin.flush()
            code = int(process.stdout.readline())
            seen.add((news.exists(), old.exists()))
            # Under the name is a whole dataset or nothing, and every file of the owner's is somewhere.
            if news.exists():
                made = manifest.load(news)
                assert all((news / file.path).stat().st_size == file.bytes for file in made.files)
            else:
                assert manifest.load(old).request.formats == ("jsonl",)
            assert read_own_files(news, own) | read_own_files(old, own) == own
            if code == 0:
                break
            assert code == 9
            dataset.export(few, news, make_request("jsonl"))
            assert manifest.load(news).request.formats == ("jsonl",)
            assert read_own_files(news, own) == own
            assert (news / "empty").is_dir() and (news / "broken").is_symlink()
            assert list_hidden(tmp_path) == []
    assert code == 0
    assert seen == {(True, False), (False, True), (True, True)}
