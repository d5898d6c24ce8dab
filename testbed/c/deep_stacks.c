/* Threads that once went deep: each touched a MiB of its stack, and stays.
 *
 *   deep_stacks THREADS
 *
 * Prints stack_bytes, what was touched of all stacks together, then "ready".
 */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { DEEP = 1 << 20 };

static pthread_barrier_t touched;

static void *go_deep(void *unused) {
    (void)unused;
    volatile char stack[DEEP];
    for (size_t i = 0; i < DEEP; i += 4096)
        stack[i] = 1;
    (void)stack[0];
    pthread_barrier_wait(&touched);
    pause();
    return NULL;
}

int main(int argc, char **argv) {
    unsigned threads = argc > 1 ? (unsigned)strtoul(argv[1], NULL, 10) : 40;
    pthread_barrier_init(&touched, NULL, threads + 1);
    for (unsigned i = 0; i < threads; i++) {
        pthread_t thread;
        if (pthread_create(&thread, NULL, go_deep, NULL))
            return 1;
    }
    pthread_barrier_wait(&touched);
    printf("stack_bytes=%zu\nready\n", (size_t)threads * DEEP);
    fflush(stdout);
    for (;;)
        pause();
}
