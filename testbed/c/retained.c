/* Retention: one big free chunk that the allocator keeps, because a small live one lies above it.
 *
 *   retained [MIB]
 *
 * Fills about MIB of the main arena, allocates one small block (the pin) after that, and frees all below the pin. Prints
 * where the free chunk and the pin lie, and what malloc_trim returns of the chunk: the whole pages within it from 48 bytes
 * after its start; then "ready". At SIGUSR1 it calls malloc_trim(0) and prints "trimmed=1", its answer.
 */
#define _GNU_SOURCE
#include <malloc.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

enum { PIECE = 99991, PIN = 1511, PAGE = 4096, HEADER = 16, LINKS = 48 };

int main(int argc, char **argv) {
    size_t mib = argc > 1 ? strtoul(argv[1], NULL, 10) : 41;
    size_t count = (mib << 20) / PIECE;
    if (count < 2)
        return 2;
    sigset_t wanted;
    sigemptyset(&wanted);
    sigaddset(&wanted, SIGUSR1);
    sigprocmask(SIG_BLOCK, &wanted, NULL);
    static char out[4096];
    setvbuf(stdout, out, _IOLBF, sizeof out);
    char **pieces = mmap(NULL, count * sizeof *pieces, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (pieces == MAP_FAILED)
        return 1;

    for (size_t i = 0; i < count; i++) {
        if ((pieces[i] = malloc(PIECE)) == NULL)
            return 1;
        memset(pieces[i], 0xD1, PIECE);
    }
    char *pin = malloc(PIN);
    if (pin == NULL)
        return 1;
    memset(pin, 0xD2, PIN);
    for (size_t i = 0; i < count; i++)
        free(pieces[i]);

    uintptr_t start = (uintptr_t)pieces[0] - HEADER, end = (uintptr_t)pin - HEADER;
    uintptr_t first = (start + LINKS + PAGE - 1) & -(uintptr_t)PAGE;
    printf("free_start=%#lx\nfree_bytes=%lu\nreleasable=%lu\npin=%p\npin_bytes=%zu\nready\n", start, end - start,
           (end - first) & -(uintptr_t)PAGE, (void *)pin, malloc_usable_size(pin) + 8);
    for (int number; sigwait(&wanted, &number) == 0;)
        printf("trimmed=%d\n", malloc_trim(0));
    return 1;
}
