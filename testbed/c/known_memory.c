/* Holds one area of each kind of memory, each of an unmistakable size, and says where.
 *
 *   known_memory [THREADS]
 *
 * Prints key=value lines, then "ready", then stands still. Sizes are prime numbers of pages, so that a figure in an
 * output proves which area was counted. Private areas carry a byte of their own: see fill().
 */
#define _GNU_SOURCE
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

enum {
    TOUCHED_PAGES = 3001,
    RESERVE_PAGES = 65521,      /* nearly 256 MiB that are never touched */
    STRIPED_PAGES = 4001,       /* every second one touched */
    ZERO_PAGES = 59,            /* only read: the kernel's page of zeros */
    HUGE_AREAS = 3,             /* of 2 MiB, huge pages where the kernel grants them */
    FILE_PAGES = 211,
    SHARED_PAGES = 307,
    MEMFD_PAGES = 401,
    STACK_PAGES = 61,
    MALLOC_BYTES = 1999993,     /* over the mmap threshold: a chunk with a mapping of its own */
    MOST_THREADS = 64
};

static long page;

static void die(const char *what) {
    perror(what);
    exit(1);
}

static void say(const char *area, const void *start, size_t bytes) {
    printf("%s_start=%p\n%s_bytes=%zu\n", area, start, area, bytes);
}

static char *map(size_t pages, int flags, int fd) {
    char *start = mmap(NULL, pages * page, PROT_READ | PROT_WRITE, flags, fd, 0);
    if (start == MAP_FAILED)
        die("mmap");
    return start;
}

/* Huge pages would make more resident than was touched. */
static char *map_anonymous(size_t pages) {
    char *start = map(pages, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1);
    madvise(start, pages * page, MADV_NOHUGEPAGE);
    return start;
}

static char *fill(char *start, size_t bytes, int byte) {
    memset(start, byte, bytes);
    return start;
}

static void hold_anonymous(void) {
    say("touched", fill(map_anonymous(TOUCHED_PAGES), TOUCHED_PAGES * page, 0xA1), TOUCHED_PAGES * page);
    say("reserve", map_anonymous(RESERVE_PAGES), RESERVE_PAGES * page);

    char *striped = map_anonymous(STRIPED_PAGES);
    for (size_t i = 0; i < STRIPED_PAGES; i += 2)
        striped[i * page] = 1;
    say("striped", striped, STRIPED_PAGES * page);

    volatile char *zeros = map_anonymous(ZERO_PAGES);
    for (size_t i = 0; i < ZERO_PAGES; i++)
        (void)zeros[i * page];
    say("zeros", (const void *)zeros, ZERO_PAGES * page);

    size_t huge = 2 << 20;
    char *area = map_anonymous((HUGE_AREAS + 1) * huge / page);
    area += -(uintptr_t)area & (huge - 1);
    madvise(area, HUGE_AREAS * huge, MADV_HUGEPAGE);
    say("huge", fill(area, HUGE_AREAS * huge, 0xA3), HUGE_AREAS * huge);

    say("malloc", fill(malloc(MALLOC_BYTES), MALLOC_BYTES, 0xA2), MALLOC_BYTES);
}

static void hold_shared(void) {
    char path[] = "/tmp/known_memory.XXXXXX";
    int fd = mkstemp(path);
    if (fd < 0 || ftruncate(fd, FILE_PAGES * page) != 0)
        die(path);
    /* Deleted, so that nothing is left behind; "file_path" is the name that the kernel goes on showing. */
    unlink(path);
    printf("file_path=%s\n", path);
    say("file_shared", fill(map(FILE_PAGES, MAP_SHARED, fd), FILE_PAGES * page, 0xB1), FILE_PAGES * page);
    /* The first page is written, so it is anonymous; the others are read, so they are the file's. */
    char *copy = map(FILE_PAGES, MAP_PRIVATE, fd);
    volatile char *each = copy;
    for (size_t i = 0; i < FILE_PAGES; i++)
        (void)each[i * page];
    copy[0] = 1;
    say("file_private", copy, FILE_PAGES * page);

    say("shared", fill(map(SHARED_PAGES, MAP_SHARED | MAP_ANONYMOUS, -1), SHARED_PAGES * page, 0xB2),
        SHARED_PAGES * page);

    int memory = memfd_create("known", 0);
    if (memory < 0 || ftruncate(memory, MEMFD_PAGES * page) != 0)
        die("memfd");
    say("memfd", fill(map(MEMFD_PAGES, MAP_SHARED, memory), MEMFD_PAGES * page, 0xB3), MEMFD_PAGES * page);
}

struct thread {
    int number;
    long tid;
    char *stack;
    pthread_barrier_t *started;
};

static void *stand(void *argument) {
    struct thread *self = argument;
    char name[16];
    snprintf(name, sizeof name, "known-%d", self->number);
    pthread_setname_np(pthread_self(), name);
    char stack[STACK_PAGES * 4096];
    self->stack = fill(stack, sizeof stack, 0xC1);
    self->tid = syscall(SYS_gettid);
    pthread_barrier_wait(self->started);
    for (;;)
        pause();
    return NULL;
}

static void hold_threads(int count) {
    static struct thread threads[MOST_THREADS];
    pthread_barrier_t started;
    pthread_barrier_init(&started, NULL, count + 1);
    for (int i = 0; i < count; i++) {
        threads[i] = (struct thread){.number = i, .started = &started};
        pthread_t thread;
        if (pthread_create(&thread, NULL, stand, &threads[i]) != 0)
            die("pthread_create");
    }
    pthread_barrier_wait(&started);
    printf("threads=%d\n", count);
    for (int i = 0; i < count; i++)
        printf("thread_%d_tid=%ld\nthread_%d_stack_start=%p\nthread_%d_stack_bytes=%d\n", i, threads[i].tid, i,
               (void *)threads[i].stack, i, STACK_PAGES * 4096);
}

int main(int argc, char **argv) {
    int threads = argc > 1 ? atoi(argv[1]) : 0;
    if (threads < 0 || threads > MOST_THREADS)
        return 2;
    page = sysconf(_SC_PAGESIZE);
    printf("page_bytes=%ld\n", page);
    hold_anonymous();
    hold_shared();
    hold_threads(threads);
    puts("ready");
    fflush(stdout);
    for (;;)
        pause();
}
