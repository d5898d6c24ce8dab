package lacuna.doctor.php.config;

/** What was wrong in a configuration file, and where; line 0 is the file as a whole. */
public record ConfigProblem(String file, int line, String what) {}
