"""Scrapy settings: every permissive default is turned round, each for the reason beside it.

Our own settings start with ``NIANBAO_``. Those that differ by run (database, clock, loopback) are given by
``-s NAME=VALUE`` or by :mod:`crawler.fleet`.
"""

from __future__ import annotations

import os

from crawler.clock import CLOCK_SETTING

SPIDER_MODULES = ["spiders"]

# Who asks. A portal's administrator must be able to tell what we are and whom to write to.
BOT_NAME = "nianbao"
#: The product token that robots.txt files address us by.
ROBOTSTXT_USER_AGENT = "nianbao"
NIANBAO_CONTACT = os.environ.get("NIANBAO_CONTACT", "nianbao, open source; the operator gave no contact")
USER_AGENT = f"nianbao (annual reports on open government information; {NIANBAO_CONTACT})"
DEFAULT_REQUEST_HEADERS = {
    "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
    # Some portals answer other languages with an empty English edition.
    "Accept-Language": "zh-CN,zh;q=0.9",
    # Caches between us and the portal serve lists that are hours old unless told to ask the portal.
    "Cache-Control": "max-age=0",
}

# Our own: the database ("" keeps nothing), a fixed moment for rehearsals ("" is the real time), and the sample county.
NIANBAO_DB = ""
NIANBAO_CLOCK = os.environ.get(CLOCK_SETTING, "")
NIANBAO_ALLOW_LOOPBACK = False
# Some portals answer "not modified" after an edit: after so many days a list is read in full whatever it answers.
NIANBAO_FULL_LOOK_DAYS = 7
# A list of 200 pages is no column of annual reports: something there never ends.
NIANBAO_MAX_PAGES = 200

# The only door. Scrapy's offsite filter knows no ports and no addresses, its robots.txt filter takes any error for
# permission (RFC 9309 does not), its retries do not wait: ours stand in their places.
DOWNLOADER_MIDDLEWARES = {
    "scrapy.downloadermiddlewares.offsite.OffsiteMiddleware": None,
    "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware": None,
    "scrapy.downloadermiddlewares.retry.RetryMiddleware": None,
    "crawler.guard.Guard": 50,
    "crawler.robots.Robots": 100,
    "crawler.browser.Filling": 540,
    "crawler.retry.PatientRetry": 550,
    "crawler.budget.Budget": 950,
}
# Robots is ours; this switch belongs to Scrapy's filter and would only mislead if it said no.
ROBOTSTXT_OBEY = True
SPIDER_MIDDLEWARES = {"crawler.incremental.Memory": 100}
ITEM_PIPELINES = {
    "crawler.pipelines.Keep": 100,
    "crawler.pipelines.Read": 200,
    "crawler.pipelines.Identify": 300,
    "crawler.pipelines.Store": 400,
}
# Only the web: file, ftp, s3 and data addresses on a page lead to our own machine or to nowhere.
# Hosts with encryption of old are spoken to as their cards say.
DOWNLOAD_HANDLERS = {"file": None, "data": None, "ftp": None, "s3": None, "https": "crawler.tls.ProfiledHandler"}
# Certificates are checked (Scrapy does not): evidence must come from the portal it names.
DOWNLOAD_VERIFY_CERTIFICATES = True
# A proxy named in the environment would resolve names itself, past the check of addresses.
HTTPPROXY_ENABLED = False
# No page may set a state that the next request carries; static lists need none.
COOKIES_ENABLED = False
# A meta refresh is how challenge pages and frames move a browser on; the card names the real address.
METAREFRESH_ENABLED = False
# Real redirects are http to https and one move of host; each hop passes the guard again.
REDIRECT_MAX_TIMES = 5
# Tell other sites nothing; the portals that ask for a Referer want their own.
REFERRER_POLICY = "same-origin"
# Refusals and errors are observations too: the spiders see every status.
HTTPERROR_ALLOW_ALL = True

# Polite by construction: one connection a host, a pause that varies, longer when the portal is slow.
CONCURRENT_REQUESTS = 8
CONCURRENT_REQUESTS_PER_DOMAIN = 1
DOWNLOAD_DELAY = 2.0
DOWNLOAD_DELAY_JITTER = 0.5
AUTOTHROTTLE_ENABLED = True
AUTOTHROTTLE_START_DELAY = 0.0  # start at DOWNLOAD_DELAY or the card's delay, not at Scrapy's five seconds
AUTOTHROTTLE_MAX_DELAY = 60.0
AUTOTHROTTLE_TARGET_CONCURRENCY = 1.0

# Requests a host bears on one day, over all crawls of it, unless its card says otherwise: the first look at a county
# takes some hundreds, every later one a few.
NIANBAO_DAILY_BUDGET = 2000

# Few retries, each after a longer pause of the whole host; past the longest the portal is left alone for this run.
RETRY_TIMES = 2
RETRY_HTTP_CODES = [408, 429, 500, 502, 503, 504]
RETRY_PRIORITY_ADJUST = 0
# What fails is recorded as an outcome; the log need not cry as well.
RETRY_GIVE_UP_LOG_LEVEL = "INFO"
NIANBAO_RETRY_BASE = 5.0
NIANBAO_RETRY_LONGEST = 120.0

# Bounded: the largest report seen is a scanned PDF of 20 MiB; Scrapy would take 1 GiB. Also holds after decompression.
DOWNLOAD_MAXSIZE = 32 * 1024 * 1024
# A list page has some hundred rows; what is larger is none, and would only keep the parser busy.
NIANBAO_LIST_MAXSIZE = 4 * 1024 * 1024
DOWNLOAD_WARNSIZE = 16 * 1024 * 1024
DOWNLOAD_TIMEOUT = 60
DNS_TIMEOUT = 20
# Scripts fill a page with answers that come one by one, each after the usual pause.
NIANBAO_BROWSER_TIMEOUT = 180
# No portal takes longer than this; what is pending then is asked for by the next crawl.
CLOSESPIDER_TIMEOUT = 6 * 3600
# A body that breaks off is no original.
DOWNLOAD_FAIL_ON_DATALOSS = True
# An item goes through the pipelines alone, so that an observation is stored before the reports it found.
CONCURRENT_ITEMS = 1
# Reports in the order their list has them, newest first; Scrapy takes the last one first.
SCHEDULER_MEMORY_QUEUE = "scrapy.squeues.FifoMemoryQueue"
# Bytes of answers waiting for the pipelines.
SCRAPER_SLOT_MAX_ACTIVE_SIZE = 64 * 1024 * 1024

# No doors into this process: both run Python for whoever connects.
TELNETCONSOLE_ENABLED = False
REMOTE_CONTROL_ENABLED = False
# Everything goes to one database; no files, feeds, caches or job folders beside it. JOBDIR loses what is pending when
# the process is killed; the database knows what is pending.
FEEDS: dict[str, dict[str, object]] = {}
FILES_STORE = None
IMAGES_STORE = None
HTTPCACHE_ENABLED = False
JOBDIR = None

LOG_LEVEL = "INFO"
LOG_SHORT_NAMES = True
# Items carry whole pages; their repr would flood the log.
LOG_FORMATTER = "crawler.logs.ShortFormatter"
STATS_DUMP = False
TWISTED_REACTOR = "twisted.internet.asyncioreactor.AsyncioSelectorReactor"
