/* Holds a heap full of holes that only malloc_trim gives back.
 *
 *   holes [MIB] [locked]
 *
 * Allocates MIB (64) MiB in blocks of about 20 KB, in the main arena and as much in one thread's arena, and frees all but
 * every tenth. "locked" pins all memory, so that the kernel takes none of it back and malloc_trim leaves EINVAL in errno.
 * Prints rss (its resident bytes when ready) and the address of its first thread's errno, which is 4711. Then "ready".
 * On SIGUSR1, unless locked, it calls malloc_trim(0) itself and prints "trimmed=" what that returned, and "rss_after=".
 */
#define _GNU_SOURCE
#include <errno.h>
#include <malloc.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

enum { BLOCK = 20011, KEPT_OF = 10, OWN_ERRNO = 4711 };

static size_t blocks;
static pthread_barrier_t made;

/* What smaps_rollup says. */
static long resident(void) {
    static char text[4096];
    long kib = -1;
    FILE *file = fopen("/proc/self/smaps_rollup", "r");
    if (file == NULL)
        exit(1);
    while (fgets(text, sizeof text, file) != NULL)
        if (sscanf(text, "Rss: %ld kB", &kib) == 1)
            break;
    fclose(file);
    return kib * 1024;
}

static void make_holes(void) {
    char **all = malloc(blocks * sizeof *all);
    if (all == NULL)
        exit(1);
    for (size_t i = 0; i < blocks; i++) {
        all[i] = malloc(BLOCK);
        if (all[i] == NULL)
            exit(1);
        memset(all[i], 0xD1, BLOCK);
    }
    for (size_t i = 0; i < blocks; i++)
        if (i % KEPT_OF != 0)
            free(all[i]);
}

static void *hold(void *unused) {
    (void)unused;
    make_holes();
    pthread_barrier_wait(&made);
    for (;;)
        pause();
    return NULL;
}

int main(int argc, char **argv) {
    size_t mib = argc > 1 ? strtoul(argv[1], NULL, 10) : 64;
    blocks = (mib << 20) / BLOCK;
    sigset_t waited;
    sigemptyset(&waited);
    sigaddset(&waited, SIGUSR1);
    sigprocmask(SIG_BLOCK, &waited, NULL);
    pthread_barrier_init(&made, NULL, 2);
    pthread_t holder;
    if (pthread_create(&holder, NULL, hold, NULL) != 0)
        return 1;
    pthread_barrier_wait(&made);
    make_holes();
    if (argc > 2 && mlockall(MCL_CURRENT) != 0)
        return 1;
    printf("rss=%ld\nerrno=%p\nready\n", resident(), (void *)&errno);
    fflush(stdout);
    errno = OWN_ERRNO;
    while (argc > 2)
        pause();
    for (;;) {
        int number;
        sigwait(&waited, &number);
        printf("trimmed=%d\n", malloc_trim(0));
        printf("rss_after=%ld\n", resident());
        fflush(stdout);
    }
}
