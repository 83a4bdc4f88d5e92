"""The program as a person meets it: started as a process, in a real pseudo-terminal, over real HTTP."""
