/* A process with two C libraries: a plugin's world of its own, as dlmopen makes it, with an allocator of its own.
 *
 *   second_libc
 *
 * Allocates from both in turn, some MiB each, and frees every third block. Prints first_malloc= and second_malloc=, the
 * addresses of the two functions, live=, the bytes of the blocks that live of the first one, then "ready".
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { BLOCKS = 3001, BYTES = 1511, SECOND_BYTES = 907 };

int main(void) {
    void *second = dlmopen(LM_ID_NEWLM, "libc.so.6", RTLD_NOW);
    if (second == NULL) {
        fprintf(stderr, "%s\n", dlerror());
        return 1;
    }
    void *(*second_malloc)(size_t) = (void *(*)(size_t))dlsym(second, "malloc");
    void (*second_free)(void *) = (void (*)(void *))dlsym(second, "free");
    static void *first_blocks[BLOCKS], *second_blocks[BLOCKS];
    for (int i = 0; i < BLOCKS; i++) {
        first_blocks[i] = malloc(BYTES);
        second_blocks[i] = second_malloc(SECOND_BYTES);
        if (first_blocks[i] == NULL || second_blocks[i] == NULL)
            return 1;
        memset(first_blocks[i], 1, BYTES);
        memset(second_blocks[i], 2, SECOND_BYTES);
    }
    size_t live = 0;
    for (int i = 0; i < BLOCKS; i++)
        if (i % 3 == 0) {
            free(first_blocks[i]);
            second_free(second_blocks[i]);
        } else {
            live += malloc_usable_size(first_blocks[i]) + 8;
        }
    printf("first_malloc=%p\nsecond_malloc=%p\nlive=%zu\nready\n", (void *)malloc, (void *)second_malloc, live);
    fflush(stdout);
    for (;;)
        pause();
}
