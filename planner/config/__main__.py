"""Prints the JSON Schema of a configuration: ``python -m planner.config > planner/config/config.schema.json``."""

import sys

from planner.config.schema_json import schema_text

if __name__ == "__main__":
    sys.stdout.write(schema_text())
