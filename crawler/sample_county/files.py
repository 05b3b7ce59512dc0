"""``python -m crawler.sample_county.files``: make the files that agencies publish, with LibreOffice."""

from __future__ import annotations

import subprocess
import tempfile
from pathlib import Path

import pypdfium2
from PIL import ImageOps

from crawler.sample_county import report
from crawler.sample_county.model import FOLDER, figures

#: LibreOffice's filters for HTML, and the format it writes.
_FILTERS = {
    ".docx": ["--infilter=HTML (StarWriter)", "--convert-to", "docx:MS Word 2007 XML"],
    ".pdf": ["--infilter=HTML (StarWriter)", "--convert-to", "pdf"],
    ".png": ["--infilter=HTML (StarWriter)", "--convert-to", "pdf"],
    ".xlsx": ["--infilter=calc_HTML_WebQuery", "--convert-to", "xlsx:Calc MS Excel 2007 XML"],
}
_STYLE = "td, p {font-family: sans-serif; font-size: 8pt}"
_PAGE = f'<html><head><meta charset="utf-8"><style>{_STYLE}</style></head><body>%s</body></html>'
_DPI, _MARGIN, _GREY = 150, 40, 235


def main() -> None:
    """Write every file of :data:`FILES` anew."""
    for name, (title, part) in FILES.items():
        _make(FOLDER / "pages" / name, title, part)


#: File -> its heading, and the part of the report in it.
FILES = {
    "370899-office_2022.pdf": ("海岬县人民政府办公室2022年政府信息公开工作年度报告", report.ALL),
    "370899-czj_2022.docx": ("海岬县财政局2022年政府信息公开工作年度报告", report.ALL),
    "370899101_2022.xlsx": ("望潮镇2022年政府信息公开工作年度报告统计表", report.TABLES),
    "370899102_2022.png": ("", report.APPLICATIONS),
}


def _make(target: Path, title: str, part: str) -> None:
    html = report.only(report.render(figures(f"{target.stem}.yaml")), part)
    html = (
        html.replace("<td>", '<td align="center">')
        .replace("<table>", '<table border="1" cellspacing="0">')
        .replace("<p class=", '<p align="right" class=')
    )
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        source = folder / f"{target.stem}.html"
        source.write_text(_PAGE % f'<p align="center">{title}</p>{html}', encoding="utf-8")
        profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
        command = ["soffice", profile, "--headless", *_FILTERS[target.suffix], source.name]
        subprocess.run(command, cwd=folder, check=True, capture_output=True)  # noqa: S603 - our own names, no shell
        made = source.with_suffix(".pdf" if target.suffix == ".png" else target.suffix)
        if target.suffix == ".png":
            _picture(made, target)
        else:
            target.write_bytes(made.read_bytes())


def _picture(made: Path, target: Path) -> None:
    """The first page in black and white, cut to what it prints."""
    with pypdfium2.PdfDocument(made) as pdf:
        page = pdf[0].render(scale=_DPI / 72, grayscale=True).to_pil().convert("L")
    cut = ImageOps.expand(page.crop(ImageOps.invert(page).getbbox()), _MARGIN, 255)
    cut.point(lambda grey: 255 if grey > _GREY else 0).convert("1").save(target, optimize=True)


if __name__ == "__main__":
    main()
