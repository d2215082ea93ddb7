package io.flowkeep.e2e;

/** The versions of Node-RED that Flowkeep is tried with, as npm has them. */
enum NodeRedVersion {
    /** Runs on the Node.js of this machine. */
    FOUR("node-red-4"),
    /** Asks for a newer Node.js than Debian has, so one is installed beside it. */
    FIVE("node-red-5");

    private final String folder;

    NodeRedVersion(String folder) {
        this.folder = folder;
    }

    /** Where its lock file lies beside the test's resources, and where it is installed. */
    String folder() {
        return folder;
    }
}
