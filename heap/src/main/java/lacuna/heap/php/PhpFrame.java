package lacuna.heap.php;

import java.util.OptionalInt;

/**
 * A call on PHP's stack.
 *
 * @param type the class that it is a method of, "" for none
 * @param function its name, "" for the code of a file
 * @param file "" for a function that PHP or an extension brings
 * @param line where it stands; of the innermost call it may lag by a line or two
 */
public record PhpFrame(String type, String function, String file, OptionalInt line) {
    /** As PHP itself would write it: {@code Class::method at file:line}. */
    @Override
    public String toString() {
        String call = function.isEmpty() ? "{main}" : type.isEmpty() ? function : type + "::" + function;
        String place = file.isEmpty() ? "" : " at " + file + (line.isPresent() ? ":" + line.getAsInt() : "");
        return call + place;
    }
}
