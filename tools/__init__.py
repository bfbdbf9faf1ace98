"""Helpers of the house: what writes files for people who work on portwise."""
