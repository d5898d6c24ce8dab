package lacuna.doctor.php;

import java.util.Arrays;
import java.util.List;

/**
 * How much a worker grows with each request that it serves: the Theil-Sen slope of USS over requests, with Sen's interval
 * of 90 %. Half of the workers but a few may lie far off without moving it. What a worker takes for its first requests is
 * warm-up, not growth: those that served fewer than {@link #WARM} tell the size of a fresh one.
 */
public sealed interface RequestGrowth {
    /** Requests after which a worker counts as warm. */
    long WARM = 10;

    int LEAST_WORKERS = 5;
    int MOST_WORKERS = 1000;

    /** {@code fresh} is the median of those that have just begun, or what the line says for none served. */
    record Measured(
            double perRequest, double low, double high, int workers, long fewestRequests, long mostRequests, long fresh)
            implements RequestGrowth {

        /** The whole interval lies above zero. */
        public boolean isGrowth() {
            return low > 0;
        }
    }

    record TooLittle(String why) implements RequestGrowth {}

    /** One worker: what it has served and what is its own. */
    record Point(long requests, long uss) {}

    static RequestGrowth of(List<Point> all) {
        List<Point> points = all.stream()
                .filter(point -> point.requests() >= WARM)
                .limit(MOST_WORKERS)
                .toList();
        if (points.size() < LEAST_WORKERS) {
            return new TooLittle("not enough workers: " + points.size() + " have served " + WARM + " requests or more, "
                    + LEAST_WORKERS + " are needed");
        }
        long fewest = points.stream().mapToLong(Point::requests).min().orElseThrow();
        long most = points.stream().mapToLong(Point::requests).max().orElseThrow();
        double[] slopes = slopes(points);
        if (most < fewest + Math.max(WARM, fewest / 2) || slopes.length < LEAST_WORKERS) {
            return new TooLittle(
                    "not enough difference: all workers have served between " + fewest + " and " + most + " requests");
        }
        double spread = 1.645 * Math.sqrt(points.size() * (points.size() - 1.0) * (2.0 * points.size() + 5) / 18);
        int low = (int) Math.round((slopes.length - spread) / 2) - 1;
        int high = (int) Math.round((slopes.length + spread) / 2);
        double slope = median(slopes);
        long[] fresh = all.stream()
                .filter(point -> point.requests() < WARM)
                .mapToLong(Point::uss)
                .sorted()
                .toArray();
        double[] intercepts = points.stream()
                .mapToDouble(point -> point.uss() - slope * point.requests())
                .sorted()
                .toArray();
        return new Measured(
                slope,
                slopes[Math.clamp(low, 0, slopes.length - 1)],
                slopes[Math.clamp(high, 0, slopes.length - 1)],
                points.size(),
                fewest,
                most,
                fresh.length > 0 ? fresh[fresh.length / 2] : Math.max(0, Math.round(median(intercepts))));
    }

    /** The slopes of all pairs that served different numbers of requests, ascending. */
    private static double[] slopes(List<Point> points) {
        double[] slopes = new double[points.size() * (points.size() - 1) / 2];
        int count = 0;
        for (int i = 0; i < points.size(); i++) {
            for (int j = i + 1; j < points.size(); j++) {
                long requests = points.get(j).requests() - points.get(i).requests();
                if (requests != 0) {
                    slopes[count++] =
                            (double) (points.get(j).uss() - points.get(i).uss()) / requests;
                }
            }
        }
        double[] all = Arrays.copyOf(slopes, count);
        Arrays.sort(all);
        return all;
    }

    private static double median(double[] sorted) {
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
