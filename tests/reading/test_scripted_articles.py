"""Articles that stand in a script: put where the script would put them, and read like others."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.reading import read
from crawler.reading.markup.scripted import object_at, with_scripted_article

TITLE = "石桥镇2022年政府信息公开工作年度报告"
HEAD = f"<h1>{TITLE}</h1><div class='classify'><label>发布机构：</label><span>石桥镇</span></div>"
FOOT = "<div class='footer'><p>主办单位：珠浦县人民政府</p></div>"
ROW = "".join(f"<td>{value}</td>" for value in (3, 5, 7, 11, 26, 13, 17, 19, 23, 72, 2, 4, 6, 8, 20))
TOTALS = "<td>结果维持</td><td>结果纠正</td><td>其他结果</td><td>尚未审结</td><td>总计</td>"
CONTENT = f"""<p>一、总体情况</p><p>全年公开"信息"321条。</p><p>四、政府信息公开行政复议、行政诉讼情况</p>
<table><tr><td colspan="5">行政复议</td><td colspan="5">未经复议直接起诉</td><td colspan="5">复议后起诉</td></tr>
<tr>{TOTALS * 3}</tr><tr>{ROW}</tr></table><p>六、其他需要报告的事项</p><p>无 {{}} ] 。</p>"""


def page(article: str, script: str = "") -> bytes:
    return f"<html><body>{HEAD}{article}{FOOT}<script>{script}</script></body></html>".encode()


def detail(content: str = CONTENT, **other: Any) -> str:
    escaped = json.dumps({"id": 7, "content": content, **other}).replace("<", "\\u003C").replace(">", "\\u003E")
    return f"window._CONFIG = {{ LANG: 'zh', DETAIL: {escaped}, SID: '700001' }};"


PLAIN = read(page(f'<div class="article-content">{CONTENT}</div>')).to_dict()


@pytest.mark.parametrize(
    "place", ['<div class="article-content"></div>', "<div id='a' class='x article-content'> \n</div>"]
)
def test_an_article_that_only_the_script_has_is_read_in_its_place(place: str) -> None:
    assert read(page(place, detail())).to_dict() == PLAIN
    assert PLAIN["proceedings"]["litigation_direct"]["total"] == 72


def test_an_article_without_a_place_of_its_own() -> None:
    found = read(page("", detail())).to_dict()
    assert (found["proceedings"], found["sections"]) == (PLAIN["proceedings"], PLAIN["sections"])


def test_an_article_that_the_page_shows_is_not_doubled() -> None:
    assert read(page(f'<div class="article-content">{CONTENT}</div>', detail())).to_dict() == PLAIN


@pytest.mark.parametrize("script", ["", "DETAIL: {", 'DETAIL: {"content": null}', "DETAIL: {x: y}", "DETAIL: {a: 1}"])
def test_other_pages_stay_as_they_are(script: str) -> None:
    markup = page('<div class="article-content"></div>', script).decode()
    assert with_scripted_article(markup.encode()) == markup.encode()


def test_an_object_as_scripts_write_it() -> None:
    source = """x = {id: 5, 'name': 'it\\'s "x"', "url": "http://a/b", none: undefined, list: [1, {a: "}]"},], };"""
    assert object_at(source, 4) == {
        "id": 5, "name": 'it\'s "x"', "url": "http://a/b", "none": None, "list": [1, {"a": "}]"}]
    }  # fmt: skip


@pytest.mark.parametrize(
    "source",
    ["{", '{"a": "', "[[[", '{a: "\\', "{a: b}", "{a; 1}", "[" * 9_999 + "]" * 9_999],
    ids=lambda source: source[:9],
)
def test_an_object_that_is_none(source: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 -- whatever the JSON module says
        object_at(source, 0)


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=9),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=9), inner, max_size=3),
    max_leaves=6,
)


@settings(max_examples=60)
@given(st.dictionaries(st.text(max_size=9), values, max_size=3), st.text(max_size=9))
def test_json_is_read_as_what_it_is(value: dict[str, Any], after: str) -> None:
    assert object_at(f"DETAIL: {json.dumps(value)}{after}", 8) == value


@pytest.mark.parametrize("piece", ['"', "'", '"\\"', "{", "}", "a:", ", ", "DETAIL: {", '<div class="article-content'])
def test_a_long_script_of_one_thing_ends(piece: str) -> None:
    with_scripted_article(f"DETAIL: {{{piece * 100_000}".encode())
