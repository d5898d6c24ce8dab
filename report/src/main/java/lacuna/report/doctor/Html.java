package lacuna.report.doctor;

import lacuna.report.text.Printable;

/** A page of HTML as it is written: everything that is not markup is escaped. */
final class Html {
    private final StringBuilder page = new StringBuilder(1 << 16);

    /** Markup of our own. */
    Html raw(String markup) {
        page.append(markup);
        return this;
    }

    /** Words, from wherever they come. */
    Html text(String words) {
        page.append(escaped(words));
        return this;
    }

    /** An element that holds only words. */
    Html element(String tag, String words) {
        int space = tag.indexOf(' ');
        return raw("<" + tag + ">").text(words).raw("</" + (space < 0 ? tag : tag.substring(0, space)) + ">");
    }

    /** Words with what they mean, where they need it. */
    Html term(String words) {
        String meaning = Glossary.of(words);
        return meaning.isEmpty()
                ? text(words)
                : raw("<span tabindex=\"0\" title=\"" + escaped(meaning) + "\">")
                        .text(words)
                        .raw("</span>");
    }

    @Override
    public String toString() {
        return page.toString();
    }

    static String escaped(String words) {
        StringBuilder safe = new StringBuilder(words.length() + 16);
        words.lines().forEach(line -> {
            if (!safe.isEmpty()) {
                safe.append('\n');
            }
            for (char each : Printable.of(line).toCharArray()) {
                switch (each) {
                    case '&' -> safe.append("&amp;");
                    case '<' -> safe.append("&lt;");
                    case '>' -> safe.append("&gt;");
                    case '"' -> safe.append("&quot;");
                    default -> safe.append(each);
                }
            }
        });
        return safe.toString();
    }
}
