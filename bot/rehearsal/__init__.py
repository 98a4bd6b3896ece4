"""A stand-in for Telegram on this machine: the Bot API with its rules, limits and faults."""
