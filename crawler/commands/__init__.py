"""The commands of ``nianbao``, thin: one call each. :mod:`crawler.cli` loads the one that is called for."""
