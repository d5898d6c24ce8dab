package lacuna.report.doctor;

import java.util.LinkedHashMap;
import java.util.Map;

/** What the words of a report mean, for whoever points at them. */
final class Glossary {
    private static final Map<String, String> WORDS = new LinkedHashMap<>();

    static {
        WORDS.put("resident", "In memory now, by the kernel's count (RSS).");
        WORDS.put("live", "Blocks that the program holds: handed out and not freed.");
        WORDS.put("thread caches", "Freed blocks that one thread keeps for its next allocation.");
        WORDS.put("fast bins", "Freed small blocks that are kept whole for the next allocation.");
        WORDS.put("free", "Freed by the program, and on the allocator's lists for the next allocation.");
        WORDS.put("top", "The upper end of a heap, of which nothing was handed out or all came back.");
        WORDS.put("its own", "The allocator's own tables and marks.");
        WORDS.put("unattributed", "Anonymous memory that nothing names.");
        WORDS.put("stack", "Pages that threads have touched of their stacks.");
        WORDS.put("text", "Program code, mapped from files; shared by all who run it.");
        WORDS.put("pinned", "Freed bytes on pages that live blocks lie on too: no allocator can give them back.");
        WORDS.put("trim", "What the allocator's own release call would give back, foretold page by page.");
        WORDS.put("proportional share", "PSS: shared pages divided among those who share them.");
        WORDS.put("private", "USS: what would come back if the process ended.");
        WORDS.put("kept", "Freed, on whole pages, and kept by the allocator.");
        WORDS.put("arena", "A part of the heap with its own lock and lists; a thread allocates from one of them.");
        WORDS.put("swap", "Pages that the kernel wrote out because memory was short.");
        WORDS.put("page tables", "The kernel's own tables of the process's pages; no RSS counts them.");
        WORDS.put("huge pages", "Pages of 2 MiB: resident whole once one byte of them is touched.");
        WORDS.put("looks", "How often the process was examined within the time.");
        WORDS.put("growth", "The last look less the first.");
        WORDS.put("cached", "Freed by the program and kept whole for its next allocation.");
    }

    private Glossary() {}

    /** What {@code name} means; "" for a word that needs no explanation. */
    static String of(String name) {
        String meaning = "";
        int longest = 0;
        for (Map.Entry<String, String> word : WORDS.entrySet()) {
            if (name.contains(word.getKey()) && word.getKey().length() > longest) {
                meaning = word.getValue();
                longest = word.getKey().length();
            }
        }
        return meaning;
    }
}
