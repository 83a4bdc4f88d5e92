"""The program without a screen: a module a command, and `shell/`, which all of them share.

Invariant: nothing here imports Textual. A command asks services, turns the answer into `present.data` and prints it;
every write goes through `services.changing`.
"""
