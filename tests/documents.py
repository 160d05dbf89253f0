"""What the course's documents print: the second witness of the circles experiment."""

import json
from pathlib import Path

CIRCLES = json.loads(Path(__file__).with_suffix(".json").read_text("utf-8"))
