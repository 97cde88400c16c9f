"""How well the matcher finds listed names that are written otherwise, and how often it errs: measured, not promised.

The names asked about come from entries that nobody looked at while the rules were written (:mod:`.split`), varied as
names vary in life (:mod:`.variation`). Innocent names are :mod:`.ordinary`. :mod:`.measure` counts. All of it repeats
for a seed.
"""
