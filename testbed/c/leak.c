/* Leaks: its live bytes grow by a known step, each time it is told.
 *
 *   leak [BLOCKS [BYTES]]
 *
 * Keeps BLOCKS blocks of BYTES and loses their addresses, then prints "ready". At each SIGUSR1 it does so again and prints
 * "live_blocks=N live_bytes=N": the sum so far, chunks with their headers. Beside each block it allocates and frees
 * another, as programs do, so that not all that it allocates is lost.
 */
#include <malloc.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>

enum { OTHER_BYTES = 3001 };

static size_t live_blocks, live_bytes;

static void leak(size_t blocks, size_t bytes) {
    for (size_t i = 0; i < blocks; i++) {
        char *volatile other = malloc(OTHER_BYTES);
        char *volatile lost = malloc(bytes);
        if (other == NULL || lost == NULL)
            exit(1);
        live_blocks++;
        live_bytes += malloc_usable_size(lost) + 8;
        lost[0] = 1;
        free(other);
    }
}

int main(int argc, char **argv) {
    size_t blocks = argc > 1 ? strtoul(argv[1], NULL, 10) : 1009;
    size_t bytes = argc > 2 ? strtoul(argv[2], NULL, 10) : 1999;
    sigset_t wanted;
    sigemptyset(&wanted);
    sigaddset(&wanted, SIGUSR1);
    sigprocmask(SIG_BLOCK, &wanted, NULL);
    static char out[4096];
    setvbuf(stdout, out, _IOLBF, sizeof out);

    leak(blocks, bytes);
    printf("live_blocks=%zu\nlive_bytes=%zu\nready\n", live_blocks, live_bytes);
    for (int number; sigwait(&wanted, &number) == 0;) {
        leak(blocks, bytes);
        printf("live_blocks=%zu live_bytes=%zu\n", live_blocks, live_bytes);
    }
    return 1;
}
