/* Threads of which each has memory of its own: an arena, a cache, a stack. Some have ended and left an arena behind.
 *
 *   thread_memory [STAYING [GONE]]
 *
 * Each thread has an arena of its own. Those that stay free a few blocks of one size, another number of another size each,
 * which their caches keep, and touch so much of their stacks. Those that are gone leave an arena with many small holes and,
 * at its end, a large top. Prints of each thread that stays its number, its heap, the chunks in its cache, their size, and
 * what it touched of its stack; of each that is gone its heap and at least how much it left free; then "ready".
 */
#define _GNU_SOURCE
#include <alloca.h>
#include <malloc.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

enum {
    CHUNK = 208,                /* and 16 more for each thread */
    PIECES = 64,
    PIECE = 50000,
    STACK = 100000,
    HEAP_BYTES = 64 << 20,
    MOST_THREADS = 32
};

static struct thread {
    long tid;
    char *first;
    size_t chunk, cached, stack, freed;
} staying[MOST_THREADS], gone[MOST_THREADS];

static pthread_barrier_t started, done;

static void *stay(void *argument) {
    struct thread *self = argument;
    char *held[7];
    size_t count = 1 + (self - staying) % 7;
    self->tid = syscall(SYS_gettid);
    self->chunk = CHUNK + 16 * (self - staying);
    self->cached = count;
    self->stack = STACK * (1 + (self - staying) % 3);
    if ((self->first = malloc(PIECE)) == NULL)
        exit(1);
    pthread_barrier_wait(&started);
    for (size_t i = 0; i < count; i++)
        if ((held[i] = malloc(self->chunk - 8)) == NULL)
            exit(1);
    for (size_t i = 0; i < count; i++)
        free(held[i]);
    volatile char *stack = alloca(self->stack);
    for (size_t i = 0; i < self->stack; i++)
        stack[i] = 0x71;
    pthread_barrier_wait(&done);
    for (;;)
        pause();
    return NULL;
}

static void *leave(void *argument) {
    struct thread *self = argument;
    char *held[PIECES];
    for (int i = 0; i < PIECES; i++) {
        if ((held[i] = malloc(PIECE)) == NULL)
            exit(1);
        memset(held[i], 0xF2, PIECE);
    }
    self->first = held[0];
    pthread_barrier_wait(&started);
    for (int i = 1; i < PIECES / 2; i += 2)
        free(held[i]);
    for (int i = PIECES / 2; i < PIECES; i++)
        free(held[i]);
    self->freed = (PIECES / 4 + PIECES / 2) * (size_t)PIECE;
    return NULL;
}

int main(int argc, char **argv) {
    int stays = argc > 1 ? atoi(argv[1]) : 5, goes = argc > 2 ? atoi(argv[2]) : 3;
    if (stays < 1 || stays > MOST_THREADS || goes < 0 || goes > MOST_THREADS)
        return 2;
    static char out[65536];
    setvbuf(stdout, out, _IOFBF, sizeof out);
    mallopt(M_ARENA_MAX, stays + goes + 1);
    mallopt(M_TRIM_THRESHOLD, 1 << 30);
    pthread_barrier_init(&started, NULL, stays + goes);
    pthread_barrier_init(&done, NULL, stays + 1);
    pthread_t thread, leaving[MOST_THREADS];
    for (int i = 0; i < goes; i++)
        if (pthread_create(&leaving[i], NULL, leave, &gone[i]) != 0)
            return 1;
    for (int i = 0; i < stays; i++)
        if (pthread_create(&thread, NULL, stay, &staying[i]) != 0)
            return 1;
    for (int i = 0; i < goes; i++)
        pthread_join(leaving[i], NULL);
    pthread_barrier_wait(&done);
    for (int i = 0; i < stays; i++)
        printf("tid_%d=%ld\nheap_%d=%#lx\nchunk_%d=%zu\ncached_%d=%zu\nstack_%d=%zu\n", i, staying[i].tid, i,
               (uintptr_t)staying[i].first & -(uintptr_t)HEAP_BYTES, i, staying[i].chunk, i, staying[i].cached, i,
               staying[i].stack);
    for (int i = 0; i < goes; i++)
        printf("gone_heap_%d=%#lx\nfreed_%d=%zu\n", i, (uintptr_t)gone[i].first & -(uintptr_t)HEAP_BYTES, i,
               gone[i].freed);
    puts("ready");
    fflush(stdout);
    for (;;)
        pause();
}
