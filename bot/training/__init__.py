"""Tools that make data files of bot/language; not needed to run the bot."""
