"""The page where people try things out: served on this machine, with controls, runs in the background and downloads."""
