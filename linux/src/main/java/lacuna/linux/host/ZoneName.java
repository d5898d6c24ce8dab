package lacuna.linux.host;

import lacuna.linux.text.Ascii;

/** "Node 0, zone   Normal": what each zone's line begins with in buddyinfo, pagetypeinfo and zoneinfo. */
record ZoneName(int node, String zone) {

    /** Steps over it; a comma after the name is not part of it. */
    static ZoneName take(Ascii text) {
        text.expect("Node");
        text.skipSpaces();
        int node = text.smallDecimal();
        text.expect(", zone");
        text.skipSpaces();
        int from = text.position();
        text.skipWord();
        int to = text.position();
        if (from == to) {
            text.fail("no name of a zone");
            return new ZoneName(0, "");
        }
        String name = text.string(from, to);
        return new ZoneName(node, name.endsWith(",") ? name.substring(0, name.length() - 1) : name);
    }
}
