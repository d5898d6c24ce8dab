/* Makes heaps of a given shape and tells the truth of them.
 *
 *   heap_shapes SHAPE...
 *
 * Shapes, done in the order given:
 *   small        200000 blocks of mixed small sizes, every second freed: thread cache, fast bins, free chunks
 *   holes        300 blocks of 100 kB with small ones between, the large ones freed: whole pages free inside of the heap
 *   top          40 MB freed below nothing, with the trim threshold raised: a large top
 *   pinned       40 MB freed below one small block that lives
 *   cached       40 MB freed below one block of 1000 bytes that is in the thread's cache
 *   memalign     blocks aligned to 64 bytes, a page and 1 MB, small and with mappings of their own
 *   mapped       allocations with mappings of their own, some freed
 *   remapped     as mapped, but every block that stays grew and shrank there; some of the grown are freed
 *   remapping    a thread that reallocates one mapped block without end
 *   unmapped     frees all that was kept so far
 *   threads      three threads with an arena and holes each; they stay
 *   gone         two threads that leave their arenas behind
 *   manyheaps    a thread whose arena needs three heaps
 *   shrunk       a thread whose heap is smaller than it once was
 *   foreign      somebody else moves the break, twice, and the heap goes on behind
 *   moved        somebody else moves the break, and the heap ends before
 *   forked       a child goes on, without the threads; the parent only waits
 *   noncontiguous  the break cannot move: the main arena goes on in mappings
 *   walled       as noncontiguous, but it says so before the first allocation where it is the first shape: no memory
 *                of the main arena's is from the break
 *   joined       memory that the program may write to stands directly at the break, and the kernel makes one mapping of both
 *   unlimited    the break cannot move for a limit that is taken back later
 *
 * Prints for everything that lives pointers=, bytes= (usable) and per arena what malloc_info and mallinfo2 say, then
 * "ready". At every SIGUSR1 it calls malloc_trim(0) and prints the drop of RSS in bytes as trimmed=.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <malloc.h>
#include <pthread.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <unistd.h>

enum { MOST = 1 << 20 };

/* Where the program is to run under older libraries too it is built with their headers, and must not need this. */
#if !__GLIBC_PREREQ(2, 33)
struct mallinfo2 {
    size_t arena, ordblks, smblks, hblks, hblkhd, usmblks, fsmblks, uordblks, fordblks, keepcost;
};
#endif
extern struct mallinfo2 mallinfo2(void) __attribute__((weak));
#ifndef MAP_FIXED_NOREPLACE
#define MAP_FIXED_NOREPLACE 0x100000
#endif

static void **kept;
static size_t kept_count;
static pthread_mutex_t keeping = PTHREAD_MUTEX_INITIALIZER;
static pthread_barrier_t shaped;

static void *touch(void *block, size_t size) {
    if (block == NULL)
        exit(1);
    memset(block, 0x5a, size);
    return block;
}

static void *keep(void *block) {
    pthread_mutex_lock(&keeping);
    kept[kept_count++] = block;
    pthread_mutex_unlock(&keeping);
    return block;
}

static unsigned long dice(unsigned long *seed) {
    *seed = *seed * 6364136223846793005ul + 1442695040888963407ul;
    return *seed >> 33;
}

