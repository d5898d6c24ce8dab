package lacuna.doctor.evidence;

import java.util.ArrayList;
import java.util.List;

/**
 * Growth of a heap that is collected: garbage that waits for a collection looks like what lives. What was live after
 * collections tells; the first look does too where it had less, since nothing more than what it had can have lived then.
 *
 * @param used what each look had, garbage included
 * @param kept what was live after each collection that ended between the looks
 */
public record Settled(Growth used, Growth kept) {
    /** From so many on the points show by themselves whether growth is steady. */
    private static final int ENOUGH = 4;

    /** Growth that is less than this is what any program makes. */
    private static final long LEAST = 1L << 20;

    static Settled of(List<Look> looks) {
        List<Look> used = new ArrayList<>();
        List<Look> kept = new ArrayList<>();
        long epoch = Long.MIN_VALUE;
        for (int i = 0; i < looks.size(); i++) {
            Look look = looks.get(i);
            Collected now = look.collected().orElseThrow();
            used.add(look.with(now.used()));
            if (i == 0) {
                epoch = now.begun();
                continue;
            }
            long ended = ended(looks.get(i - 1).collected().orElseThrow(), now);
            if (ended > epoch) {
                epoch = ended;
                kept.add(look.with(now.settled()));
            } else if (!kept.isEmpty() && now.settled() < kept.getLast().live()) {
                // What was made since is no part of what the collection left.
                kept.set(kept.size() - 1, look.with(now.settled()));
            }
        }
        if (!kept.isEmpty() && used.getFirst().live() <= kept.getFirst().live()) {
            kept.addFirst(used.getFirst());
        }
        return new Settled(new Growth(used), new Growth(kept));
    }

    /** The last collection that has surely ended. One that goes on beside the program has, when the next look finds no other. */
    private static long ended(Collected before, Collected now) {
        boolean isSure = now.end() == Collected.End.SEEN || now.begun() != before.begun() + 1;
        return isSure ? now.begun() : before.begun();
    }

    /** Whether too few collections ended to tell what grew from what is garbage. */
    public boolean isOpen() {
        if (used.live() < LEAST && kept.live() < LEAST) {
            return false;
        }
        return !kept.isKnown()
                || (rises(kept) && kept.live() >= LEAST && kept.looks().size() < ENOUGH && !used.isSteady());
    }

    /** Whether what is live after collections grows and goes on growing. */
    public boolean isSteady() {
        return kept.looks().size() >= ENOUGH ? kept.isSteady() : kept.isKnown() && rises(kept) && used.isSteady();
    }

    /** What grew: all that came where none of it was garbage. */
    public long bytes() {
        return used.isSteady() && rises(kept) ? Math.max(used.live(), kept.live()) : kept.live();
    }

    private static boolean rises(Growth points) {
        return points.isKnown() && points.stepsUp() == points.looks().size() - 1;
    }
}
