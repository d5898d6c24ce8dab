/* Threads that count, to show whether a process runs; and a count of the signals that reached it.
 *
 *   counter [THREADS]
 *
 * Each of THREADS (1) threads adds to its own 64-bit counter about a thousand times a second: counters (an address) and
 * threads (how many) are printed. SIGUSR1 and SIGRTMIN add to the 64-bit number at signals. Then "ready".
 */
#define _GNU_SOURCE
#include <pthread.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { MOST_THREADS = 256 };

static volatile uint64_t counters[MOST_THREADS];
static volatile uint64_t signals;

static void on_signal(int number) {
    (void)number;
    __atomic_add_fetch(&signals, 1, __ATOMIC_RELAXED);
}

static void *count(void *counter) {
    for (;;) {
        ++*(volatile uint64_t *)counter;
        nanosleep(&(struct timespec){.tv_nsec = 1000000}, NULL);
    }
    return NULL;
}

int main(int argc, char **argv) {
    int threads = argc > 1 ? atoi(argv[1]) : 1;
    if (threads < 1 || threads > MOST_THREADS)
        return 2;
    signal(SIGUSR1, on_signal);
    signal(SIGRTMIN, on_signal);
    for (int i = 1; i < threads; i++) {
        pthread_t thread;
        if (pthread_create(&thread, NULL, count, (void *)&counters[i]) != 0)
            return 1;
    }
    printf("counters=%p\nthreads=%d\nsignals=%p\n", (void *)counters, threads, (void *)&signals);
    puts("ready");
    fflush(stdout);
    count((void *)&counters[0]);
}
