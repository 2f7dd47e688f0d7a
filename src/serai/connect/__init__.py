"""Services on the network that analysts use, each asked for one tidy table; the only room that opens connections."""
