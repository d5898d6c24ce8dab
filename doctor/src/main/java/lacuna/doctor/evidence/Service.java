package lacuna.doctor.evidence;

import java.util.Optional;

/**
 * What an operator would restart together.
 *
 * @param kind "pool", "unit", "container" or "executable"
 * @param name which of that kind
 * @param unit the systemd unit that it runs in, where it runs in one
 */
public record Service(String kind, String name, Optional<String> unit) {
    public String title() {
        return switch (kind) {
            case "pool" -> "pool " + name;
            case "unit" -> name;
            default -> name;
        };
    }
}
