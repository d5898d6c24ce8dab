/* Large blocks whose mappings the kernel keeps in two parts, for the program gave advice on all but their first page.
 *
 *   advised BLOCKS MIB
 *
 * Prints blocks and bytes_each, what malloc was asked for, then "ready".
 */
#define _GNU_SOURCE
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

enum { PAGE = 4096 };

int main(int argc, char **argv) {
    if (argc < 3)
        return 2;
    unsigned blocks = (unsigned)strtoul(argv[1], NULL, 10);
    size_t bytes = strtoul(argv[2], NULL, 10) << 20;
    for (unsigned i = 0; i < blocks; i++) {
        char *block = malloc(bytes);
        if (!block)
            return 1;
        uintptr_t second = ((uintptr_t)block + PAGE) & -(uintptr_t)PAGE;
        if (madvise((void *)second, bytes - 2 * PAGE, MADV_DONTDUMP))
            return 1;
        memset(block, 'x', bytes);
    }
    printf("blocks=%u\nbytes_each=%zu\nready\n", blocks, bytes);
    fflush(stdout);
    for (;;)
        pause();
}
