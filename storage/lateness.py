"""How many days late a filing is, as SQL."""

from __future__ import annotations


def days_late(filing: str) -> str:
    """Of a row of ``filings`` by its name in the query, ``NULL`` where nothing is late.

    What is overdue is so from its deadline to the look that proves it, not to today. There is no ``", "`` in it: that
    parts the terms that a board is sorted by.
    """
    return (
        f"coalesce({filing}.days_late,CASE {filing}.state WHEN 'overdue' THEN "  # noqa: S608 -- our own text
        f"(SELECT cast(julianday(substr(observed_at,1,10)) - julianday({filing}.due_on) AS integer) "
        f"FROM observations WHERE id = {filing}.observation_id) END)"
    )
