/**
 * System calls through java.lang.foreign. The only room that holds native handles; a call answers as the kernel does,
 * with a result or a negative {@link lacuna.linux.call.Errno}, and throws nothing.
 */
package lacuna.linux.call;
