"""A county's own lists of who has published (公布情况): read, brought together with its agencies, compared."""
