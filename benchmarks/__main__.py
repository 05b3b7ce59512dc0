"""Run the measurements that are named, or all of them: ``python -m benchmarks [NAME]...``."""

from __future__ import annotations

import sys
from importlib import import_module

NAMES = ("reading", "files", "originals", "states", "browse")

if __name__ == "__main__":
    unknown = set(sys.argv[1:]) - set(NAMES)
    if unknown:
        sys.exit(f"there is no measurement {', '.join(sorted(unknown))}; there are: {', '.join(NAMES)}")
    for name in sys.argv[1:] or NAMES:
        print(f"== {name}")
        import_module(f"benchmarks.{name}").main()
