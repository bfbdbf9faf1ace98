"""Messages of programs, one per line; portwise.read.saying says how they are written."""
