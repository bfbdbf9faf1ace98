"""What the output of tools makes known of the machine that it is from: finding a file is registering it."""
