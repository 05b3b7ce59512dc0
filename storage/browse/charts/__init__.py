"""Charts as inline SVG, drawn here by small pure functions: no script, no library, nothing from another host.

Colours and fonts are classes of the stylesheet, so that charts follow it into the dark and onto paper. Every chart says
in its title and description what it shows, and the page holds the table behind it.
"""
