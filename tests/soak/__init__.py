"""The promises of a write and of the quota, held against chance for a long time: `python -m tests.soak`.

The suite holds each promise once, by a case somebody thought of. Here a seed draws the cases:

- starts: syncs confirmed over HTTP under every fault of the demo, while both clocks jump; what the server did is
  counted. None doubled, none called refused that happened, none called started that did not.
- batches: several syncs as one job over HTTP while answers are lost, every other one by a program that is killed in
  the middle; resumed until nothing waits. None doubled, and what is told of each is what the server did.
- kills: the program in a pseudo-terminal, killed around `s` and `y`; the next start settles it by reading alone.
- races: two programs on one journal that confirm at the same moment; one sync each.
- watches: many syncs that do not end, followed for simulated hours; the rate, the rest of the quota, memory, CPU.
- quota: a simulated day of a person's and background requests; the most that left within any minute.

Each part ends at its count or at its share of `--seconds`, and prints its figures. What breaks is told with the seed
that brings it back: times of the machine are drawn too, so that a kill comes back only about there.
The exit status is 1 when anything broke or a part did nothing.
"""
