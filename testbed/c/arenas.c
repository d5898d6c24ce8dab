/* Makes thread arenas and says where they are.
 *
 *   arenas THREADS BYTES
 *
 * Each thread allocates BYTES in pieces of 40000 from an arena of its own, and prints where its first piece lies and the
 * heap that it lies in. The main thread, which has [heap], allocates nothing. Prints key=value lines, then "ready".
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
    PIECE = 40000,
    HEAP_BYTES = 64 << 20,      /* what glibc aligns the heaps of thread arenas to */
    MOST_THREADS = 64
};

static size_t bytes;
static char *first_piece[MOST_THREADS];
static pthread_barrier_t allocated;

static void *allocate(void *argument) {
    int number = (int)(intptr_t)argument;
    for (size_t done = 0; done < bytes; done += PIECE) {
        char *piece = malloc(PIECE);
        if (piece == NULL)
            exit(1);
        memset(piece, number, PIECE);
        if (done == 0)
            first_piece[number] = piece;
    }
    pthread_barrier_wait(&allocated);
    for (;;)
        pause();
    return NULL;
}

int main(int argc, char **argv) {
    int threads = argc > 1 ? atoi(argv[1]) : 1;
    bytes = argc > 2 ? strtoul(argv[2], NULL, 10) : PIECE;
    if (threads < 1 || threads > MOST_THREADS)
        return 2;
    mallopt(M_ARENA_MAX, threads + 1);
    pthread_barrier_init(&allocated, NULL, threads + 1);
    for (int i = 0; i < threads; i++) {
        pthread_t thread;
        if (pthread_create(&thread, NULL, allocate, (void *)(intptr_t)i) != 0)
            return 1;
    }
    pthread_barrier_wait(&allocated);
    printf("threads=%d\n", threads);
    for (int i = 0; i < threads; i++)
        printf("piece_%d=%p\nheap_%d=%#lx\n", i, (void *)first_piece[i], i,
               (uintptr_t)first_piece[i] & -(uintptr_t)HEAP_BYTES);
    puts("ready");
    fflush(stdout);
    for (;;)
        pause();
}
