package io.windowreload.observe;

/** The version that the jar carries. */
final class Version {
    private Version() {}

    static String text() {
        var version = Version.class.getPackage().getImplementationVersion();
        return version == null ? "(from classes)" : version;
    }
}
