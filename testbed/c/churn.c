/* Allocates and frees at full speed, and checks that nobody else touches what it holds.
 *
 *   churn THREADS [SLOTS]
 *
 * Each of THREADS keeps SLOTS (2000) blocks of 16 to 9000 bytes, each with a pattern of its own at both ends; it
 * checks a random one, frees it and allocates another in its place, without end. The threads exchange some blocks, so that they
 * free into each other's arenas. Prints the address of the 64-bit numbers ops (blocks replaced, one for each thread) and
 * faults (patterns found damaged). Then "ready".
 */
#define _GNU_SOURCE
#include <pthread.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_THREADS = 16, SMALLEST = 16, LARGEST = 9000, EXCHANGES = 64, END = 16 };

struct block {
    size_t size;
    unsigned char pattern;
    unsigned char bytes[];
};

static volatile uint64_t ops[MOST_THREADS];
static _Atomic uint64_t faults;
static _Atomic(struct block *) exchange[EXCHANGES];
static int slots = 2000;

static uint64_t next(uint64_t *state) {
    *state ^= *state << 13;
    *state ^= *state >> 7;
    *state ^= *state << 17;
    return *state;
}

static struct block *make(uint64_t random) {
    size_t size = random % 8 == 0 ? LARGEST - random % 4096 : SMALLEST + random / 8 % 1000;
    struct block *block = malloc(sizeof *block + size);
    if (block == NULL)
        exit(1);
    block->size = size;
    block->pattern = random >> 32;
    memset(block->bytes, block->pattern, END);
    memset(block->bytes + size - END, block->pattern, END);
    return block;
}

static void check_and_free(struct block *block) {
    if (block == NULL)
        return;
    /* Only the ends, to be inside malloc most of the time. */
    for (size_t i = 0; i < END; i++)
        if (block->bytes[i] != block->pattern || block->bytes[block->size - 1 - i] != block->pattern) {
            faults++;
            break;
        }
    free(block);
}

static void *churn(void *argument) {
    int number = (int)(intptr_t)argument;
    uint64_t state = 88172645463325252ULL + number;
    struct block **mine = calloc(slots, sizeof *mine);
    if (mine == NULL)
        exit(1);
    for (;;) {
        uint64_t random = next(&state);
        struct block **slot = &mine[random % slots];
        check_and_free(*slot);
        *slot = make(next(&state));
        if (random >> 60 == 0)
            *slot = atomic_exchange(&exchange[random % EXCHANGES], *slot);
        ops[number]++;
    }
    return NULL;
}

int main(int argc, char **argv) {
    int threads = argc > 1 ? atoi(argv[1]) : 1;
    if (argc > 2)
        slots = atoi(argv[2]);
    if (threads < 1 || threads > MOST_THREADS || slots < 1)
        return 2;
    printf("ops=%p\nfaults=%p\n", (void *)ops, (void *)&faults);
    puts("ready");
    fflush(stdout);
    for (int i = 1; i < threads; i++) {
        pthread_t thread;
        if (pthread_create(&thread, NULL, churn, (void *)(intptr_t)i) != 0)
            return 1;
    }
    churn((void *)(intptr_t)0);
}
