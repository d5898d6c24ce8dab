package lacuna.doctor.php.config;

/** One setting with its value as text, and where it comes from. */
public record Setting(String name, String value, Origin origin) {}
