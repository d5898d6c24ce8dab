package lacuna.testbed;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** How long a test class may take that builds things, or runs many programs of many releases. See {@link Watchdog}. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface MayTake {
    /** Seconds. */
    int seconds();
}
