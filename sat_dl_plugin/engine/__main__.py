"""``python -m sat_dl_plugin.engine VERB …`` is the same as ``satdl VERB …``."""

from __future__ import annotations

import sys

from sat_dl_plugin.engine.cli import main

if __name__ == "__main__":
    sys.exit(main())
