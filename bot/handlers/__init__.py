"""One Update in, one call to the core, one reply out: handlers collect what is to be said."""
