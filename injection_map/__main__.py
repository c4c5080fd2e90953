"""`python -m injection_map` is the command `injection-map`."""

import sys

from injection_map.cli import main

sys.exit(main())
