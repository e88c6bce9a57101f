import errno
import os
import random
import shutil
import stat
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import msgspec
import pytest

from dosvoces.core.errors import EngineError, PackageError
from translations.engines import advice, choose, selection
from translations.engines.advice import Choice, find_choices, find_improvement
from translations.engines.argos import try_out
from translations.engines.embedded import FOLDER
from translations.packages import archive
from translations.packages.installed import (
    DIGESTS,
    digest_file,
    find_package,
    install,
    list_files,
    list_packages,
    packages_folder,
    remove,
)
from translations.packages.verification import verify_all


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("DOSVOCES_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


@pytest.fixture
def good(tmp_path: Path) -> Path:
    """A package file that works."""
    path = tmp_path / "translate-en_es.argosmodel"
    with zipfile.ZipFile(path, "w") as packed:
        packed.write(FOLDER / "metadata-en_es.json", "translate-en_es/metadata.json")
        for name in (
            "sentencepiece.model",
            "model/model.bin",
            "model/config.json",
            "model/shared_vocabulary.json",
        ):
            packed.write(FOLDER / name, f"translate-en_es/{name}")
    return path


def add(path: Path, name: str, data: bytes = b"x", mode: int = 0) -> Path:
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as packed:
        info = zipfile.ZipInfo(name)
        info.compress_type = zipfile.ZIP_DEFLATED
        info.external_attr = mode << 16
        packed.writestr(info, data)
    return path


def assert_nothing_installed(home: Path) -> None:
    assert list_packages() == []
    assert [path.name for path in home.rglob("*") if path.is_file()] == []


def test_install_list_verify_remove(good: Path) -> None:
    installed = install(good)
    assert installed.folder == packages_folder() / "en_es"
    assert list_packages() == [installed] and find_package("en", "es") == installed
    assert find_package("es", "en") is None
    assert [report.problems for report in verify_all()] == [()]
    remove("en-es")
    assert list_packages() == [] and verify_all() == []


def test_installing_again_replaces(good: Path) -> None:
    install(good)
    (packages_folder() / "en_es" / "README.md").write_text("changed")
    install(good)
    assert [report.problems for report in verify_all()] == [()]


def test_the_checksum_must_be_right(good: Path, home: Path) -> None:
    with pytest.raises(PackageError, match="SHA-256"):
        install(good, sha256="0" * 64)
    assert_nothing_installed(home)


def test_verify_names_what_changed(good: Path) -> None:
    folder = install(good).folder
    (folder / "model" / "config.json").write_text("{}")
    (folder / "sentencepiece.model").unlink()
    (folder / "added.txt").write_text("")
    (report,) = verify_all()
    assert any("sentencepiece" in problem for problem in report.problems)
    shutil.copy(FOLDER / "sentencepiece.model", folder)
    (report,) = verify_all()
    assert report.problems == ("added.txt was not part of the package", "model/config.json has changed")


@pytest.mark.parametrize(
    ("name", "mode", "said"),
    [
        ("../outside.txt", 0, "outside"),
        ("translate-en_es/../../outside.txt", 0, "outside"),
        ("/etc/outside.txt", 0, "outside"),
        ("..\\outside.txt", 0, "outside"),
        ("C:/outside.txt", 0, "outside"),
        ("translate-en_es/link", stat.S_IFLNK | 0o777, "link"),
        ("translate-en_es/pipe", stat.S_IFIFO | 0o644, "special"),
    ],
)
def test_hostile_members_are_refused(
    good: Path, home: Path, tmp_path: Path, name: str, mode: int, said: str
) -> None:
    before = sorted(tmp_path.iterdir())
    with pytest.raises(PackageError, match=said):
        install(add(good, name, b"/etc/passwd", mode))
    assert_nothing_installed(home)
    assert sorted(set(tmp_path.iterdir()) - {home}) == before


def test_bombs_are_refused(good: Path, home: Path) -> None:
    with pytest.raises(PackageError, match="bomb"):
        install(add(good, "translate-en_es/zeros", bytes(30_000_000)))
    assert_nothing_installed(home)


def test_a_bomb_that_lies_about_its_size_is_refused(good: Path, home: Path) -> None:
    add(good, "translate-en_es/zeros", bytes(5_000_000))
    data = bytearray(good.read_bytes())
    # The size in the central directory and in the local header says 10.
    needle, lie = (5_000_000).to_bytes(4, "little"), (10).to_bytes(4, "little")
    assert data.count(needle) == 2
    good.write_bytes(data.replace(needle, lie))
    with pytest.raises(PackageError):
        install(good)
    assert_nothing_installed(home)


def test_too_much_in_all_is_refused(good: Path, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "LARGEST", 1_000_000)
    with pytest.raises(PackageError, match="would unpack to"):
        install(good)
    monkeypatch.undo()
    monkeypatch.setenv("DOSVOCES_HOME", str(home))
    monkeypatch.setattr(archive, "MOST_FILES", 3)
    with pytest.raises(PackageError, match="files"):
        install(good)
    assert_nothing_installed(home)


@pytest.mark.parametrize(
    "damage", ["cut", "flipped", "text", "empty", "no metadata", "zlib", "lzma", "bzip2"]
)
def test_damaged_files_are_refused(good: Path, home: Path, damage: str) -> None:
    data = bytearray(good.read_bytes())
    if damage == "cut":
        good.write_bytes(data[: len(data) // 2])
    elif damage == "flipped":
        data[len(data) // 2] ^= 0xFF
        good.write_bytes(data)
    elif damage == "no metadata":
        good.unlink()
        add(good, "translate-en_es/README.md")
    elif damage in ("zlib", "lzma", "bzip2"):
        methods = {"zlib": zipfile.ZIP_DEFLATED, "lzma": zipfile.ZIP_LZMA, "bzip2": zipfile.ZIP_BZIP2}
        with zipfile.ZipFile(good, "w", methods[damage]) as packed:
            packed.writestr("x/model.bin", random.Random(1).randbytes(900) * 3)
        data = bytearray(good.read_bytes())
        data[60:600] = bytes(byte ^ 0xFF for byte in data[60:600])
        good.write_bytes(data)
    else:
        good.write_bytes(b"not a package" if damage == "text" else b"")
    with pytest.raises(PackageError):
        install(good)
    assert_nothing_installed(home)


def test_language_codes_cannot_name_folders(good: Path, home: Path, tmp_path: Path) -> None:
    path = tmp_path / "odd.argosmodel"
    with zipfile.ZipFile(good) as source, zipfile.ZipFile(path, "w") as target:
        for name in source.namelist():
            data = source.read(name)
            target.writestr(name, data.replace(b'"from_code": "en"', b'"from_code": "../../en"'))
    with pytest.raises(PackageError, match="no codes"):
        install(path)
    assert_nothing_installed(home)


def test_killed_while_installing_there_is_no_half_package(good: Path, home: Path) -> None:
    """The process ends the moment the last file is unpacked, before the package gets its place."""
    program = (
        "import os, sys; from pathlib import Path; from translations.packages import installed\n"
        "installed.read_package = lambda folder: os._exit(9)\n"
        "installed.install(Path(sys.argv[1]))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, str(good)],
        env={**os.environ, "DOSVOCES_HOME": str(home)},
        check=False,
    )
    assert done.returncode == 9
    assert list_packages() == [] and verify_all() == []
    assert install(good).key == "en_es"


def test_removing_what_is_not_there_names_what_is(good: Path) -> None:
    install(good)
    with pytest.raises(PackageError, match="installed: en-es"):
        remove("es-en")


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(PackageError, match="there is no file"):
        install(tmp_path / "none.argosmodel")


def test_without_a_network_the_index_says_what_to_do(tmp_path: Path) -> None:
    """In a process of its own: Argos Translate makes its folders in the home when it is imported."""
    program = (
        "from translations.packages.index import list_offers\n"
        "from dosvoces.core.errors import PackageError\n"
        "try: list_offers()\nexcept PackageError as error: print(error)"
    )
    environment = {
        **os.environ,
        "HOME": str(tmp_path),
        "XDG_DATA_HOME": str(tmp_path / "data"),
        "XDG_CONFIG_HOME": str(tmp_path / "config"),
        "XDG_CACHE_HOME": str(tmp_path / "cache"),
        "ARGOS_PACKAGE_INDEX": "http://127.0.0.1:1/",
    }
    done = subprocess.run(
        [sys.executable, "-c", program], env=environment, capture_output=True, text=True, check=True
    )
    assert "cannot be reached" in done.stdout and "install it by its name" in done.stdout


def test_from_the_index(good: Path, tmp_path: Path) -> None:
    """The index and the package are served from a folder, read with Argos Translate's own code."""
    import http.server
    import json
    import threading
    from functools import partial

    site = tmp_path / "site"
    site.mkdir()
    shutil.copy(good, site / "en_es.argosmodel")

    class Quiet(http.server.SimpleHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(site)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    base = f"http://127.0.0.1:{server.server_port}/"
    offers = [
        {"from_code": "en", "to_code": "es", "package_version": version, "type": "translate", "links": [link]}
        for version, link in (("0.9", base + "none"), ("0.10", base + "en_es.argosmodel"))
    ]
    (site / "index.json").write_text(json.dumps(offers))
    program = (
        "from translations.packages.index import install_offer, list_offers\n"
        "print(len(list_offers(refresh=True)), install_offer('en', 'es').key)"
    )
    environment = {
        **os.environ,
        **{f"XDG_{kind}_HOME": str(tmp_path / kind) for kind in ("DATA", "CONFIG", "CACHE")},
        "ARGOS_PACKAGE_INDEX": base,
    }
    done = subprocess.run(
        [sys.executable, "-c", program], env=environment, capture_output=True, text=True, check=False
    )
    server.shutdown()
    server.server_close()
    assert (done.stdout, done.returncode) == ("2 en_es\n", 0), done.stderr
    assert find_package("en", "es")


@pytest.mark.parametrize("name", [".", "a/../b", "\0x"])
def test_a_member_without_a_name_is_refused(home: Path, good: Path, name: str) -> None:
    with pytest.raises(PackageError):
        install(add(good, name))
    assert_nothing_installed(home)


def test_a_kill_between_old_and_new_costs_nothing(home: Path, good: Path) -> None:
    install(good)
    (home / "packages" / "en_es").rename(home / "packages" / ".en_es.old")
    assert [package.key for package in list_packages()] == ["en_es"]
    assert [report.problems for report in verify_all()] == [()]


def test_whoever_looks_while_a_package_is_replaced_is_not_in_the_way(
    good: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, rename, looks = install(good).folder, Path.rename, list[int]()

    def rename_and_look(path: Path, to: Path) -> Path:
        renamed = rename(path, to)
        if to.name == ".en_es.old" and len(looks) < 3:
            looks.append(1)
            with monkeypatch.context() as patch:
                patch.setattr(Path, "rename", rename)
                assert [package.key for package in list_packages()] == ["en_es"]
        return renamed

    (folder / "README.md").write_text("of the one before")
    monkeypatch.setattr(Path, "rename", rename_and_look)
    install(good)
    assert len(looks) == 3 and [report.problems for report in verify_all()] == [()]
    assert [path.name for path in packages_folder().iterdir()] == ["en_es"]


def test_a_kill_while_the_old_one_is_deleted_costs_nothing(home: Path, good: Path) -> None:
    install(good)
    (home / "packages" / ".en_es.old").mkdir()
    (home / "packages" / ".en_es.old" / "part").write_text("of the one before")
    for name, age in ((".installing-old", 100_000), (".installing-now", 0)):
        (home / "packages" / name).mkdir()
        os.utime(home / "packages" / name, (time.time() - age,) * 2)
    install(good)
    assert sorted(path.name for path in (home / "packages").iterdir()) == [".installing-now", "en_es"]
    assert [report.problems for report in verify_all()] == [()]


@pytest.mark.parametrize(("error", "says"), [(errno.ENOSPC, "disk is full"), (errno.EROFS, "only be read")])
def test_a_disk_that_takes_nothing_is_not_the_archives_fault(
    good: Path, home: Path, monkeypatch: pytest.MonkeyPatch, error: int, says: str
) -> None:
    def refuse(*_: object) -> None:
        raise OSError(error, os.strerror(error))

    monkeypatch.setattr(archive.shutil, "copyfileobj", refuse)
    with pytest.raises(PackageError, match=f"{home / 'packages'}: .*{says}.*DOSVOCES_HOME"):
        install(good)
    assert_nothing_installed(home)


def test_a_package_that_brings_digests_is_compared_with_ours(home: Path, good: Path) -> None:
    install(add(good, "translate-en_es/dosvoces-digests.json", b"{}"))
    assert [report.problems for report in verify_all()] == [()]


def test_a_package_is_removed_by_the_name_that_it_is_listed_by(home: Path, good: Path) -> None:
    install(good)
    (home / "packages" / "en_es").rename(home / "packages" / "en_zh-hans")
    remove("en-zh-hans")
    assert list_packages() == []


def test_a_package_that_cannot_translate_is_refused(tmp_path: Path, home: Path) -> None:
    path = add(tmp_path / "bad.argosmodel", "bad/model/model.bin", b"no model at all")
    with zipfile.ZipFile(path, "a") as packed:
        packed.write(FOLDER / "metadata-en_es.json", "bad/metadata.json")
        packed.write(FOLDER / "sentencepiece.model", "bad/sentencepiece.model")
    with pytest.raises(PackageError, match="cannot translate"):
        install(path, try_out=try_out)
    assert_nothing_installed(home)


@pytest.mark.parametrize("name", ["sentencepiece.model", "model/model.bin"])
def test_a_damaged_package_is_passed_over_with_a_word_unless_it_is_named(
    good: Path, name: str, caplog: pytest.LogCaptureFixture
) -> None:
    installed = install(good, try_out=try_out)
    assert choose("en", "es").name == "argos"
    (installed.folder / name).write_bytes(b"damaged")
    selection._check.cache_clear()
    selection._pass_over.cache_clear()
    for _ in range(3):
        assert choose("en", "es").name == "embedded"
    (said,) = caplog.messages
    assert "argos from en to es is passed over" in said and name in said
    with pytest.raises(EngineError, match="cannot be loaded"):
        choose("en", "es", "argos").translate(["a"], "en", "es")
    # Whoever mends it need not start anew what goes on for months.
    (installed.folder / name).write_bytes((FOLDER / name).read_bytes())
    assert choose("en", "es").name == "argos"


def test_a_package_that_is_whole_and_does_not_load_is_passed_over(
    good: Path, caplog: pytest.LogCaptureFixture
) -> None:
    model = install(good).folder / "model" / "model.bin"
    model.write_bytes(model.read_bytes()[:1000])
    digests = {name: digest_file(model.parents[1] / name) for name in list_files(model.parents[1])}
    (model.parents[1] / DIGESTS).write_bytes(msgspec.json.encode(digests))
    selection._pass_over.cache_clear()
    assert [choose("en", "es").name for _ in range(2)] == ["embedded", "embedded"]
    assert len(caplog.messages) == 1 and "cannot translate" in caplog.messages[0]


def test_what_would_improve_the_engine(good: Path) -> None:
    assert find_improvement(find_choices()).endswith("es-en firefox:en-es")
    install(good)
    spanish, english = find_choices()
    assert (spanish.engine.split()[0], spanish.quality) == ("embedded", "gist")
    assert (english.engine.split()[0], english.quality) == ("argos", "readable")
    assert find_improvement([spanish, english]) == "dosvoces packages install firefox:es-en"
    assert find_improvement([english, Choice("es", "en", "nllb 1", "unmeasured")]) == ""


def test_without_firefoxs_library_argos_is_better(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(advice.importlib.util, "find_spec", lambda _: None)
    weak = [Choice("en", "es", "embedded 1", "gist"), Choice("es", "en", "", "unmeasured")]
    assert find_improvement(weak) == "dosvoces packages install en-es es-en"
