/* Threads that allocate and free without a rest.
 *
 *   churning THREADS BLOCKS
 *
 * Each thread keeps BLOCKS slots and fills or empties one after the other, at random, for ever. Prints "ready" when all
 * of them have been filled once.
 */
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int blocks;
static pthread_barrier_t filled;

static void *churn(void *number) {
    uint64_t seed = (uintptr_t)number * 77 + 1;
    void **slots = calloc(blocks, sizeof *slots);
    for (long i = 0;; i++) {
        if (i == 4L * blocks)
            pthread_barrier_wait(&filled);
        seed = seed * 6364136223846793005u + 1442695040888963407u;
        void **slot = &slots[(seed >> 33) % blocks];
        if (*slot != NULL) {
            free(*slot);
            *slot = NULL;
        } else {
            size_t size = 8 + (seed >> 40) % 2000;
            *slot = malloc(size);
            memset(*slot, 1, size);
        }
    }
    return NULL;
}

int main(int argc, char **argv) {
    int threads = argc > 1 ? atoi(argv[1]) : 2;
    blocks = argc > 2 ? atoi(argv[2]) : 10000;
    pthread_barrier_init(&filled, NULL, threads + 1);
    for (int i = 0; i < threads; i++) {
        pthread_t thread;
        if (pthread_create(&thread, NULL, churn, (void *)(intptr_t)i) != 0)
            return 1;
    }
    pthread_barrier_wait(&filled);
    puts("ready");
    fflush(stdout);
    for (;;)
        pause();
}
