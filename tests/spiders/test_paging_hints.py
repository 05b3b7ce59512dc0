"""A list of which nothing says how it goes on is whole only where nothing hints that it does."""

from __future__ import annotations

import pytest

from spiders.listing import pages_without_pager

ROWS = '<ul><li><a href="/art/2023/1/20/art_1_2.html">石桥镇2022年年报</a><span>2023-01-20</span></li></ul>'


@pytest.mark.parametrize(
    "hint",
    [
        *("下一页", "下页", "后一页", "下一頁", "尾页", "末頁", "加载更多", "共3页", "共 45 条"),
        *('<a href="?page=2">2</a>', '<a href="list.jsp?pageNum=2">第二页</a>', "<a href='#'>›</a>", "<a>Next</a>"),
        *('<a href="index_1.html">第2页</a>', "<script>createPageHTML(3,0)</script>", "<a href='x'>12</a>"),
    ],
)
def test_a_hint_of_more_leaves_the_end_open(hint: str) -> None:
    assert pages_without_pager(ROWS + hint) is None


@pytest.mark.parametrize("page", [ROWS, ROWS + "共1页", ROWS + "<a href='/'>首页</a><p>下午接待群众</p>"])
def test_a_page_without_any_hint_is_the_whole_list(page: str) -> None:
    assert pages_without_pager(page) == 1
