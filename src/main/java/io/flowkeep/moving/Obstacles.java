package io.flowkeep.moving;

import io.flowkeep.files.Obstacle;

/** Describes an obstacle in the way of a file. Stateless. */
final class Obstacles {
    private Obstacles() {}

    static String inTheSource(Obstacle obstacle) {
        return "cannot be read: " + said(obstacle);
    }

    static String inTheTarget(Obstacle obstacle) {
        return "cannot be written: " + said(obstacle);
    }

    private static String said(Obstacle obstacle) {
        return switch (obstacle) {
            case Obstacle.IsFolder _ -> "a folder has this name";
            case Obstacle.BelowFile _ -> "a file has the name of one of its folders";
            case Obstacle.NameTooLong _ -> "the name is too long for the store";
            case Obstacle.OutsideProject _ -> "a link leads out of the project";
        };
    }
}
