"""A few small portals on loopback, for the demo and the tests.

Five publish one report each, with the figures and the layout of a real one and prose of our own; the others belong
to invented counties. ``manifest`` says what a crawl of them ought to find on the day ``CLOCK``.
"""

from crawler.sample_county.county import CLOCK, SampleCounty
from crawler.sample_county.manifest import Expected, manifest
from crawler.sample_county.server import LoggedRequest

__all__ = ["CLOCK", "Expected", "LoggedRequest", "SampleCounty", "manifest"]
