package lacuna.heap.cpython;

import java.util.List;

/**
 * A Python in a process: what it is, and who in it has arenas of its own.
 *
 * @param object the program or library that it is part of
 * @param notes what was noticed on the way, in words for the user
 */
record PythonProgram(String object, String version, List<String> evidence, List<Owner> owners, List<String> notes) {
    PythonProgram {
        evidence = List.copyOf(evidence);
        owners = List.copyOf(owners);
        notes = List.copyOf(notes);
    }
}
