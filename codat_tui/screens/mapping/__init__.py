"""The screen of one company's mapping: form, JSON, history, and its editors."""
