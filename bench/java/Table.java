import java.util.ArrayList;
import java.util.List;

/** Lines of cells in columns as wide as their widest cell, readable as Markdown too. */
final class Table {
    private final List<List<String>> lines = new ArrayList<>();

    Table(List<String> header) {
        lines.add(header);
    }

    void add(List<String> line) {
        lines.add(line);
    }

    @Override
    public String toString() {
        int[] widths = new int[lines.getFirst().size()];
        for (List<String> line : lines) {
            for (int at = 0; at < widths.length; at++) {
                widths[at] = Math.max(widths[at], line.get(at).length());
            }
        }
        StringBuilder text = new StringBuilder();
        for (int number = 0; number < lines.size(); number++) {
            append(text, lines.get(number), widths, ' ');
            if (number == 0) {
                append(text, lines.getFirst().stream().map(_ -> "").toList(), widths, '-');
            }
        }
        return text.toString();
    }

    private static void append(StringBuilder text, List<String> line, int[] widths, char fill) {
        for (int at = 0; at < widths.length; at++) {
            String padding = String.valueOf(fill).repeat(widths[at] - line.get(at).length());
            boolean isName = at == 0;
            text.append("| ")
                    .append(isName ? line.get(at) + padding : padding + line.get(at))
                    .append(' ');
        }
        text.append("|\n");
    }
}
