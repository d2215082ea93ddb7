package io.flowkeep.moving;

/** Shows nothing. */
final class SilentWatcher implements MoveWatch {
    @Override
    public void begins(String doing, Source.Unit unit, long already) {}

    @Override
    public void total(long total) {}

    @Override
    public void done(long done, MoveCounts tally) {}

    @Override
    public void ends() {}
}
