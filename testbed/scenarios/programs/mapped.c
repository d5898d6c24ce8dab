/* Memory that comes from no allocator.
 *
 *   mapped WHAT MIB [FILE]
 *
 * WHAT is private (a pool of its own, written), lazy (written, then offered to the kernel), memfd (written), tmpfs (FILE, made
 * there), file (FILE, read), tables (MIB of addresses read one page in 2 MiB: all of zeros, so that nothing is resident),
 * sparse (huge pages of which one small page each was written) or dense (huge pages written all over; by malloc).
 * Prints true_bytes, what is at stake, then "ready"; ends with its standard input.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

static const size_t HUGE_PAGE = 2 << 20, PAGE = 4096;

static char *mapped(size_t bytes, int flags, int file) {
    char *start = mmap(NULL, bytes + HUGE_PAGE, PROT_READ | PROT_WRITE, flags, file, 0);
    if (start == MAP_FAILED) {
        perror("mapped: mmap");
        exit(1);
    }
    return (char *)(((size_t)start + HUGE_PAGE - 1) & -HUGE_PAGE);
}

static char *anonymous(size_t bytes) {
    return mapped(bytes, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1);
}

static void touch(char *start, size_t bytes, size_t step) {
    for (size_t at = 0; at < bytes; at += step)
        start[at] = 1;
}

static size_t page_tables(void) {
    char text[4096] = "";
    FILE *status = fopen("/proc/self/status", "r");
    size_t kib = 0;
    while (status != NULL && fgets(text, sizeof text, status) != NULL)
        sscanf(text, "VmPTE: %zu", &kib);
    return kib * 1024;
}

int main(int argc, char **argv) {
    if (argc < 3)
        return 2;
    const char *what = argv[1];
    size_t bytes = strtoul(argv[2], NULL, 10) << 20, truth = bytes;
    if (strcmp(what, "private") == 0) {
        char *pool = anonymous(bytes);
        for (size_t i = 0; i < bytes; i += 8)
            *(size_t *)(pool + i) = i * 2654435761u;
    } else if (strcmp(what, "lazy") == 0) {
        char *pool = anonymous(bytes);
        touch(pool, bytes, PAGE);
        madvise(pool, bytes, MADV_FREE);
        truth = 0;
    } else if (strcmp(what, "memfd") == 0 || strcmp(what, "tmpfs") == 0) {
        int file = *what == 'm' ? memfd_create("corpus", 0) : open(argv[3], O_RDWR | O_CREAT | O_EXCL, 0600);
        if (file < 0 || ftruncate(file, bytes + HUGE_PAGE) != 0)
            return 1;
        if (*what == 't')
            unlink(argv[3]);
        touch(mapped(bytes, MAP_SHARED, file), bytes, PAGE);
    } else if (strcmp(what, "file") == 0) {
        int file = open(argv[3], O_RDWR | O_CREAT | O_EXCL, 0600);
        if (file < 0)
            return 1;
        unlink(argv[3]);
        char some[4096];
        memset(some, 7, sizeof some);
        for (size_t at = 0; at < bytes + HUGE_PAGE; at += sizeof some)
            if (write(file, some, sizeof some) != sizeof some)
                return 1;
        fdatasync(file);
        char *start = mmap(NULL, bytes, PROT_READ, MAP_PRIVATE, file, 0);
        size_t sum = 0;
        for (size_t at = 0; at < bytes; at += PAGE)
            sum += start[at];
        if (sum == 0)
            return 1;
    } else if (strcmp(what, "tables") == 0) {
        char *wide = anonymous(bytes);
        madvise(wide, bytes, MADV_NOHUGEPAGE);
        size_t sum = 0;
        for (size_t at = 0; at < bytes; at += HUGE_PAGE)
            sum += ((volatile char *)wide)[at];
        if (sum != 0)
            return 1;
        truth = page_tables();
        if (getenv("FOLLOW") != NULL)
            munmap(wide, bytes);
    } else if (strcmp(what, "sparse") == 0) {
        char *pool = anonymous(bytes);
        madvise(pool, bytes, getenv("FOLLOW") == NULL ? MADV_HUGEPAGE : MADV_NOHUGEPAGE);
        touch(pool, bytes, HUGE_PAGE);
        truth = bytes - bytes / HUGE_PAGE * PAGE;
    } else if (strcmp(what, "dense") == 0) {
        char *pool = aligned_alloc(HUGE_PAGE, bytes);
        madvise(pool, bytes, MADV_HUGEPAGE);
        memset(pool, 0xD1, bytes);
    } else {
        return 2;
    }
    printf("true_bytes=%zu\nready\n", truth);
    fflush(stdout);
    while (getchar() != EOF)
        ;
    return 0;
}
