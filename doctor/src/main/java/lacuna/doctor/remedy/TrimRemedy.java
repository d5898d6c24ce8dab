package lacuna.doctor.remedy;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import lacuna.doctor.evidence.Evidence;
import lacuna.doctor.evidence.Heaps;
import lacuna.doctor.verdict.Diagnosis;
import lacuna.heap.ledger.HeapAccount;
import lacuna.linux.text.ByteSize;

/** Memory of glibc that malloc_trim gives back at once: the quickest relief, and none that lasts. */
final class TrimRemedy implements Remedy {
    private static final long WORTH_IT = 4L << 20;

    @Override
    public List<Prescription> against(Diagnosis diagnosis, Evidence evidence) {
        Optional<HeapAccount> heap = evidence.account(Heaps.GLIBC);
        OptionalInt pid = evidence.subject().pid();
        if (heap.isEmpty() || pid.isEmpty() || heap.get().trim() < WORTH_IT) {
            return List.of();
        }
        long bytes = heap.get().trim();
        return List.of(new Prescription(
                "command",
                "",
                "lacuna trim " + pid.getAsInt() + " --yes",
                "malloc_trim(0) gives back every whole page of freed memory: " + ByteSize.of(bytes) + " by the walk",
                bytes,
                true,
                "one thread is busy for about " + Math.max(1, evidence.resident() * 170 / (1L << 30))
                        + " ms with its arenas locked; the pages are filled anew when the program needs them",
                "lacuna trim says what it gave back; RSS falls at once",
                "nothing to undo"));
    }
}
