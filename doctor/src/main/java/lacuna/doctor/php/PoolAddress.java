package lacuna.doctor.php;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.util.Optional;
import lacuna.doctor.php.config.PoolConfig;

/** Where a pool's status page can be asked for, or why not. */
sealed interface PoolAddress {
    record At(SocketAddress address, String path) implements PoolAddress {}

    record Nowhere(String why, String remedy) implements PoolAddress {}

    static PoolAddress of(PoolConfig pool, Surroundings around) {
        Optional<String> path = pool.value("pm.status_path");
        if (path.isEmpty()) {
            return new Nowhere(
                    "the pool has no status page",
                    "add pm.status_path = /fpm-status to the pool, keep the web server from serving it, and reload php-fpm");
        }
        if (!path.get().matches("/[!-~]{0,200}")) {
            return new Nowhere("pm.status_path is not a path", "");
        }
        Optional<String> listen = pool.value("pm.status_listen").or(() -> pool.value("listen"));
        if (listen.isEmpty()) {
            return new Nowhere("the pool does not say where it listens", "");
        }
        return socket(listen.get(), path.get(), around);
    }

    private static PoolAddress socket(String listen, String path, Surroundings around) {
        if (listen.startsWith("/")) {
            return around.files()
                    .place(listen)
                    .<PoolAddress>map(place -> new At(UnixDomainSocketAddress.of(place), path))
                    .orElseGet(() -> new Nowhere("the pool's socket cannot be reached", ""));
        }
        // A port of ours may be somebody else's there.
        if (around.network() == Surroundings.Place.ANOTHER) {
            return new Nowhere("the pool listens in a network of its own", "a Unix socket can be asked from here");
        }
        int colon = listen.lastIndexOf(':');
        String port = listen.substring(colon + 1);
        if (!port.matches("[0-9]{1,5}") || Integer.parseInt(port) > 0xffff) {
            return new Nowhere("the pool's listen address is not understood", "");
        }
        return host(colon < 0 ? "" : listen.substring(0, colon))
                .<PoolAddress>map(host -> new At(new InetSocketAddress(host, Integer.parseInt(port)), path))
                .orElseGet(() -> new Nowhere("the pool listens on a name, which is not looked up", ""));
    }

    private static Optional<InetAddress> host(String name) {
        String bare = name.startsWith("[") && name.endsWith("]") ? name.substring(1, name.length() - 1) : name;
        try {
            return Optional.of(
                    switch (bare) {
                        case "", "*", "0.0.0.0", "localhost" -> InetAddress.ofLiteral("127.0.0.1");
                        case "::" -> InetAddress.ofLiteral("::1");
                        default -> InetAddress.ofLiteral(bare);
                    });
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }
}
