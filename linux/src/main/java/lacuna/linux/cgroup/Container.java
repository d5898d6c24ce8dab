package lacuna.linux.cgroup;

import java.util.Optional;

/** The container that a process is in: what runs it, its id, and the Kubernetes pod that it is part of. */
public record Container(Engine engine, String id, Optional<String> pod) {
    public enum Engine {
        DOCKER("docker"),
        CONTAINERD("containerd"),
        CRIO("cri-o"),
        PODMAN("podman"),
        LXC("lxc"),
        /** The name of the group does not tell. */
        OTHER("container");

        private final String words;

        Engine(String words) {
            this.words = words;
        }

        /** The name that its users know. */
        public String words() {
            return words;
        }
    }

    /** As much of the id as people use to tell containers apart. */
    public String shortId() {
        return id.length() > 12 && engine != Engine.LXC ? id.substring(0, 12) : id;
    }
}
