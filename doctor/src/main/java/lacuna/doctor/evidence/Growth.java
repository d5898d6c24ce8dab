package lacuna.doctor.evidence;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Several looks at one process, the earliest first. */
public record Growth(List<Look> looks) {
    public static final Growth UNKNOWN = new Growth(List.of());

    public Growth {
        looks = List.copyOf(looks);
    }

    public boolean isKnown() {
        return looks.size() >= 2;
    }

    public Duration over() {
        return isKnown()
                ? Duration.between(looks.getFirst().at(), looks.getLast().at())
                : Duration.ZERO;
    }

    public long live() {
        return isKnown() ? looks.getLast().live() - looks.getFirst().live() : 0;
    }

    public long blocks() {
        return isKnown() ? looks.getLast().blocks() - looks.getFirst().blocks() : 0;
    }

    public long resident() {
        return isKnown() ? looks.getLast().resident() - looks.getFirst().resident() : 0;
    }

    public long free() {
        return isKnown() ? looks.getLast().free() - looks.getFirst().free() : 0;
    }

    /** How many of the steps from look to look went up. */
    public int stepsUp() {
        int up = 0;
        for (int i = 1; i < looks.size(); i++) {
            up += looks.get(i).live() > looks.get(i - 1).live() ? 1 : 0;
        }
        return up;
    }

    /** The most that live bytes fell from one look to any later one. */
    public long deepestFall() {
        long highest = Long.MIN_VALUE;
        long deepest = 0;
        for (Look look : looks) {
            highest = Math.max(highest, look.live());
            deepest = Math.max(deepest, highest - look.live());
        }
        return deepest;
    }

    /** From here on the second half grew as the first did. */
    public static final double STEADY = 0.5;

    /** What falls by more than this share of its growth, in between, comes and goes: no leak and no cache that fills. */
    public static final int FALL_PARTS = 4;

    /** Whether nearly all looks found more than the one before, and the late ones no less than the early ones. */
    public boolean isSteady() {
        int steps = looks.size() - 1;
        return steps >= 2 && stepsUp() * 3 >= steps * 2 && lateShare() >= STEADY && !comesAndGoes();
    }

    /** Whether live bytes fall between looks nearly as they grow: the last look may stand on any part of such a saw. */
    public boolean comesAndGoes() {
        return deepestFall() * FALL_PARTS > Math.max(0, live());
    }

    /** Of a process whose heap is collected; empty of others. */
    public Optional<Settled> settled() {
        return isKnown() && looks.stream().allMatch(look -> look.collected().isPresent())
                ? Optional.of(Settled.of(looks))
                : Optional.empty();
    }

    /** Whether more looks would tell more. */
    public boolean isOpen() {
        return settled().filter(Settled::isOpen).isPresent();
    }

    /** How fast it grew in the late looks, as a share of how fast in the early ones: 1 is a straight line, 0 a plateau. */
    public double lateShare() {
        int middle = looks.size() / 2;
        double early = speed(looks.getFirst(), looks.get(middle));
        double late = speed(looks.get(middle), looks.getLast());
        return early <= 0 ? (late > 0 ? 1 : 0) : late / early;
    }

    /** In bytes a millisecond: looks are not equally far apart, least of all on a busy host. */
    private static double speed(Look from, Look to) {
        return (to.live() - from.live())
                / (double) Math.max(1, Duration.between(from.at(), to.at()).toMillis());
    }
}
