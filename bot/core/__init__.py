"""The synchronous core: text + knowledge + now → answer. No Telegram, SQL, YAML, files or clock."""
