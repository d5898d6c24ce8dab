package lacuna.doctor.evidence;

import java.util.Optional;
import java.util.OptionalInt;

/**
 * What an operator would restart together.
 *
 * @param kind "pool", "unit", "container" or "executable"
 * @param name which of that kind
 * @param unit the systemd unit that it runs in, where it runs in one
 * @param master the process that starts its members, of a pool: another one may have a pool of the same name
 */
public record Service(String kind, String name, Optional<String> unit, OptionalInt master) {
    public Service(String kind, String name, Optional<String> unit) {
        this(kind, name, unit, OptionalInt.empty());
    }

    public String title() {
        return switch (kind) {
            case "pool" -> "pool " + name + (master.isPresent() ? " of master " + master.getAsInt() : "");
            case "unit" -> name;
            default -> name;
        };
    }
}
