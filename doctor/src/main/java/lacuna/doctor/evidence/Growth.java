package lacuna.doctor.evidence;

import java.time.Duration;
import java.util.List;

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

    /** What grew in the second half of the time, as a share of what grew in the first: 1 is a straight line, 0 a plateau. */
    public double lateShare() {
        int middle = looks.size() / 2;
        long early = looks.get(middle).live() - looks.getFirst().live();
        long late = looks.getLast().live() - looks.get(middle).live();
        double halves = (looks.size() - 1 - middle) / (double) Math.max(1, middle);
        return early <= 0 ? (late > 0 ? 1 : 0) : late / (early * halves);
    }
}
