package lacuna.heap.map;

import java.util.Optional;
import lacuna.linux.proc.MemoryFigures;

/** The sum of one group: how many mappings, how much address space, and the figures where there are some. */
public record GroupTotal(MappingGroup group, int count, long size, Optional<MemoryFigures> figures) {}
