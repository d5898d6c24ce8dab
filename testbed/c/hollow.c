/* A heap full of holes beside a thread that never leaves malloc alone.
 *
 *   hollow [MIB]
 *
 * The main thread allocates MIB (64) MiB in blocks of about 100 KB with a small one behind each, and frees the large ones:
 * holes of whole pages that only malloc_trim gives back. Another thread replaces the blocks that it holds, some megabytes in
 * an arena of its own, without end. Prints "ready" once it has replaced each; ops is the address of its 64-bit count.
 */
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { LARGE = 100003, SMALL = 1511, SLOTS = 1009, BUSY_LARGEST = 3001 };

static volatile uint64_t ops;

static void *fill(void *block, size_t size) {
    if (block == NULL)
        exit(1);
    return memset(block, 0xD3, size);
}

static void *replace(void *unused) {
    (void)unused;
    static void *slots[SLOTS];
    uint64_t seed = 1;
    for (;; ops++) {
        seed = seed * 6364136223846793005u + 1442695040888963407u;
        void **slot = &slots[ops % SLOTS];
        size_t size = 16 + (seed >> 33) % BUSY_LARGEST;
        free(*slot);
        *slot = fill(malloc(size), size);
    }
    return NULL;
}

int main(int argc, char **argv) {
    size_t count = (argc > 1 ? strtoul(argv[1], NULL, 10) << 20 : 64u << 20) / (LARGE + SMALL);
    static void *large[1 << 16];
    if (count > sizeof large / sizeof *large)
        return 2;
    for (size_t i = 0; i < count; i++) {
        large[i] = fill(malloc(LARGE), LARGE);
        if (*(char volatile *)fill(malloc(SMALL), SMALL) == 0)
            return 1;
    }
    for (size_t i = 0; i < count; i++)
        free(large[i]);
    pthread_t thread;
    if (pthread_create(&thread, NULL, replace, NULL) != 0)
        return 1;
    while (ops < 10 * SLOTS)
        usleep(1000);
    printf("ops=%p\nready\n", (void *)&ops);
    fflush(stdout);
    for (;;)
        pause();
}
