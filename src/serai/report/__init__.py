"""What a run says: the data of each picture, and the answer in words."""
