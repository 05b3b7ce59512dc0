"""Scrapy's permissive defaults, each turned round: in the settings, and in the components a crawl really runs with."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from crawled import Crawl
from loopback import Answer, Site, registry, report_page, trs_list
from scrapy.settings import Settings, default_settings
from scrapy.utils.conf import build_component_list

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def settings() -> Settings:
    loaded = Settings()
    loaded.setmodule("crawler.settings", priority="project")
    return loaded


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("AUTOTHROTTLE_ENABLED", True),
        ("CONCURRENT_REQUESTS_PER_DOMAIN", 1),
        ("CONCURRENT_ITEMS", 1),
        ("CLOSESPIDER_TIMEOUT", 6 * 3600),
        ("COOKIES_ENABLED", False),
        ("DOWNLOAD_FAIL_ON_DATALOSS", True),
        ("DOWNLOAD_MAXSIZE", 32 * 1024 * 1024),
        ("DOWNLOAD_VERIFY_CERTIFICATES", True),
        ("FEEDS", {}),
        ("FILES_STORE", None),
        ("HTTPCACHE_ENABLED", False),
        ("HTTPPROXY_ENABLED", False),
        ("IMAGES_STORE", None),
        ("JOBDIR", None),
        ("METAREFRESH_ENABLED", False),
        ("NIANBAO_ALLOW_LOOPBACK", False),
        ("NIANBAO_CLOCK", ""),
        ("NIANBAO_DB", ""),
        ("NIANBAO_LIST_MAXSIZE", 4 * 1024 * 1024),
        ("REDIRECT_MAX_TIMES", 5),
        ("REFERRER_POLICY", "same-origin"),
        ("REMOTE_CONTROL_ENABLED", False),
        ("RETRY_TIMES", 2),
        ("ROBOTSTXT_OBEY", True),
        ("SCHEDULER_MEMORY_QUEUE", "scrapy.squeues.FifoMemoryQueue"),
        ("TELNETCONSOLE_ENABLED", False),
    ],
)
def test_the_settings(settings: Settings, name: str, value: object) -> None:
    assert name.startswith("NIANBAO_") or hasattr(default_settings, name), "Scrapy knows no such setting"
    assert settings.get(name) == value


def test_requests_are_spaced_out(settings: Settings) -> None:
    assert settings.getfloat("DOWNLOAD_DELAY") >= 1
    assert settings.getfloat("DOWNLOAD_DELAY_JITTER") > 0
    assert settings.getint("DOWNLOAD_TIMEOUT") <= 60
    assert settings.getint("DOWNLOAD_WARNSIZE") < settings.getint("DOWNLOAD_MAXSIZE")


def test_only_the_web_is_fetched(settings: Settings) -> None:
    handlers = settings.getwithbase("DOWNLOAD_HANDLERS")
    assert {scheme for scheme, handler in handlers.items() if handler} == {"http", "https"}


def test_ours_stand_in_the_place_of_scrapy_s(settings: Settings) -> None:
    middlewares = build_component_list(settings.getwithbase("DOWNLOADER_MIDDLEWARES"))
    assert middlewares[:2] == ["crawler.guard.Guard", "crawler.robots.Robots"]
    assert not {"OffsiteMiddleware", "RobotsTxtMiddleware", "RetryMiddleware"} & {
        str(name).rpartition(".")[2] for name in middlewares
    }
    assert [str(name).rpartition(".")[2] for name in build_component_list(settings.getwithbase("ITEM_PIPELINES"))] == [
        "Keep", "Read", "Identify", "Store"
    ]  # fmt: skip


def test_the_user_agent_says_who_asks(settings: Settings) -> None:
    assert settings["USER_AGENT"].startswith(f"{settings['ROBOTSTXT_USER_AGENT']} (")
    code = "import crawler.settings as s; print(s.USER_AGENT)"
    env = {**os.environ, "NIANBAO_CONTACT": "office@example.org"}
    told = subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=env, capture_output=True, text=True, check=True)
    assert "office@example.org" in told.stdout


def test_one_connection_a_host_no_cookies_and_an_honest_name(site: Site, crawl: Crawl) -> None:
    titles = [f"{name}2022年政府信息公开工作年度报告" for name in ("石桥镇", "枣园镇", "青溪县人民政府")]
    articles = [(f"t2023012{number}_7.html", title) for number, title in enumerate(titles)]
    for path in ("/a/", "/b/"):
        site.answers[path] = Answer(trs_list(*articles), headers={"Set-Cookie": "JSESSIONID=1; path=/"})
        site.answers |= {path + url: Answer(report_page(title)) for url, title in articles}
    crawled = crawl(registry(site.origin, paths=("/a/", "/b/")))
    assert len(crawled.articles) == 6
    assert site.most == 1
    assert site.connections == 1, "one connection, kept open"
    for headers in site.headers:
        assert "cookie" not in headers
        assert headers["user-agent"].startswith("nianbao (")
        assert headers["cache-control"] == "max-age=0"


@pytest.mark.parametrize(
    ("arguments", "status", "said"),
    [
        (["list"], 0, "hanweb\n"),
        (["crawl", "trs", "-a", "portal=999999"], 1, "there is no portal card '999999'"),
        (["crawl", "trs", "-a", "prtal=430623"], 1, "unexpected keyword argument 'prtal'"),
    ],
)
def test_scrapy_s_own_commands_work_in_the_checkout(arguments: list[str], status: int, said: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "scrapy", *arguments], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert said in done.stdout + done.stderr
    assert done.returncode == status
