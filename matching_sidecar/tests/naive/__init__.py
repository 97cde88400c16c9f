"""The book a second time: slow and obvious, written from docs/matching.md alone.

Plain lists, searched and sorted again for every question. The table cases run against it, and the
differential fuzz compares the engine with it. It has no bust and keeps nothing on disk.
"""
