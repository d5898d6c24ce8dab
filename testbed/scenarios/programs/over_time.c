/* Live memory over time.
 *
 *   over_time HOW MIB [KIB_A_SECOND | SECONDS]
 *
 * Holds MIB in small blocks from the start, or comes to do so. HOW is leak (KIB_A_SECOND more for ever), fills (a cache that
 * comes to MIB ever slower), level (nothing changes), replaces (a full cache: old blocks go, new ones of other sizes come) or
 * sawtooth (up to MIB in large blocks, all freed at once, SECONDS each round). Prints true_bytes, what it holds, or of a
 * leak per_second, what it loses; then "ready"; ends with its standard input.
 */
#define _GNU_SOURCE
#include <malloc.h>
#include <math.h>
#include <poll.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { TICK_MS = 20, LARGE = 512 << 10, MOST = 1 << 20 };

static char *ring[MOST];
static size_t sizes[MOST], oldest, next, live;
static uint64_t seed = 4711;

static uint64_t random_number(void) {
    seed = seed * 6364136223846793005u + 1442695040888963407u;
    return seed >> 33;
}

static void add(size_t bytes) {
    char *block = malloc(bytes);
    if (block == NULL)
        exit(1);
    memset(block, 0xD1, bytes);
    ring[next] = block;
    sizes[next] = bytes;
    next = (next + 1) % MOST;
    live += bytes;
}

static void drop(void) {
    free(ring[oldest]);
    live -= sizes[oldest];
    oldest = (oldest + 1) % MOST;
}

static void grow_to(double bytes, size_t block) {
    while (live + block <= bytes)
        add(block);
}

static double seconds(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec + now.tv_nsec / 1e9;
}

int main(int argc, char **argv) {
    if (argc < 3)
        return 2;
    const char *how = argv[1];
    double most = strtod(argv[2], NULL) * (1 << 20);
    double given = argc > 3 ? strtod(argv[3], NULL) : 1, rate = given * 1024;
    int leaks = strcmp(how, "leak") == 0, fills = strcmp(how, "fills") == 0, replaces = strcmp(how, "replaces") == 0;
    int sawtooth = strcmp(how, "sawtooth") == 0;
    if (sawtooth)
        mallopt(M_MMAP_THRESHOLD, LARGE / 2);
    if (leaks || strcmp(how, "level") == 0)
        grow_to(most, 1999);
    while (replaces && live < most)
        add(100 + random_number() % 3000);
    printf("%s=%.0f\nready\n", leaks ? "per_second" : fills ? "comes_to" : "true_bytes", leaks ? rate : most);
    fflush(stdout);

    double begun = seconds(), before = live;
    struct pollfd input = {.fd = 0, .events = POLLIN};
    while (poll(&input, 1, TICK_MS) == 0) {
        double now = seconds() - begun;
        if (leaks)
            grow_to(before + now * rate, 1999);
        else if (fills)
            grow_to(most * (1 - exp(-now / 2)), 1999);
        for (int i = 0; replaces && i < 500; i++) {
            add(100 + random_number() % 3000);
            while (live > most)
                drop();
        }
        if (sawtooth) {
            double phase = fmod(now, given) / given;
            if (phase * most + LARGE < live)
                while (live > 0)
                    drop();
            grow_to(phase * most, LARGE);
        }
    }
    return 0;
}
