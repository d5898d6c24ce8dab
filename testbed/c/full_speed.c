/* Allocates at full speed from several threads, each in an arena of its own, and touches what it gets.
 *
 *   full_speed THREADS MIB
 *
 * Each of THREADS asks for 200 to 3,200 bytes again and again and writes to all of them. When the threads together hold MIB, each
 * frees what it has and begins anew. Prints the address of the 64-bit number held (bytes). Then "ready".
 */
#include <pthread.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { LEAST = 200, MOST = 3200 };

struct block {
    struct block *next;
};

static _Atomic uint64_t held;
static uint64_t most;

static void *grow(void *seed) {
    uint64_t state = (uintptr_t)seed * 2654435761u + 1;
    for (;;) {
        struct block *kept = NULL;
        uint64_t own = 0;
        while (atomic_load_explicit(&held, memory_order_relaxed) < most) {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            size_t size = LEAST + state % (MOST - LEAST);
            struct block *block = malloc(size);
            if (block == NULL)
                abort();
            memset(block, 1, size);
            block->next = kept;
            kept = block;
            own += size;
            atomic_fetch_add_explicit(&held, size, memory_order_relaxed);
        }
        while (kept != NULL) {
            struct block *next = kept->next;
            free(kept);
            kept = next;
        }
        atomic_fetch_sub_explicit(&held, own, memory_order_relaxed);
    }
    return NULL;
}

int main(int argc, char **argv) {
    int threads = argc > 1 ? atoi(argv[1]) : 4;
    most = (argc > 2 ? strtoull(argv[2], NULL, 10) : 256) << 20;
    for (intptr_t i = 0; i < threads; i++) {
        pthread_t thread;
        if (pthread_create(&thread, NULL, grow, (void *)(i + 1)) != 0)
            return 1;
    }
    printf("held=%p\nready\n", (void *)&held);
    fflush(stdout);
    for (;;)
        pause();
}
