"""The meaning of Codat's facts:

dates, codes, links, messages, mapping rules and the verdict; pure, no clock.
"""
