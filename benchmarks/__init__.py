"""Measurements, run by ``make bench``; each module is one and prints its own figures."""
