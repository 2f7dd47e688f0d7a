"""A first scenario of a new crisis, from two countries and what little is known."""
