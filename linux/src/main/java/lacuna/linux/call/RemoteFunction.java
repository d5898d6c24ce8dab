package lacuna.linux.call;

/**
 * A function in another process, with the two places of its C library that a call needs.
 *
 * @param address where it begins; it takes one number and returns one
 * @param argument what it is given
 * @param errnoLocation the library's __errno_location, by which the thread's errno is kept
 * @param signalReturn the library's code that a signal handler returns to: it asks the kernel to put back what was
 */
public record RemoteFunction(long address, long argument, long errnoLocation, long signalReturn) {}
