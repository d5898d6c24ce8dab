package lacuna.heap.map;

import java.util.Optional;
import lacuna.linux.proc.MemoryFigures;

/** The sum of all mappings of one kind: how many mappings, how much address space, and the figures where there are some. */
public record KindTotal(MappingKind kind, int count, long size, Optional<MemoryFigures> figures) {}
