package io.flowkeep.control;

/** Is told what is asked for on the control socket. Safe for concurrent use. */
public interface ControlWatch {

    /**
     * A command begins.
     *
     * @param who the user who asks, for people
     * @param about what it is about; may be empty
     */
    void begun(String who, String command, String about);

    /**
     * It has ended.
     *
     * @param how its result, for people
     */
    void ended(String who, String command, String how);
}
