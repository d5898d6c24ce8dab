/* Holds many blocks of all sizes, each filled with a mark that nothing else has.
 *
 *   marked BLOCKS MARK
 *
 * Allocates BLOCKS blocks of 16 to about 1000 bytes, in no order of sizes, fills each with MARK over and over, and frees
 * every third. Marked are also an argument, a variable of the environment where the test sets one, the stack and the data.
 * Prints live (how many blocks it holds), then "ready".
 */
#define _GNU_SOURCE
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

static char data[4096];

static void fill(char *at, size_t size, const char *mark) {
    size_t length = strlen(mark);
    for (size_t i = 0; i < size; i++)
        at[i] = mark[i % length];
}

int main(int argc, char **argv) {
    if (argc < 3 || argv[2][0] == 0)
        return 2;
    size_t count = strtoul(argv[1], NULL, 10);
    char stack[4096];
    fill(stack, sizeof stack, argv[2]);
    fill(data, sizeof data, argv[2]);
    char **blocks = mmap(NULL, count * sizeof *blocks, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (blocks == MAP_FAILED)
        return 1;
    uint64_t seed = 4711;
    for (size_t i = 0; i < count; i++) {
        seed = seed * 6364136223846793005u + 1442695040888963407u;
        size_t size = 16 + (seed >> 33) % (seed >> 60 == 0 ? 1000 : 120);
        if ((blocks[i] = malloc(size)) == NULL)
            return 1;
        fill(blocks[i], size, argv[2]);
    }
    size_t live = 0;
    for (size_t i = 0; i < count; i++) {
        if (i % 3 == 0)
            free(blocks[i]);
        else
            live++;
    }
    printf("live=%zu\nmarked=%d\nready\n", live, stack[0] == data[0]);
    fflush(stdout);
    for (;;)
        pause();
}
