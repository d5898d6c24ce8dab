/* Allocations that are larger than 2 GiB together, hardly touched: what a core of them holds is mostly holes.
 *
 *   vast
 *
 * Allocates one block of 2300000011 bytes and touches its first and last page, then small ones. Prints block= and bytes=
 * of the large one, then "ready".
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define BYTES 2300000011u

int main(void) {
    char *block = malloc(BYTES);
    if (block == NULL)
        return 1;
    block[0] = block[BYTES - 1] = 1;
    for (int i = 0; i < 1009; i++) {
        char *volatile small = malloc(499);
        if (small == NULL)
            return 1;
        memset(small, 1, 499);
    }
    printf("block=%p\nbytes=%u\nready\n", (void *)block, BYTES);
    fflush(stdout);
    for (;;)
        pause();
}
