"""What a run gives: a data set with units and names, its score, its file. xarray starts here."""
