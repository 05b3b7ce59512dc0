"""Files that are no text, parsed in a child process with limits of its own, whatever they do to the parser."""

from crawler.reading.foreign.sandbox import parse_apart

__all__ = ["parse_apart"]
