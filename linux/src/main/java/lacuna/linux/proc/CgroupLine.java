package lacuna.linux.proc;

import java.util.ArrayList;
import java.util.List;
import lacuna.linux.text.Ascii;

/**
 * One line of /proc/PID/cgroup: version 2 is hierarchy 0 without controllers; a version 1 hierarchy names its own, such
 * as "memory" or "cpu,cpuacct" or "name=systemd".
 */
public record CgroupLine(int hierarchy, String controllers, String path) {

    public boolean isVersion2() {
        return hierarchy == 0 && controllers.isEmpty();
    }

    public boolean hasController(String name) {
        return ("," + controllers + ",").contains("," + name + ",");
    }

    static List<CgroupLine> parse(Ascii text) {
        text.expectWholeLines();
        List<CgroupLine> lines = new ArrayList<>();
        while (!text.atEnd()) {
            int hierarchy = text.smallDecimal();
            text.expect(':');
            int colon = text.find(':');
            if (colon < 0) {
                text.fail("no ':' after the controllers");
                break;
            }
            String controllers = text.string(text.position(), colon);
            text.moveTo(colon + 1);
            String path = text.restOfLine();
            if (!path.startsWith("/")) {
                text.fail("no '/' where the group begins");
                break;
            }
            lines.add(new CgroupLine(hierarchy, controllers, path));
            text.skipLine();
        }
        return List.copyOf(lines);
    }
}
