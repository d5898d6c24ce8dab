package lacuna.linux.call;

/**
 * A function in another process, with the places of its C library that a call needs.
 *
 * @param address where it begins; it takes one number and returns one
 * @param argument what it is given
 * @param errnoLocation the library's __errno_location, by which the thread's errno is kept
 * @param wayBack how the thread comes back from it
 */
public record RemoteFunction(long address, long argument, long errnoLocation, WayBack wayBack) {}
