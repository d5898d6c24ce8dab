package lacuna.cli;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** An option's count of things, of which there is at least one. */
final class CountArgument implements ITypeConverter<Integer> {
    @Override
    public Integer convert(String text) {
        try {
            int count = Integer.parseInt(text.strip());
            if (count >= 1) {
                return count;
            }
        } catch (NumberFormatException _) {
            // Said below, with the counts that are none.
        }
        throw new TypeConversionException("'" + text + "' is not a count such as 1 or 20");
    }
}
