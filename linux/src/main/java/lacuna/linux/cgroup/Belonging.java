package lacuna.linux.cgroup;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import lacuna.linux.proc.CgroupLine;

/**
 * What a process belongs to, read from the names of its control groups. {@code unit} is systemd's unit on the host,
 * {@code userUnit} the one that a user's own systemd made below it. {@code path} is the group's whole name.
 */
public record Belonging(
        String path,
        Optional<Unit> unit,
        Optional<Unit> userUnit,
        Optional<Unit> slice,
        Optional<Container> container) {
    private static final int ID_DIGITS = 64;

    /** Judges by the group that says most: version 2's, then systemd's of version 1, then memory's, then any other's. */
    public static Belonging of(List<CgroupLine> lines) {
        return of(path(lines));
    }

    public static Belonging of(String path) {
        List<String> names = components(path);
        int at = 0;
        Optional<Unit> slice = Optional.empty();
        while (at < names.size() && isSlice(names.get(at))) {
            slice = Optional.of(unit(names.get(at++)));
        }
        Optional<Unit> unit = Optional.empty();
        if (at < names.size() && isUnit(names.get(at))) {
            unit = Optional.of(unit(names.get(at++)));
        }
        Optional<Unit> userUnit = Optional.empty();
        if (unit.isPresent() && unit.get().name().startsWith("user@")) {
            while (at < names.size() && isSlice(names.get(at))) {
                at++;
            }
            if (at < names.size() && isUnit(names.get(at))) {
                userUnit = Optional.of(unit(names.get(at)));
            }
        }
        return new Belonging(path, unit, userUnit, slice, container(names));
    }

    private static String path(List<CgroupLine> lines) {
        String best = "/";
        int bestRank = Integer.MAX_VALUE;
        for (CgroupLine line : lines) {
            int rank = line.isVersion2()
                    ? 0
                    : line.hasController("name=systemd") ? 1 : line.hasController("memory") ? 2 : 3;
            if (rank < bestRank && !line.path().equals("/")) {
                best = line.path();
                bestRank = rank;
            }
        }
        return best;
    }

    /** The innermost container, as containers run in containers. */
    private static Optional<Container> container(List<String> names) {
        Optional<String> pod = Optional.empty();
        Optional<Container> container = Optional.empty();
        String parent = "";
        for (String name : names) {
            Optional<String> podHere = pod(name);
            pod = podHere.isPresent() ? podHere : pod;
            Optional<Container> here = container(parent, name, pod);
            container = here.isPresent() ? here : container;
            parent = name;
        }
        return container;
    }

    private static Optional<Container> container(String parent, String name, Optional<String> pod) {
        if (name.startsWith("lxc.payload.")) {
            return lxc(name.substring("lxc.payload.".length()));
        }
        if (parent.equals("lxc")) {
            return lxc(name);
        }
        String bare = name.endsWith(".scope") ? name.substring(0, name.length() - ".scope".length()) : name;
        int idAt = bare.length() - ID_DIGITS;
        if (idAt < 0 || !isHex(bare, idAt)) {
            return Optional.empty();
        }
        String maker = bare.substring(0, idAt);
        if (!maker.isEmpty() && !maker.endsWith("-") && !maker.endsWith(":")) {
            return Optional.empty();
        }
        // The monitor of a container is not in it.
        if (maker.contains("conmon")) {
            return Optional.empty();
        }
        return Optional.of(new Container(engine(maker.isEmpty() ? parent : maker), bare.substring(idAt), pod));
    }

    private static Optional<Container> lxc(String name) {
        return Optional.of(new Container(Container.Engine.LXC, name, Optional.empty()));
    }

    private static Container.Engine engine(String maker) {
        if (maker.contains("docker")) {
            return Container.Engine.DOCKER;
        }
        if (maker.contains("containerd")) {
            return Container.Engine.CONTAINERD;
        }
        if (maker.contains("crio")) {
            return Container.Engine.CRIO;
        }
        return maker.contains("libpod") ? Container.Engine.PODMAN : Container.Engine.OTHER;
    }

    /** "kubepods-burstable-pod1a2b_….slice" or "pod1a2b-…": systemd's names have '_' where the uid has '-'. */
    private static Optional<String> pod(String name) {
        int end = name.indexOf(".slice");
        String bare = end < 0 ? name : name.substring(0, end);
        int at = bare.startsWith("pod") ? 0 : bare.startsWith("kubepods-") ? bare.lastIndexOf("-pod") + 1 : -1;
        if (at < 0 || !bare.startsWith("pod", at) || bare.length() - at <= "pod".length() + 8) {
            return Optional.empty();
        }
        return Optional.of(bare.substring(at + "pod".length()).replace('_', '-'));
    }

    private static List<String> components(String path) {
        List<String> names = new ArrayList<>();
        int from = 0;
        for (int i = 0; i <= path.length(); i++) {
            if (i == path.length() || path.charAt(i) == '/') {
                if (i > from) {
                    names.add(path.substring(from, i));
                }
                from = i + 1;
            }
        }
        return names;
    }

    private static boolean isSlice(String name) {
        return name.endsWith(".slice");
    }

    private static boolean isUnit(String name) {
        return name.endsWith(".service") || name.endsWith(".scope");
    }

    /** systemd puts a '_' before names that the kernel might take for its own files. */
    private static Unit unit(String name) {
        return new Unit(name.startsWith("_") ? name.substring(1) : name);
    }

    private static boolean isHex(String text, int from) {
        for (int i = from; i < text.length(); i++) {
            char c = text.charAt(i);
            if ((c < '0' || c > '9') && (c < 'a' || c > 'f')) {
                return false;
            }
        }
        return true;
    }
}
