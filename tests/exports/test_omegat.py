"""An exported memory translates a text in OmegaT itself, the program that translators open it with.

Debian has it as ``omegat``; it brings 300 MB of Java with it, which ``scripts/setup`` leaves out. Where it is
not installed the test is skipped: ``apt-get install --no-install-recommends omegat default-jre-headless``.
"""

import io
import shutil
import subprocess
import zipfile
from pathlib import Path

import msgspec
import pytest
from lxml import etree

from benchmarks.synthetic import make_story
from dosvoces.core.record import Segment, SegmentSide
from dosvoces.exports import dataset
from dosvoces.exports.manifest import Request
from dosvoces.store import Selection, Store

PROJECT = """<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<omegat><project version="1.0">
<target_dir>__DEFAULT__</target_dir><source_dir>__DEFAULT__</source_dir><tm_dir>__DEFAULT__</tm_dir>
<glossary_dir>__DEFAULT__</glossary_dir><dictionary_dir>__DEFAULT__</dictionary_dir>
<source_lang>es</source_lang><target_lang>en</target_lang><sentence_seg>false</sentence_seg>
</project></omegat>
"""

#: What is printed, and its translation.
SENTENCES = (
    ("Suben el «gas» & el petróleo <b>un 5 %</b>.", "“Gas” & oil <b>rise 5%</b>."),
    ("Dijo: \"¿Qué?\" & 'no' {0} %s <x0/> 😀 ñ ]]>", "She said: \"What?\" & 'no' {0} %s <x0/> 😀 ]]>"),
    ("Costó 10\u00a0000\u202f€ según la Casa\u2011Museo.", "It cost €10,000, the House\u2011Museum said."),
    ("\u202eEl nombre שלום\u202c va \u2066al revés\u2069.", "The name שלום goes backwards."),
    ("Una línea\npartida\u2028en tres.", "One line broken\nin three."),
    ("Niño en cafe\u0301, con acento suelto.", "Child in a cafe\u0301, with a loose accent."),
)  # fmt: skip
#: What stands in the memory where it is not the same; OmegaT itself composes the accents of what it writes.
BARE = {
    "\u202eEl nombre שלום\u202c va \u2066al revés\u2069.": "El nombre שלום va al revés.",
    "Una línea\npartida\u2028en tres.": "Una línea partida en tres.",
    "One line broken\nin three.": "One line broken in three.",
    "Child in a cafe\u0301, with a loose accent.": "Child in a café, with a loose accent.",
}


def export_memory(folder: Path) -> Path:
    article, translation = make_story(1)
    segments = tuple(
        Segment(
            id=f'{article.id}:1:en:{number}&"<',
            source=SegmentSide(language="es-MX", text=source, spans=()),
            target=SegmentSide(language="en", text=target, spans=()),
            origin="machine",
        )
        for number, (source, target) in enumerate(SENTENCES)
    )
    with Store(str(folder / "s.sqlite")) as store:
        store.save_article(article)
        store.save_translations(
            [msgspec.structs.replace(translation, target_language="en", segments=segments)]
        )
        request = Request(formats=("tmx",), selection=Selection(include_reserved=True))
        dataset.export(store, folder / "ds", request)
    return folder / "ds" / "tmx" / "es-en.all.tmx"


def test_every_sentence_is_an_exact_match(tmp_path: Path) -> None:
    program = shutil.which("omegat")
    if program is None:
        pytest.skip("OmegaT is not installed (Debian: omegat default-jre-headless)")
    project = tmp_path / "project"
    for name in ("source", "target", "tm/auto", "glossary", "dictionary", "omegat"):
        (project / name).mkdir(parents=True)
    (project / "omegat.project").write_text(PROJECT, encoding="utf-8")
    shutil.copy(export_memory(tmp_path), project / "tm" / "auto")
    lines = [BARE.get(source, source) for source, _ in SENTENCES] + ["Esto no lo sabe nadie."]
    (project / "source" / "a.txt").write_text("\n\n".join(lines) + "\n", encoding="utf-8")
    command = [program, str(project), "--mode=console-translate", f"--config-dir={tmp_path / 'settings'}"]
    done = subprocess.run(
        command, capture_output=True, text=True, timeout=300, env=make_environment(tmp_path)
    )
    assert done.returncode == 0, done.stdout + done.stderr
    translated = (project / "target" / "a.txt").read_text(encoding="utf-8")
    expected = [BARE.get(target, target) for _, target in SENTENCES] + ["Esto no lo sabe nadie."]
    assert translated.split("\n\n") == [*expected[:-1], expected[-1] + "\n"], done.stdout


def test_the_standards_own_dtd_has_no_complaints(tmp_path: Path) -> None:
    archive = Path("/usr/share/omegat/OmegaT.jar")
    if not archive.exists():
        pytest.skip("OmegaT, which brings the DTD of TMX 1.4b, is not installed (Debian: omegat)")
    with zipfile.ZipFile(archive) as jar:
        dtd = etree.DTD(io.BytesIO(jar.read("schemas/tmx14.dtd")))
    dtd.assertValid(etree.parse(export_memory(tmp_path)))


def make_environment(home: Path) -> dict[str, str]:
    # Java's strings, file names and home are its own affair unless it is told.
    options = f"-Duser.home={home} -Dfile.encoding=UTF-8 -Djava.awt.headless=true"
    return {"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8", "JAVA_TOOL_OPTIONS": options}
