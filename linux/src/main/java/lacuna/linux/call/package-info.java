/**
 * System calls through java.lang.foreign. The only room that holds native handles. A single call answers as the kernel
 * does, with a result or a negative {@link lacuna.linux.call.Errno}; what opens or stops something answers with the thing
 * or a {@link lacuna.linux.call.Refusal}. It throws only at a caller's mistake.
 */
package lacuna.linux.call;
