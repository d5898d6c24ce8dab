package lacuna.cli;

/** Whether a word may be another one mistyped. */
final class Spelling {
    private Spelling() {}

    /** At most one letter in three was left out, added, changed or (which counts as two) exchanged. */
    static boolean near(String known, String typed) {
        int most = Math.max(2, known.length() / 3);
        return Math.abs(known.length() - typed.length()) <= most && distance(known, typed) <= most;
    }

    private static int distance(String a, String b) {
        int[] above = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            above[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int[] row = new int[b.length() + 1];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int changed = above[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                row[j] = Math.min(changed, Math.min(above[j], row[j - 1]) + 1);
            }
            above = row;
        }
        return above[b.length()];
    }
}
