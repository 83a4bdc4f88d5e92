"""The performance goals, measured from outside: `python -m tests.bench [--only 1,4] [--quick] [--json FILE]`.

Absolute times say little on a shared machine, so nearly every figure is a ratio of two programs measured in
turn in the same run: against *hello* (apps/hello.py, a Textual app of one line), against the framework's own
DataTable (apps/data_table.py), or against Codat's official SDK (apps/list_sdk.py). Each program is a fresh
process in a pseudo-terminal of 120 by 40 that answers queries and shows frames as a real terminal does.

- A latency runs from writing the key to the moment the last byte of a complete frame was read, before that
  frame is parsed. "Key to paint" ends with the first frame in which the table looks different.
- Each figure stands beside the most that its goal allows. `--json` writes them with what they depend on: machine,
  load, versions, commit. `--quick` takes fewer repeats and smaller fleets, and leaves out what takes long: it shows
  what broke, it judges no goal.
- A ratio of starts or listings is the median over pairs; of keys, the quotient of two medians or two 95th
  percentiles over keys sent in turn.
- CPU time and wake-ups are the kernel's counts over all threads; memory is what is resident. They need Linux.
- The server of goals 2, 3, 8 and 9 is `codat-tui demo-server` in a process of its own. Its time counts for
  both sides of goal 8, so the line also gives the CPU time of the listing process alone.
- The servers of goals 10, 12 and 13 count requests themselves (apps/counting_server.py). In goal 12 the clocks of
  client and server run thirty times as fast as the machine's, so that the client keeps its pace.
- Goal 13 is the program as started, with watches that a run before has left, in real time.
- Goal 17 compares what a row costs between the two larger fleets with what it costs between the two smaller ones;
  its load is the CPU time until all companies are listed.
- Goal 18 opens everything for the first time since the start, on servers with more to tell (apps/large_server.py).
- `--peers` installs posting and harlequin from PyPI and puts them beside this program; no goal is set by them.
- Goal 5 needs a hundred updates a second, more than the program ever asks for: it is measured on the
  program's table alone with a source of updates (apps/virtual_table.py).

Everything is compiled first, since interpreters that write no bytecode would compile again at each start.
The exit status is 1 when a benchmark cannot run, whether or not goals are met.
"""
