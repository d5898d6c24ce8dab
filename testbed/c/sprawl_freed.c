/* Arena sprawl, or many arenas in use: each thread fills an arena of its own and frees nearly all, or keeps all.
 *
 *   sprawl_freed THREADS MIB [keep]
 *
 * Each thread allocates MIB MiB in blocks of 60,013 bytes. Without "keep" it then frees all but the last, which keeps its
 * heap from shrinking. The threads stay. Prints threads, blocks_each and block_bytes, then "ready".
 */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { BLOCK = 60013 };

static size_t blocks;
static int keep;
static pthread_barrier_t filled;

static void *fill(void *unused) {
    (void)unused;
    char **held = calloc(blocks, sizeof *held);
    for (size_t i = 0; i < blocks; i++) {
        held[i] = malloc(BLOCK);
        memset(held[i], 'x', BLOCK);
    }
    /* All at once, so that no thread takes over the arena of another. */
    pthread_barrier_wait(&filled);
    for (size_t i = 0; !keep && i + 1 < blocks; i++)
        free(held[i]);
    pthread_barrier_wait(&filled);
    pause();
    return NULL;
}

int main(int argc, char **argv) {
    if (argc < 3)
        return 2;
    unsigned threads = (unsigned)strtoul(argv[1], NULL, 10);
    blocks = (strtoul(argv[2], NULL, 10) << 20) / BLOCK;
    keep = argc > 3;
    pthread_barrier_init(&filled, NULL, threads + 1);
    for (unsigned i = 0; i < threads; i++) {
        pthread_t thread;
        if (pthread_create(&thread, NULL, fill, NULL))
            return 1;
    }
    pthread_barrier_wait(&filled);
    pthread_barrier_wait(&filled);
    printf("threads=%u\nblocks_each=%zu\nblock_bytes=%d\nready\n", threads, blocks, BLOCK);
    fflush(stdout);
    for (;;)
        pause();
}
