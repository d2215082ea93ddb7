package io.flowkeep.files;

import java.util.ArrayList;
import java.util.List;

/** A charge that allows everything and writes down what it was told. */
public final class FreeCharge implements Charge {
    private final List<String> told = new ArrayList<>();

    /** Terms without a precondition and without a limit. */
    public static Terms terms() {
        return terms(new Precondition.Always());
    }

    /** Terms without a limit. */
    public static Terms terms(Precondition precondition) {
        return new Terms(precondition, new FreeCharge());
    }

    /** What the store told, in order, for example {@code change 3 5}. */
    public List<String> told() {
        return List.copyOf(told);
    }

    @Override
    public boolean create(long newBytes) {
        return told.add("create " + newBytes);
    }

    @Override
    public boolean change(long oldBytes, long newBytes) {
        return told.add("change " + oldBytes + " " + newBytes);
    }

    @Override
    public void removed(long oldBytes) {
        told.add("removed " + oldBytes);
    }

    @Override
    public void undo() {
        told.add("undo");
    }

    @Override
    public long limitBytes() {
        return Long.MAX_VALUE;
    }
}
