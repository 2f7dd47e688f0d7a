"""The report page, served on this machine, with the controls to try things."""
