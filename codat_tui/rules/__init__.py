"""What Codat's facts mean: dates, codes, links, messages, mapping rules and the verdict; pure, no clock."""
