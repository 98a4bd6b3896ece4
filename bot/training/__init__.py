"""Tools that make data files of bot/language and fit weights of bot/core; not needed to run the bot."""
