"""Many runs of one scenario, each with its own draw of every range: what follows from not knowing better."""
