/*
 * A program on jemalloc (preloaded, or linked in with -ljemalloc) that frees at random and prints what jemalloc says of
 * itself, by mallctl, which unlike malloc_stats_print needs no buffer of its own.
 *
 *   jemalloc_truth THREADS MIB [KEPT_OF_8] [touch | decay]
 *
 * Each thread takes MIB/THREADS of blocks of all sizes and keeps KEPT_OF_8 eighths of them (default 3). With "touch" one
 * byte on each page of a freed large block is written: what jemalloc has given back becomes resident again. With "decay"
 * it waits until all that was dirty is muzzy: to be started with MALLOC_CONF=dirty_decay_ms:1,muzzy_decay_ms:1000000.
 * SIGUSR1: purges all arenas and prints by how many bytes RSS fell.
 */
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

extern int mallctl(const char *name, void *old, size_t *old_length, void *new, size_t new_length) __attribute__((weak));

enum { ALL = 4096, BINS = 36, LARGES = 196, TOUCHED = 6000037 };

static size_t number(const char *name) {
    union { size_t wide; unsigned narrow; } value = {0};
    size_t length = sizeof(size_t);
    if (mallctl(name, &value, &length, NULL, 0) == 0)
        return value.wide;
    value.wide = 0;
    length = sizeof(unsigned);
    return mallctl(name, &value, &length, NULL, 0) == 0 ? value.narrow : 0;
}

static size_t merged(const char *what) {
    char name[96];
    snprintf(name, sizeof name, "stats.arenas.%d.%s", ALL, what);
    return number(name);
}

static size_t merged_at(const char *kind, int index, const char *what) {
    char name[96];
    snprintf(name, sizeof name, "stats.arenas.%d.%s.%d.%s", ALL, kind, index, what);
    return number(name);
}

static void refresh(void) {
    uint64_t epoch = 1;
    size_t length = sizeof epoch;
    mallctl("epoch", &epoch, &length, &epoch, sizeof epoch);
}

static size_t resident(void) {
    char text[128] = "";
    int file = open("/proc/self/smaps_rollup", O_RDONLY);
    char all[4096] = "";
    ssize_t length = read(file, all, sizeof all - 1);
    close(file);
    (void)length;
    char *anonymous = strstr(all, "Anonymous:");
    snprintf(text, sizeof text, "%s", anonymous ? anonymous + 10 : "0");
    return strtoul(text, NULL, 10) * 1024;
}

static size_t share;
static int kept_of_8;
static int working;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t done = PTHREAD_COND_INITIALIZER;

static void *work(void *seed) {
    uint64_t state = (uintptr_t)seed * 0x9E3779B97F4A7C15u + 1;
    size_t most = share / 64 + 1000, count = 0, taken = 0;
    char **blocks = malloc(most * sizeof *blocks);
    while (taken < share && count < most) {
        state = state * 6364136223846793005u + 1442695040888963407u;
        unsigned draw = state >> 33;
        size_t size = draw % 16 == 0 ? 14337 + draw % 300000 : draw % 16 < 4 ? draw % 14336 + 1 : draw % 500 + 1;
        blocks[count] = malloc(size);
        memset(blocks[count++], 0x5a, size);
        taken += size;
    }
    for (size_t i = 0; i < count; i++) {
        state = state * 6364136223846793005u + 1442695040888963407u;
        if ((int)(state >> 40 & 7) >= kept_of_8)
            free(blocks[i]);
    }
    pthread_mutex_lock(&lock);
    working--;
    pthread_cond_signal(&done);
    pthread_mutex_unlock(&lock);
    for (;;)
        pause();
    return NULL;
}

static size_t live[BINS], slabs[BINS], large[LARGES];

int main(int argc, char **argv) {
    static char buffer[1 << 16];
    setvbuf(stdout, buffer, _IOLBF, sizeof buffer);
    if (mallctl == NULL) {
        puts("jemalloc=0");
        return 1;
    }
    int threads = argc > 1 ? atoi(argv[1]) : 2;
    share = (size_t)(argc > 2 ? atoi(argv[2]) : 16) * 1024 * 1024 / threads;
    kept_of_8 = argc > 3 ? atoi(argv[3]) : 3;
    int touches = argc > 4 && strcmp(argv[4], "touch") == 0;

    sigset_t wanted;
    sigemptyset(&wanted);
    sigaddset(&wanted, SIGUSR1);
    pthread_sigmask(SIG_BLOCK, &wanted, NULL);

    working = threads;
    for (int i = 0; i < threads; i++) {
        pthread_t thread;
        pthread_create(&thread, NULL, work, (void *)(uintptr_t)(i + 1));
    }
    pthread_mutex_lock(&lock);
    while (working > 0)
        pthread_cond_wait(&done, &lock);
    pthread_mutex_unlock(&lock);
    if (touches) {
        volatile char *block = malloc(TOUCHED);
        memset((char *)block, 1, TOUCHED);
        uintptr_t hidden = (uintptr_t)block;
        free((char *)block);
        __asm__("" : "+r"(hidden));
        long pages = 0;
        for (size_t at = 65536; at < TOUCHED - 65536; at += 4096, pages++)
            ((volatile char *)hidden)[at] = 1;
        printf("touched_bytes=%ld\n", pages * 4096);
    }

    if (argc > 4 && strcmp(argv[4], "decay") == 0) {
        do {
            mallctl("arena.4096.decay", NULL, NULL, NULL, 0);
            refresh();
        } while (merged("pdirty") > 0);
    }

    for (int round = 0; round < 2; round++) {
        refresh();
        for (int i = 0; i < BINS; i++) {
            live[i] = merged_at("bins", i, "curregs");
            slabs[i] = merged_at("bins", i, "curslabs");
        }
        for (int i = 0; i < LARGES; i++)
            large[i] = merged_at("lextents", i, "curlextents");
    }
    size_t larges = 0;
    for (int i = 0; i < LARGES; i++)
        larges += large[i];
    for (int i = 0; i < BINS; i++) {
        printf("bin_%d_live=%zu\n", i, live[i]);
        printf("bin_%d_slabs=%zu\n", i, slabs[i]);
    }
    size_t page = number("arenas.page");
    printf("larges=%zu\n", larges);
    printf("allocated=%zu\n", number("stats.allocated"));
    printf("small_allocated=%zu\n", merged("small.allocated"));
    printf("large_allocated=%zu\n", merged("large.allocated"));
    printf("active=%zu\n", merged("pactive") * page);
    printf("dirty=%zu\n", merged("pdirty") * page);
    printf("muzzy=%zu\n", merged("pmuzzy") * page);
    printf("retained=%zu\n", number("stats.retained"));
    printf("metadata=%zu\n", number("stats.metadata"));
    printf("base=%zu\n", merged("base"));
    printf("ready\n");
    fflush(stdout);

    for (;;) {
        int signal;
        sigwait(&wanted, &signal);
        size_t before = resident();
        mallctl("arena.4096.purge", NULL, NULL, NULL, 0);
        size_t after = resident();
        printf("purged=%zd\n", (ssize_t)(before - after));
        fflush(stdout);
    }
}
