"""Start Smok: ``python run_bot.py --help`` tells what it can do."""

import sys

try:
    from bot.cli import main
except ModuleNotFoundError as missing:
    if (missing.name or "").partition(".")[0] == "bot":
        raise
    sys.exit(f"{missing.name} is not installed for this Python; run: make venv && source .venv/bin/activate")

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
