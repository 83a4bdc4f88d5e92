"""The dashboard in a browser: a small web server and one dashboard process a visitor.

Invariant: only this package imports aiohttp and textual-serve, which are an extra.
"""
