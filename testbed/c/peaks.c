/* Memory that glibc keeps after peaks.
 *
 *   peaks HOW THREADS MIB
 *
 * HOW is turns (each thread, one after the other, fills MIB in an arena of its own and frees all but the last block), tops (a
 * large free has raised the thresholds, then each thread at once fills MIB and frees all), ended (as tops, and the threads end)
 * or raised (no threads: MIB of blocks of 1 MiB, all freed, which lie in the heap because the threshold rose; a small live block
 * lies behind each). Prints true_bytes, what was freed, then "ready".
 */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { BLOCK = 60013, LARGE = 1 << 20, LARGEST = 31 << 20 };

static pthread_mutex_t turn = PTHREAD_MUTEX_INITIALIZER;
static pthread_barrier_t filled, done;
static size_t blocks;
static int in_turns, end;

static char *filled_block(size_t bytes) {
    char *block = malloc(bytes);
    if (block == NULL)
        exit(1);
    memset(block, 0xD1, bytes);
    return block;
}

static void *peak(void *unused) {
    (void)unused;
    char *held[4096];
    if (in_turns)
        pthread_mutex_lock(&turn);
    for (size_t i = 0; i < blocks; i++)
        held[i] = filled_block(BLOCK);
    if (!in_turns)
        pthread_barrier_wait(&filled);
    for (size_t i = 0; i < blocks - in_turns; i++)
        free(held[i]);
    if (in_turns)
        pthread_mutex_unlock(&turn);
    pthread_barrier_wait(&done);
    while (!end)
        pause();
    return NULL;
}

static void wait_for_the_end(size_t truth) {
    printf("true_bytes=%zu\nready\n", truth);
    fflush(stdout);
    for (;;)
        pause();
}

static void raised(size_t bytes) {
    size_t count = bytes / LARGE;
    char **held = calloc(count, sizeof *held);
    free(filled_block(LARGEST));
    for (size_t i = 0; i < count; i++) {
        held[i] = filled_block(LARGE);
        filled_block(2003);
    }
    for (size_t i = 0; i < count; i++)
        free(held[i]);
    wait_for_the_end(bytes);
}

int main(int argc, char **argv) {
    if (argc < 4)
        return 2;
    unsigned threads = (unsigned)strtoul(argv[2], NULL, 10);
    size_t bytes = strtoul(argv[3], NULL, 10) << 20;
    blocks = bytes / BLOCK;
    if (blocks < 2 || blocks > 4096)
        return 2;
    if (strcmp(argv[1], "raised") == 0)
        raised(bytes);
    in_turns = strcmp(argv[1], "turns") == 0;
    end = strcmp(argv[1], "ended") == 0;
    if (!in_turns)
        free(filled_block(LARGEST));
    pthread_barrier_init(&filled, NULL, threads);
    pthread_barrier_init(&done, NULL, threads + 1);
    pthread_t all[256];
    for (unsigned i = 0; i < threads && i < 256; i++)
        if (pthread_create(&all[i], NULL, peak, NULL) != 0)
            return 1;
    pthread_barrier_wait(&done);
    for (unsigned i = 0; end && i < threads; i++)
        pthread_join(all[i], NULL);
    wait_for_the_end(threads * (blocks - in_turns) * (size_t)BLOCK);
}
