package io.flowkeep.json;

import java.math.BigDecimal;

/** Numbers as JavaScript prints them (ECMA-262, Number::toString). */
final class JsNumber {
    private static final double EXACT_LONG = 1e15;

    private JsNumber() {}

    /** The shortest text that reads back as the same double; the number must be finite. */
    static String text(double number) {
        if (number == Math.rint(number) && Math.abs(number) < EXACT_LONG) {
            return Long.toString((long) number);
        }
        BigDecimal shortest =
                new BigDecimal(Double.toString(Math.abs(number))).stripTrailingZeros();
        String digits = shortest.unscaledValue().toString();
        int point = digits.length() - shortest.scale();
        String sign = number < 0 ? "-" : "";
        return sign + place(digits, point);
    }

    /**
     * Places the decimal point after the first {@code point} digits, with zeros or an exponent
     * where needed.
     */
    private static String place(String digits, int point) {
        int count = digits.length();
        if (count <= point && point <= 21) {
            return digits + "0".repeat(point - count);
        }
        if (0 < point && point <= 21) {
            return digits.substring(0, point) + "." + digits.substring(point);
        }
        if (-6 < point && point <= 0) {
            return "0." + "0".repeat(-point) + digits;
        }
        String fraction = count == 1 ? "" : "." + digits.substring(1);
        int exponent = point - 1;
        return digits.charAt(0) + fraction + "e" + (exponent < 0 ? "-" : "+") + Math.abs(exponent);
    }
}
