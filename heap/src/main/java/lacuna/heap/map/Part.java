package lacuna.heap.map;

import lacuna.linux.proc.Mapping;

/** A mapping with its name, or a piece of one that the kernel made of several things. */
record Part(Mapping mapping, Name name) {}
