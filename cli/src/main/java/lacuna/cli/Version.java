package lacuna.cli;

/** The version that the build wrote into the jar. */
final class Version {
    static final String LINE = "lacuna " + built();

    private Version() {}

    private static String built() {
        String version = Main.class.getPackage().getImplementationVersion();
        return version == null ? "(from classes)" : version;
    }
}
