/* Sprawl: many threads, each with a small arena of its own that is half holes.
 *
 *   sprawl [THREADS [BLOCKS]]
 *
 * Each thread allocates BLOCKS blocks of a size of its own, and frees every second one but not the first. No two holes
 * meet; where BLOCKS is odd, none meets the top. Prints for each thread the heap it allocated from, its first block, the
 * size of its chunks and how many live; then "ready". The main thread allocates nothing but what threads cost.
 */
#define _GNU_SOURCE
#include <malloc.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum {
    CHUNK = 1216,               /* and 16 more for each thread: over what a tcache takes */
    HEAP_BYTES = 64 << 20,
    MOST_THREADS = 256,
    MOST_BLOCKS = 4096
};

static struct thread {
    char *first;
    size_t chunk, live;
} threads[MOST_THREADS];

static size_t blocks;
static pthread_barrier_t done;

static void *sprawl(void *argument) {
    struct thread *self = argument;
    char *held[MOST_BLOCKS];
    for (size_t i = 0; i < blocks; i++) {
        if ((held[i] = malloc(self->chunk - 8)) == NULL)
            exit(1);
        memset(held[i], 0xE1, self->chunk - 8);
    }
    for (size_t i = 1; i < blocks; i += 2)
        free(held[i]);
    self->first = held[0];
    self->live = (blocks + 1) / 2;
    pthread_barrier_wait(&done);
    for (;;)
        pause();
    return NULL;
}

int main(int argc, char **argv) {
    int count = argc > 1 ? atoi(argv[1]) : 64;
    blocks = argc > 2 ? strtoul(argv[2], NULL, 10) : 101;
    if (count < 1 || count > MOST_THREADS || blocks < 1 || blocks > MOST_BLOCKS)
        return 2;
    static char out[65536];
    setvbuf(stdout, out, _IOFBF, sizeof out);
    mallopt(M_ARENA_MAX, count + 1);
    pthread_barrier_init(&done, NULL, count + 1);
    for (int i = 0; i < count; i++) {
        threads[i].chunk = CHUNK + 16 * i;
        pthread_t thread;
        if (pthread_create(&thread, NULL, sprawl, &threads[i]) != 0)
            return 1;
    }
    pthread_barrier_wait(&done);
    printf("threads=%d\n", count);
    for (int i = 0; i < count; i++)
        printf("heap_%d=%#lx\nfirst_%d=%p\nchunk_%d=%zu\nlive_%d=%zu\n", i,
               (uintptr_t)threads[i].first & -(uintptr_t)HEAP_BYTES, i, (void *)threads[i].first, i, threads[i].chunk, i,
               threads[i].live);
    puts("ready");
    fflush(stdout);
    for (;;)
        pause();
}