static void small(int count, unsigned long seed) {
    void **blocks = mmap(NULL, count * sizeof *blocks, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    for (int i = 0; i < count; i++) {
        size_t size = 8 + dice(&seed) % 900;
        blocks[i] = touch(malloc(size), size);
    }
    for (int i = 0; i < count; i++) {
        if (dice(&seed) % 2 == 0)
            free(blocks[i]);
        else
            keep(blocks[i]);
    }
    munmap(blocks, count * sizeof *blocks);
}

static void holes(int count) {
    void *large[1000];
    for (int i = 0; i < count; i++) {
        large[i] = touch(malloc(100000), 100000);
        keep(touch(malloc(24), 24));
    }
    for (int i = 0; i < count; i++)
        free(large[i]);
}

static void freed_below(int keep_one) {
    void *large[400];
    for (int i = 0; i < 400; i++)
        large[i] = touch(malloc(100000), 100000);
    if (keep_one)
        keep(touch(malloc(3000), 3000));
    for (int i = 0; i < 400; i++)
        free(large[i]);
}

static void cached(void) {
    void *large[400];
    for (int i = 0; i < 400; i++)
        large[i] = touch(malloc(100000), 100000);
    void *last = touch(malloc(1000), 1000);
    for (int i = 0; i < 400; i++)
        free(large[i]);
    free(last);
}

static void aligned(void) {
    static const size_t alignments[] = {64, 4096, 1 << 20};
    static const size_t sizes[] = {100, 5000, 300000, 3000000};
    for (int a = 0; a < 3; a++)
        for (int s = 0; s < 4; s++) {
            void *block = NULL;
            if (posix_memalign(&block, alignments[a], sizes[s]) != 0)
                exit(1);
            keep(touch(block, sizes[s]));
        }
}

static void mapped(void) {
    for (int i = 0; i < 20; i++) {
        size_t size = 40000000 + i * 12345;
        void *block = malloc(size);
        memset(block, 1, 10000);
        if (i % 3 == 0)
            free(block);
        else
            keep(block);
    }
}

static void remapped(void) {
    for (int i = 0; i < 20; i++) {
        void *block = NULL;
        if (posix_memalign(&block, i % 2 == 0 ? 16 : 4096, 1000000 + i * 12345) != 0)
            exit(1);
        for (int times = 0; times < 20; times++) {
            block = realloc(block, 5000000 - times % 2 * 3000000 + i * 12345);
            touch(block, 10000);
        }
        if (i % 3 == 0)
            free(block);
        else
            keep(block);
    }
}

static void unmapped(void) {
    while (kept_count > 0)
        free(kept[--kept_count]);
}

static void *thread_shape(void *stays) {
    small(20000, 7);
    holes(100);
    if (stays == NULL)
        return NULL;
    pthread_barrier_wait(&shaped);
    for (;;)
        pause();
}

static void *many_heaps(void *ignored) {
    (void)ignored;
    for (int i = 0; i < 1500; i++) {
        void *block = touch(malloc(100000), 100000);
        if (i % 4 == 0)
            keep(block);
        else if (i % 4 == 1)
            free(block);
        else
            keep(touch(malloc(40), 40)), keep(block);
    }
    pthread_barrier_wait(&shaped);
    for (;;)
        pause();
    return NULL;
}

static void *shrink(void *ignored) {
    (void)ignored;
    small(5000, 11);
    mallopt(M_TRIM_THRESHOLD, 128 << 10);
    freed_below(0);
    mallopt(M_TRIM_THRESHOLD, 1 << 30);
    pthread_barrier_wait(&shaped);
    for (;;)
        pause();
    return NULL;
}

static void *remap(void *ignored) {
    (void)ignored;
    void *block = touch(malloc(1000000), 1000000);
    pthread_barrier_wait(&shaped);
    for (size_t times = 0;; times++)
        block = realloc(block, 1000000 + times % 64 * 4096);
    return NULL;
}

static void start(void *(*body)(void *), int stays) {
    pthread_t thread;
    if (stays)
        pthread_barrier_init(&shaped, NULL, 2);
    if (pthread_create(&thread, NULL, body, stays ? (void *)1 : NULL) != 0)
        exit(1);
    if (stays)
        pthread_barrier_wait(&shaped);
    else
        pthread_join(thread, NULL);
}

static void move_the_break(int bytes) {
    char *mine = sbrk(bytes);
    if (mine == (void *)-1)
        exit(1);
    memset(mine, 0x33, bytes);
}

static void foreign(void) {
    holes(50);
    move_the_break(100016);
    holes(120);
    move_the_break(200024);
    holes(250);
}

static void noncontiguous(void) {
    holes(20);
    char *end = sbrk(0);
    uintptr_t wall = ((uintptr_t)end + 4095) & -4096ul;
    if (mmap((void *)wall, 4096, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED_NOREPLACE, -1, 0) == MAP_FAILED)
        exit(1);
    holes(200);
    small(20000, 3);
}

static void walled(void) {
    uintptr_t wall = ((uintptr_t)sbrk(0) + 4095) & -4096ul;
    if (mmap((void *)wall, 4096, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED_NOREPLACE, -1, 0) == MAP_FAILED)
        exit(1);
}

static void joined(void) {
    holes(20);
    uintptr_t wall = ((uintptr_t)sbrk(0) + 4095) & -4096ul;
    char *mine = mmap((void *)wall, 300000, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED_NOREPLACE, -1, 0);
    if (mine == MAP_FAILED)
        exit(1);
    memset(mine, 0x33, 300000);
    holes(100);
}

static void unlimited(void) {
    holes(20);
    struct rlimit limit;
    getrlimit(RLIMIT_DATA, &limit);
    rlim_t before = limit.rlim_cur;
    limit.rlim_cur = 1 << 20;
    if (setrlimit(RLIMIT_DATA, &limit) != 0)
        exit(1);
    for (int i = 0; i < 100; i++) {
        void *block = malloc(100000);
        if (block != NULL)
            keep(touch(block, 100000));
    }
    limit.rlim_cur = before;
    setrlimit(RLIMIT_DATA, &limit);
    holes(200);
}

/* What the threads had in their caches is in no cache of the child's, but lies there all the same. */
static void go_on_in_a_child(void) {
    pid_t child = fork();
    if (child < 0)
        exit(1);
    if (child > 0)
        for (;;)
            pause();
    printf("child=%d\n", (int)getpid());
}

static long resident(void) {
    char text[4096];
    int file = open("/proc/self/smaps_rollup", O_RDONLY);
    ssize_t count = read(file, text, sizeof text - 1);
    close(file);
    text[count > 0 ? count : 0] = 0;
    char *rss = strstr(text, "Rss:");
    return rss == NULL ? 0 : strtol(rss + 4, NULL, 10) * 1024;
}

int main(int argc, char **argv) {
    static char out[1 << 16];
    sigset_t usr1;
    sigemptyset(&usr1);
    sigaddset(&usr1, SIGUSR1);
    /* Before there are threads, so that all of them have it blocked. */
    pthread_sigmask(SIG_BLOCK, &usr1, NULL);
    setvbuf(stdout, out, _IOFBF, sizeof out);
    kept = mmap(NULL, MOST * sizeof *kept, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    mallopt(M_TRIM_THRESHOLD, 1 << 30);
    mallopt(M_MMAP_THRESHOLD, 200000);
    for (int i = 1; i < argc; i++) {
        const char *shape = argv[i];
        if (strcmp(shape, "small") == 0)
            small(200000, 1);
        else if (strcmp(shape, "holes") == 0)
            holes(300);
        else if (strcmp(shape, "top") == 0)
            freed_below(0);
        else if (strcmp(shape, "pinned") == 0)
            freed_below(1);
        else if (strcmp(shape, "cached") == 0)
            cached();
        else if (strcmp(shape, "memalign") == 0)
            aligned();
        else if (strcmp(shape, "mapped") == 0)
            mapped();
        else if (strcmp(shape, "remapped") == 0)
            remapped();
        else if (strcmp(shape, "remapping") == 0)
            start(remap, 1);
        else if (strcmp(shape, "unmapped") == 0)
            unmapped();
        else if (strcmp(shape, "threads") == 0)
            for (int t = 0; t < 3; t++)
                start(thread_shape, 1);
        else if (strcmp(shape, "gone") == 0)
            for (int t = 0; t < 2; t++)
                start(thread_shape, 0);
        else if (strcmp(shape, "manyheaps") == 0)
            start(many_heaps, 1);
        else if (strcmp(shape, "shrunk") == 0)
            start(shrink, 1);
        else if (strcmp(shape, "foreign") == 0)
            foreign();
        else if (strcmp(shape, "forked") == 0)
            go_on_in_a_child();
        else if (strcmp(shape, "moved") == 0)
            move_the_break(50000);
        else if (strcmp(shape, "noncontiguous") == 0)
            noncontiguous();
        else if (strcmp(shape, "walled") == 0)
            walled();
        else if (strcmp(shape, "joined") == 0)
            joined();
        else if (strcmp(shape, "unlimited") == 0)
            unlimited();
        else
            return 2;
    }
    size_t usable = 0;
    for (size_t i = 0; i < kept_count; i++)
        usable += malloc_usable_size(kept[i]);
    static char info[1 << 20];
    /* Not open_memstream, which would allocate from the heap that it describes. */
    FILE *file = fmemopen(info, sizeof info, "w");
    malloc_info(0, file);
    fflush(file);
    struct mallinfo2 all = {0};
    if (mallinfo2 != NULL)
        all = mallinfo2();
    int arena = 0;
    for (char *at = strstr(info, "<heap "); at != NULL; at = strstr(at + 1, "<heap "), arena++) {
        char *fast = strstr(at, "<total type=\"fast\"");
        char *rest = strstr(at, "<total type=\"rest\"");
        char *system = strstr(at, "<system type=\"current\"");
        unsigned long n = 0, b = 0, m, c, s;
        /* From 2.43 on there are no fast bins to tell of. */
        if ((fast != NULL && sscanf(fast, "<total type=\"fast\" count=\"%lu\" size=\"%lu\"", &n, &b) != 2)
            || sscanf(rest, "<total type=\"rest\" count=\"%lu\" size=\"%lu\"", &m, &c) != 2
            || sscanf(system, "<system type=\"current\" size=\"%lu\"", &s) != 1)
            return 1;
        printf("arena_%d_fast_count=%lu\narena_%d_fast_bytes=%lu\narena_%d_rest_count=%lu\narena_%d_rest_bytes=%lu\n"
               "arena_%d_system=%lu\n", arena, n, arena, b, arena, m, arena, c, arena, s);
    }
    printf("arenas=%d\npointers=%zu\nusable=%zu\n", arena, kept_count, usable);
    printf("mallinfo_arena=%zu\nmallinfo_free=%zu\nmallinfo_used=%zu\nmallinfo_fast=%zu\nmallinfo_mapped=%zu\n"
           "mallinfo_mapped_count=%zu\nmallinfo_top=%zu\nmallinfo_free_count=%zu\n",
           all.arena, all.fordblks, all.uordblks, all.fsmblks, all.hblkhd, all.hblks, all.keepcost, all.ordblks);
    printf("pointers_at=%p\nready\n", (void *)kept);
    fflush(stdout);
    for (;;) {
        int which;
        sigwait(&usr1, &which);
        long before = resident();
        malloc_trim(0);
        printf("trimmed=%ld\n", before - resident());
        fflush(stdout);
    }
}
