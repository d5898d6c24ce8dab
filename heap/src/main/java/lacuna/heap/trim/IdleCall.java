package lacuna.heap.trim;

import lacuna.linux.call.StoppedThread;

/**
 * The system calls of x86-64 that threads rest in and that malloc itself never makes: whoever is in one did not come there
 * through malloc. Left out are those that malloc makes (brk, mmap, futex, reading files of /proc and /sys, writing its
 * last words) and those that stand for another (restart_syscall).
 *
 * <p>A stream that malloc_info or malloc_stats prints to can lead out of malloc into any call. They print with their lists
 * whole, and one that holds a lock meanwhile lets the trim wait until it is broken off.
 */
final class IdleCall {
    private static final long POLL = 7;
    private static final long SELECT = 23;
    private static final long PAUSE = 34;
    private static final long NANOSLEEP = 35;
    private static final long ACCEPT = 43;
    private static final long RECVFROM = 45;
    private static final long RECVMSG = 47;
    private static final long WAIT4 = 61;
    private static final long RT_SIGTIMEDWAIT = 128;
    private static final long RT_SIGSUSPEND = 130;
    private static final long CLOCK_NANOSLEEP = 230;
    private static final long EPOLL_WAIT = 232;
    private static final long WAITID = 247;
    private static final long PSELECT6 = 270;
    private static final long PPOLL = 271;
    private static final long EPOLL_PWAIT = 281;
    private static final long ACCEPT4 = 288;
    private static final long EPOLL_PWAIT2 = 441;

    private IdleCall() {}

    static boolean isOf(StoppedThread thread) {
        long number = thread.systemCall().orElse(-1);
        return number == POLL
                || number == SELECT
                || number == PAUSE
                || number == NANOSLEEP
                || number == ACCEPT
                || number == RECVFROM
                || number == RECVMSG
                || number == WAIT4
                || number == RT_SIGTIMEDWAIT
                || number == RT_SIGSUSPEND
                || number == CLOCK_NANOSLEEP
                || number == EPOLL_WAIT
                || number == WAITID
                || number == PSELECT6
                || number == PPOLL
                || number == EPOLL_PWAIT
                || number == ACCEPT4
                || number == EPOLL_PWAIT2;
    }
}
