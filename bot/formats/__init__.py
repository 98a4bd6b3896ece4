"""Files that other programs read: calendars and contact cards."""
