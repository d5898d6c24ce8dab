package lacuna.doctor.remedy;

import java.util.List;
import java.util.Optional;
import lacuna.doctor.evidence.Evidence;

/** Environment for a service: a drop-in of its systemd unit, or the lines to set where it has none. */
final class DropIn {
    private DropIn() {}

    /** The file that sets {@code variables} ("NAME=value") for the service of {@code evidence}. */
    static String file(Evidence evidence) {
        return unit(evidence)
                .map(unit -> "/etc/systemd/system/" + unit + ".d/lacuna.conf")
                .orElse("");
    }

    static String kind(Evidence evidence) {
        return unit(evidence).isPresent() ? "systemd-drop-in" : "environment";
    }

    static String text(Evidence evidence, List<String> variables) {
        StringBuilder text = new StringBuilder();
        if (unit(evidence).isPresent()) {
            text.append("[Service]\n");
            variables.forEach(each -> text.append("Environment=\"").append(each).append("\"\n"));
        } else {
            variables.forEach(each ->
                    text.append("export ").append(each.replaceFirst("=", "='")).append("'\n"));
        }
        return text.toString();
    }

    static String undo(Evidence evidence) {
        return unit(evidence)
                .map(unit -> "rm " + file(evidence) + " && systemctl daemon-reload && systemctl restart " + unit)
                .orElse("start it without these variables");
    }

    static String apply(Evidence evidence) {
        return unit(evidence)
                .map(unit -> "systemctl daemon-reload && systemctl restart " + unit)
                .orElse("set them where the process is started, and start it anew");
    }

    private static Optional<String> unit(Evidence evidence) {
        return evidence.subject().service().unit().filter(unit -> unit.endsWith(".service"));
    }
}
