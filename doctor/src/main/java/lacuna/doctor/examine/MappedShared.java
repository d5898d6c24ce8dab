package lacuna.doctor.examine;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import lacuna.linux.proc.Mapping;
import lacuna.linux.proc.ProcReader;
import lacuna.linux.proc.ProcRoot;
import lacuna.watch.sample.ProcessView;

/**
 * How much shared memory processes have mapped, at most. Each counts what it has of it; those that map the same objects
 * may count the same pages, and have together no more than the objects are long.
 */
final class MappedShared {
    private MappedShared() {}

    /** An object that can be mapped by several. */
    record Piece(int major, int minor, long inode) {}

    /**
     * What one process maps.
     *
     * @param resident its shared memory, by the kernel
     * @param pieces the objects, each with as much of it as is mapped
     */
    record Share(long resident, Map<Piece, Long> pieces) {}

    static long of(ProcRoot root, List<ProcessView> processes) {
        List<Share> shares = new ArrayList<>();
        try (ProcReader reader = new ProcReader(root)) {
            for (ProcessView process : processes) {
                long resident = process.resident().shmem().orElse(0);
                if (resident > 0) {
                    // Without permission it counts alone: rather too much than a finding that is none.
                    Map<Piece, Long> pieces = new HashMap<>();
                    reader.maps(process.pid())
                            .toOptional()
                            .ifPresent(all -> all.stream()
                                    .filter(mapping -> mapping.isShared() && mapping.inode() != 0)
                                    .forEach(mapping -> pieces.merge(pieceOf(mapping), mapping.length(), Long::sum)));
                    shares.add(new Share(resident, pieces));
                }
            }
        }
        return most(shares);
    }

    private static Piece pieceOf(Mapping mapping) {
        return new Piece(mapping.deviceMajor(), mapping.deviceMinor(), mapping.inode());
    }

    /** The most that {@code shares} can have together. */
    static long most(List<Share> shares) {
        List<Together> groups = new ArrayList<>();
        for (Share share : shares) {
            Together joined = new Together();
            joined.add(share);
            groups.removeIf(group -> {
                boolean meets = group.meets(share);
                if (meets) {
                    joined.addAll(group);
                }
                return meets;
            });
            groups.add(joined);
        }
        return groups.stream().mapToLong(Together::most).sum();
    }

    /** Processes that map some object in common. */
    private static final class Together {
        private final Map<Piece, Long> pieces = new HashMap<>();
        private long sum;
        private long largest;

        void add(Share share) {
            share.pieces().forEach((piece, length) -> pieces.merge(piece, length, Math::max));
            sum += share.resident();
            largest = Math.max(largest, share.resident());
        }

        void addAll(Together other) {
            other.pieces.forEach((piece, length) -> pieces.merge(piece, length, Math::max));
            sum += other.sum;
            largest = Math.max(largest, other.largest);
        }

        boolean meets(Share share) {
            Set<Piece> common = new HashSet<>(share.pieces().keySet());
            common.retainAll(pieces.keySet());
            return !common.isEmpty();
        }

        long most() {
            long length = pieces.values().stream().mapToLong(Long::longValue).sum();
            return Math.min(sum, Math.max(length, largest));
        }
    }
}
