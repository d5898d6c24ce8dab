package lacuna.watch.sample;

import java.util.Optional;

/** What a process is a part of. {@code executable} is the file's name; where that is not shown, the command's. */
public record Membership(
        Optional<String> unit, Optional<String> pool, Optional<String> container, String cgroup, String executable) {}
