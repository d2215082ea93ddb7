package io.flowkeep.testing;

import java.util.stream.Collectors;

/** Texts made by chance: plain ones, and all that is odd in Unicode. Stateless. */
public final class Texts {
    private static final Generator<String> ODD =
            Generator.of(
                    "\0",
                    "\t",
                    "\n",
                    "\r",
                    "\u007f",
                    "\u0085",
                    "\u00a0",
                    "\u00df",
                    "e\u0301",
                    "\u0130",
                    "\u0661",
                    "\u200f",
                    "\u2028",
                    "\ufeff",
                    "\ufffd",
                    "\uffff",
                    "\ud83d\ude00",
                    "\udbff\udfff",
                    "\ud800",
                    "\udc00");

    private static final Generator<String> ASCII =
            Generator.integers(' ', '~').map(Character::toString);
    private static final Generator<String> ANY =
            Generator.integers(0, Character.MAX_CODE_POINT).map(Character::toString);
    private static final Generator<String> NEAR =
            Generator.integers(0, Character.MAX_VALUE).map(Character::toString);
    private static final Generator<String> PART = Generator.oneOf(ASCII, ASCII, ODD, NEAR, ANY);

    private Texts() {}

    /** Any text of at most so many characters, halves of pairs included; often the empty one. */
    public static Generator<String> any(int max) {
        return any(0, max);
    }

    /** Any text of from so many to so many characters. */
    public static Generator<String> any(int min, int max) {
        return PART.list(min, max).map(parts -> cut(String.join("", parts), max));
    }

    /** These parts one after the other, from so many to so many. */
    public static Generator<String> of(Generator<String> parts, int min, int max) {
        return parts.list(min, max).map(list -> list.stream().collect(Collectors.joining()));
    }

    private static String cut(String text, int max) {
        return text.length() > max ? text.substring(0, max) : text;
    }
}
