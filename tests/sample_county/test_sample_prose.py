"""The prose of the sample pages is our own; only figures, names, titles and headings are those of the originals."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from crawler.sample_county.model import FOLDER

PAGES = sorted((FOLDER / "pages").glob("*_20??.html"))
HEADING = re.compile(r"^[一二三四五六七]、\w+(、\w+)?$")
RUN_IN_HEADING = re.compile(r"^[（(][一二三四五六][）)][^。]+。")
SHORTEST = 16


def paragraphs(page: Path) -> Iterator[str]:
    outside_tables = re.sub(r"<table.*?</table>", "", page.read_text(encoding="utf-8"), flags=re.DOTALL)
    for block in re.findall(r"<(?:p|h\d)[^>]*>(.*?)</(?:p|h\d)>", outside_tables):
        text = re.sub(r"<[^>]+>|\s", "", block)
        if not HEADING.match(text):
            yield RUN_IN_HEADING.sub("", text)


def chinese(text: str) -> str:
    return "".join(re.findall(r"[\u4e00-\u9fff]", text))


def runs(text: str) -> Iterator[str]:
    """Every sixteen Chinese characters in a row, without punctuation or figure between them."""
    for run in re.findall(rf"[\u4e00-\u9fff]{{{SHORTEST},}}", text):
        yield from (run[at : at + SHORTEST] for at in range(len(run) - SHORTEST + 1))


@pytest.fixture(scope="module")
def originals(real_data: Path) -> str:
    seeds = sorted((real_data / "seeds").glob("*.txt"))
    assert len(seeds) == len(PAGES)
    return re.sub(r"\s", "", "".join(seed.read_text(encoding="utf-8") for seed in seeds))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_no_sentence_is_taken_from_an_original(page: Path, originals: str) -> None:
    whole = chinese(originals)
    sentences = [chinese(sentence) for text in paragraphs(page) for sentence in re.split(r"[。；;！？]", text)]
    assert [each for each in sentences if len(each) >= SHORTEST and each in whole] == []
    assert [run for text in paragraphs(page) for run in runs(text) if run in originals] == []


@pytest.mark.parametrize(
    ("page", "figures"),
    [
        (
            "410724-office_2021",
            ["1460条", "265条", "249条", "159条", "60条", "51条", "696条", "24份", "3件", "1件", "2件"],
        ),
        ("430623113_2022", ["〔2019〕61号", "〔2021〕18号", "2023年1月20日"]),
        ("632301205_2021", ["482余条", "380余条", "2条", "100余次", "0条", "2022年1月13日"]),
    ],
)
def test_the_figures_of_the_text_are_the_originals(page: str, figures: list[str]) -> None:
    text = "".join(paragraphs(FOLDER / "pages" / f"{page}.html"))
    assert [figure for figure in figures if figure not in text] == []
