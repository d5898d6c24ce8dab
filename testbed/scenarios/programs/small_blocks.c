/* Many small blocks that were freed, or are live: for allocators that are not glibc's, too (preloaded).
 *
 *   small_blocks HOW COUNT BYTES
 *
 * Fills COUNT blocks of BYTES; HOW is freed (all of them), scattered (all but every 31st) or live (none). Prints true_bytes, what
 * was freed or is live, then "ready"; ends with its standard input.
 */
#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int main(int argc, char **argv) {
    if (argc < 4)
        return 2;
    size_t count = strtoul(argv[2], NULL, 10), bytes = strtoul(argv[3], NULL, 10), freed = 0, live = 0;
    char **held = calloc(count, sizeof *held);
    for (size_t i = 0; i < count; i++) {
        if ((held[i] = malloc(bytes)) == NULL)
            return 1;
        memset(held[i], 0xD1, bytes);
        live += malloc_usable_size(held[i]);
    }
    for (size_t i = 0; i < count; i++)
        if (argv[1][0] == 'f' || (argv[1][0] == 's' && i % 31 != 0)) {
            freed += malloc_usable_size(held[i]);
            free(held[i]);
        }
    printf("true_bytes=%zu\nready\n", freed > 0 ? freed : live);
    fflush(stdout);
    while (getchar() != EOF)
        ;
    return 0;
}
