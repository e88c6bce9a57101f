"""Records a second when an archive is written, read and replayed.

``python -m benchmarks.replay [--pages 3000]`` archives generated pages of the newsstand, padded to the size
of real story pages with incompressible markup, reads them back, reads them with warcio alone for comparison,
and replays the file into a fresh store.
"""

import argparse
import base64
import random
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

from scrapy import Request
from scrapy.http import HtmlResponse
from warcio.archiveiterator import ArchiveIterator

from dosvoces.newsstand.variants import VariantSite, path_of
from spiders.archive import Archive
from spiders.replay import read_pages

#: Bytes of padding: a real story page has about 100 KB, of which scripts are the most.
PADDING = 80_000

BASE = "https://variants.example"


def write(folder: Path, pages: int) -> float:
    site, archive = VariantSite(BASE, pages), Archive(str(folder))
    noise = base64.b64encode(random.Random(1).randbytes(PADDING * 3 // 4))
    answers = []
    for number in range(pages):
        reply = site.look_up(path_of(number))
        assert reply
        url = BASE + path_of(number)
        body = reply.body.replace(b"</body>", b"<script>/*" + noise + b"*/</script></body>")
        answers.append((Request(url), HtmlResponse(url, body=body, headers={"Content-Type": "text/html"})))
    begun = time.perf_counter()
    for request, response in answers:
        archive.write(request, response, datetime.now(UTC), {"outlet": "variants", "role": "page"})
    archive.close()
    return time.perf_counter() - begun


def main() -> None:
    # Not above: the workers import this file, and what the crawl takes is more than a worker may have.
    from dosvoces.operations.replay import replay

    parser = argparse.ArgumentParser()
    parser.add_argument("--pages", type=int, default=3000)
    pages = parser.parse_args().pages
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        seconds = write(folder, pages)
        (path,) = folder.glob("*.warc.gz")
        print(f"{pages} pages, {path.stat().st_size / 1e6:.0f} MB packed")
        print(f"written   {pages / seconds:7.0f} pages/s")
        begun = time.perf_counter()
        assert sum(found.page is not None for found in read_pages(path, 8_000_000)) == pages
        print(f"read      {pages / (time.perf_counter() - begun):7.0f} pages/s")
        begun = time.perf_counter()
        with path.open("rb") as file:
            for record in ArchiveIterator(file):
                record.content_stream().read()
        print(f"by warcio {pages / (time.perf_counter() - begun):7.0f} pages/s")
        report = replay([path], store=str(folder / "store.sqlite"))
        print(f"replayed  {pages / report.seconds:7.0f} pages/s: {report.counts}")


if __name__ == "__main__":
    main()
