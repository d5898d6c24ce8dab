/*
 * A program on mimalloc (preloaded) that allocates in threads and prints what it has itself: of each size of block how
 * many, by malloc_usable_size.
 *
 *   mimalloc_truth THREADS COUNT WHAT
 *     live     each thread keeps COUNT blocks of each size
 *     shrunk   each thread frees all but one in fifty of them by itself
 *     crossed  the main thread frees every other block of all threads, which then do nothing more
 *     ended    as live, and then all threads end
 *     huge     as live, with blocks of more than 16 MiB beside them, the last of them on a border of 64 MiB
 *     churn    as live, and then one thread goes on allocating and freeing
 */
#include <malloc.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { SIZES = 7, HUGES = 4, MOST = 64 };

static const size_t size_of[SIZES] = {40, 200, 1000, 3000, 20000, 100000, 700000};
static const size_t rarer[SIZES] = {1, 1, 1, 1, 10, 50, 400};

static int count, threads;
static const char *what;
static char **blocks[MOST];
static size_t taken[MOST];
static int working;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t done = PTHREAD_COND_INITIALIZER;

static int is(const char *word) {
    return strcmp(what, word) == 0;
}

static void *body(void *number) {
    uintptr_t me = (uintptr_t)number;
    for (int i = 0; i < count; i++)
        for (int s = 0; s < SIZES; s++)
            if (i % rarer[s] == 0) {
                char *block = malloc(size_of[s]);
                memset(block, 0x5a, size_of[s]);
                blocks[me][taken[me]++] = block;
            }
    if (is("shrunk"))
        for (size_t i = 0; i < taken[me]; i++)
            if (i % 50) {
                free(blocks[me][i]);
                blocks[me][i] = NULL;
            }
    pthread_mutex_lock(&lock);
    working--;
    pthread_cond_signal(&done);
    pthread_mutex_unlock(&lock);
    if (is("ended"))
        return NULL;
    uint64_t state = 1;
    while (is("churn") && me == 0) {
        state = state * 6364136223846793005u + 1442695040888963407u;
        size_t which = (state >> 33) % taken[me];
        size_t size = malloc_usable_size(blocks[me][which]);
        free(blocks[me][which]);
        blocks[me][which] = malloc(size - state % 8);
    }
    for (;;)
        pause();
    return NULL;
}

int main(int argc, char **argv) {
    static char buffer[1 << 16];
    setvbuf(stdout, buffer, _IOFBF, sizeof buffer);
    threads = argc > 1 ? atoi(argv[1]) : 2;
    count = argc > 2 ? atoi(argv[2]) : 1000;
    what = argc > 3 ? argv[3] : "live";
    pthread_t thread[MOST];
    working = threads;
    for (int i = 0; i < threads; i++)
        blocks[i] = calloc(count * SIZES, sizeof(char *));
    for (int i = 0; i < threads; i++)
        pthread_create(&thread[i], NULL, body, (void *)(uintptr_t)i);
    pthread_mutex_lock(&lock);
    while (working > 0)
        pthread_cond_wait(&done, &lock);
    pthread_mutex_unlock(&lock);
    if (is("ended"))
        for (int i = 0; i < threads; i++)
            pthread_join(thread[i], NULL);
    size_t freed = 0;
    if (is("crossed"))
        for (int t = 0; t < threads; t++)
            for (size_t i = 0; i < taken[t]; i += 2) {
                free(blocks[t][i]);
                blocks[t][i] = NULL;
                freed++;
            }
    char *huge[HUGES];
    for (int i = 0; i < HUGES && is("huge"); i++) {
        size_t size = (size_t)(20 + 30 * i) << 20;
        huge[i] = i + 1 < HUGES ? malloc(size) : aligned_alloc(64 << 20, size);
        memset(huge[i], 0x5a, 3 << 20);
        printf("huge_%d=%zu\n", i, malloc_usable_size(huge[i]));
    }

    static size_t sizes[MOST], counts[MOST];
    size_t kinds = 0, all = 0, bytes = 0;
    for (int t = 0; t < threads && !is("churn"); t++)
        for (size_t i = 0; i < taken[t]; i++) {
            if (blocks[t][i] == NULL)
                continue;
            size_t size = malloc_usable_size(blocks[t][i]), k = 0;
            while (k < kinds && sizes[k] != size)
                k++;
            if (k == kinds)
                sizes[kinds++] = size;
            counts[k]++;
            all++;
            bytes += size;
        }
    for (size_t k = 0; k < kinds; k++)
        printf("of_%zu=%zu\n", sizes[k], counts[k]);
    printf("live_blocks=%zu\nlive_bytes=%zu\ncrossed=%zu\nready\n", all, bytes, freed);
    fflush(stdout);
    for (;;)
        pause();
}
