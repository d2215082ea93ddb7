package io.flowkeep.faults;

/** What an answered write survives. */
public enum Durability {
    /** Power loss: every write is flushed to the disk before it is answered. */
    FULL,
    /** The end of the process, not of the machine: the operating system flushes when it likes. */
    OS
}
