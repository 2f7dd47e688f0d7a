"""The party's record: what a party carries from list to list."""

from __future__ import annotations

import numpy as np

# 32 bytes: two to a cache line. Traits that are a function of the key (informed or not, patience, wish for papers,
# length of stay, ...) are drawn where they are needed and not stored.
PARTY = np.dtype(
    [
        ("key", "u8"),  # stable; every draw of the party depends on it
        ("due", "i4"),  # moment of what comes next; in a line: moment of joining it
        ("since", "i4"),  # before the crossing: moment of setting out; after: moment of reaching the city
        ("origin", "i2"),  # row in places; -1: none
        ("post", "i2"),  # row of the post that it makes for, or came through
        ("city", "i2"),  # row of the city that it makes for, or is in
        ("bed", "i2"),  # row of the lodging that it holds; NO_BED, or ARRANGED
        ("profile", "u1"),
        ("size", "u1"),  # people; 0 marks a party that is about to be dropped from its line
        ("stage", "u1"),  # codes.Stage
        ("mode", "u1"),  # row in modes
        ("flags", "u1"),
        ("nights", "u1"),  # nights spent without a bed in this city
        ("leg", "u1"),  # how many ways it has chosen: keeps the draws of each apart
        ("cause", "u1"),  # row in causes
    ],
    align=True,
)

NO_BED = -1
ARRANGED = -2

FLAG_VISIT = 1  # what is due is a visit to a registration centre
FLAG_REGISTERED = 2
FLAG_STOPOVER = 4  # only stops on its way to another city
FLAG_THIRD = 8  # leaves for a third country
FLAG_FOLLOWED = 16  # its journey is written down
FLAG_HOME = 32  # what is due is a look for a home by the month
