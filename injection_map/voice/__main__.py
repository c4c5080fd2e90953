"""`python -m injection_map.voice` speaks the lines that it is given, for trying out."""

import sys

from injection_map.voice.helper import main

sys.exit(main())
