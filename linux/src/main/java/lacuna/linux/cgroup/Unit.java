package lacuna.linux.cgroup;

/** A systemd unit by the name that systemctl and drop-in folders use, escapes included. */
public record Unit(String name) {

    /** The name for people: "\x2d" and its like turned back into the characters that they stand for. */
    public String title() {
        if (name.indexOf('\\') < 0) {
            return name;
        }
        StringBuilder title = new StringBuilder(name.length());
        for (int i = 0; i < name.length(); i++) {
            int code = escaped(i);
            title.append(code < 0 ? name.charAt(i) : (char) code);
            i += code < 0 ? 0 : 3;
        }
        return title.toString();
    }

    private int escaped(int at) {
        if (!name.startsWith("\\x", at) || at + 4 > name.length()) {
            return -1;
        }
        int high = Character.digit(name.charAt(at + 2), 16);
        int low = Character.digit(name.charAt(at + 3), 16);
        return high < 0 || low < 0 ? -1 : (high << 4) | low;
    }
}
