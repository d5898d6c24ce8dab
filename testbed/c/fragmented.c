/* Fragmentation: nearly all is freed, and nothing can be given back, for one small block lives on each page.
 *
 *   fragmented [PAGES]
 *
 * Fills PAGES pages of the main arena with chunks of 240 bytes and frees all but the first that begins on each page. No
 * free chunk then holds a whole page. Prints the range from the first to the last survivor, the chunk bytes within it that
 * live and those that do not, and `table`: the addresses of the survivors, as 8-byte words; then "ready".
 */
#define _GNU_SOURCE
#include <malloc.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

enum { CHUNK = 240, PAGE = 4096, HEADER = 16 };

static char **map_table(size_t count) {
    char **table = mmap(NULL, count * sizeof *table, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (table == MAP_FAILED)
        exit(1);
    return table;
}

int main(int argc, char **argv) {
    size_t pages = argc > 1 ? strtoul(argv[1], NULL, 10) : 2003;
    size_t count = pages * PAGE / CHUNK;
    if (pages < 2)
        return 2;
    static char out[4096];
    setvbuf(stdout, out, _IOLBF, sizeof out);
    char **blocks = map_table(count), **table = map_table(pages + 2);

    for (size_t i = 0; i < count; i++)
        if ((blocks[i] = malloc(CHUNK - 8)) == NULL)
            return 1;
    size_t kept = 0;
    for (size_t i = 0; i < count; i++) {
        if (kept == 0 || ((uintptr_t)blocks[i] - HEADER) / PAGE != ((uintptr_t)table[kept - 1] - HEADER) / PAGE)
            table[kept++] = blocks[i];
        else
            free(blocks[i]);
    }

    char *start = table[0] - HEADER, *end = table[kept - 1] - HEADER + CHUNK;
    printf("range_start=%p\nrange_end=%p\nchunk_bytes=%d\nlive_blocks=%zu\nlive_bytes=%zu\nfree_bytes=%zu\n", (void *)start,
           (void *)end, CHUNK, kept, kept * CHUNK, end - start - kept * CHUNK);
    printf("releasable=0\ntable=%p\nready\n", (void *)table);
    for (;;)
        pause();
}
