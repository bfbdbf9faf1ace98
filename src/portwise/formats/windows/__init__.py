"""What the tools of Windows print, read by its shape: their words are those of the machine's own language."""
