"""The picture of the page in the README: the report of kazakhstan-2022 in Chromium, in few colours; `make picture`."""

from __future__ import annotations

import io
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from PIL import Image

import serai
from serai.report.page import report_html

TARGET = Path(__file__).parents[1] / "docs" / "page.png"
SIZE = (1000, 1130)
COLOURS = 96
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
QUIET = (
    "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--hide-scrollbars", "--force-color-profile=srgb",
    "--virtual-time-budget=4000",
)  # fmt: skip


def main() -> None:
    """Run, report, look, write."""
    browser = next((path for name in BROWSERS if (path := shutil.which(name))), None)
    if browser is None:
        sys.exit("the picture needs Chromium")
    with tempfile.TemporaryDirectory() as name:
        page, shot = Path(name) / "page.html", Path(name) / "shot.png"
        page.write_text(report_html([serai.simulate(serai.load("kazakhstan-2022"))]), encoding="utf-8")
        size = f"--window-size={SIZE[0]},{SIZE[1]}"
        subprocess.run([browser, *QUIET, size, f"--screenshot={shot}", page.as_uri()], check=True, capture_output=True)
        buffer = io.BytesIO()
        Image.open(shot).convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE).save(buffer, "PNG", optimize=True)
    TARGET.write_bytes(buffer.getvalue())
    sys.stdout.write(f"{TARGET}: {len(buffer.getvalue()):,} bytes\n")


if __name__ == "__main__":
    main()
