/* Makes a glibc heap of a wanted size and shape, the same for the same words, says what is in it, and stands still.
 *
 *   heaps [chunks=1000000] [min=32] [max=2016] [freed=30] [run=1] [threads=0] [arenas=THREADS+1] [settle=1] [seed=1]
 *
 * Allocates `chunks` chunks of min..max bytes, header included (small ones are frequent: the density falls with size^1.5,
 * so that their mean is sqrt(min * max)); then frees `freed` percent of them, `run` neighbours at a time, in no order. All
 * of it in the main arena, or in equal parts by `threads` threads, one after the other, each in an arena of its own unless
 * `arenas` is less. settle=0 leaves small freed chunks in the fastbins; else they are merged, as an allocation of a
 * kilobyte does now and then in any program.
 *
 * Prints key=value lines, then "ready": what was asked for and is still held (live_*), what malloc_info says of each arena
 * (arena_N_*, the main arena first, then the newest), mallinfo2, where chunks lie (region_start, region_end: the first
 * chunk and the end of the last), and chunks within the regions at which a walk may be cut in parts (split).
 * It reads glibc's heap_info to find the regions, for glibc 2.31 and later. It holds nothing else in its heap.
 */
#define _GNU_SOURCE
#include <gnu/libc-version.h>
#include <malloc.h>
#include <math.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

enum {
    HEAP_BYTES = 64 << 20,      /* what the heaps of thread arenas are aligned to */
    HEADER = 16,
    SPLITS = 256,               /* of each thread's chunks */
    MOST_THREADS = 512,
    MOST_HEAPS = 4096
};

static size_t chunks = 1000000, smallest = 32, largest = 2016, freed = 30, run = 1, threads, arenas, settle = 1, seed = 1;

static size_t live_blocks, live_bytes;      /* counted with their headers */
static char *splits[(MOST_THREADS + 1) * SPLITS];
static size_t split_count;
static char *heaps[MOST_HEAPS];
static size_t heap_count;

static void die(const char *what) {
    perror(what);
    exit(1);
}

static uint64_t next_random(void) {
    static uint64_t state;
    uint64_t z = (state += 0x9e3779b97f4a7c15) + seed * 0xd1342543de82ef95;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
    z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
    return z ^ (z >> 31);
}

static size_t random_below(size_t bound) {
    return (size_t)((unsigned __int128)next_random() * bound >> 64);
}

static size_t random_chunk(void) {
    double u = (next_random() >> 11) * 0x1p-53;
    double low = 1 / sqrt(smallest), high = 1 / sqrt(largest);
    double root = low - u * (low - high);
    size_t size = (size_t)(1 / (root * root)) & ~(size_t)15;
    return size < smallest ? smallest : size;
}

/* Memory of our own, outside malloc. */
static void *map(size_t bytes) {
    void *start = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (start == MAP_FAILED)
        die("mmap");
    return start;
}

static void note_heap(char *block) {
    if ((*(size_t *)((uintptr_t)block - 8) & 4) == 0)      /* NON_MAIN_ARENA */
        return;
    char *heap = (char *)((uintptr_t)block & -(uintptr_t)HEAP_BYTES);
    for (size_t i = heap_count; i-- > 0;)
        if (heaps[i] == heap)
            return;
    if (heap_count == MOST_HEAPS)
        die("too many heaps");
    heaps[heap_count++] = heap;
}

static void free_in_no_order(char **blocks, size_t count) {
    for (size_t i = count; i > 1; i--) {
        size_t j = random_below(i);
        char *other = blocks[j];
        blocks[j] = blocks[i - 1];
        blocks[i - 1] = other;
    }
    for (size_t i = 0; i < count; i++)
        free(blocks[i]);
}

/* Allocates and frees one thread's part. */
static void fill(size_t count) {
    char **held = map(count * sizeof *held + 1);
    char **gone = map(count * sizeof *gone + 1);
    size_t gone_count = 0, kept = 0;
    for (size_t i = 0; i < count; i++) {
        held[i] = malloc(random_chunk() - 8);
        if (held[i] == NULL)
            die("malloc");
        note_heap(held[i]);
    }
    for (size_t i = 0; i < count; i += run) {
        int keep = random_below(100) >= freed;
        for (size_t j = i; j < i + run && j < count; j++) {
            if (keep)
                held[kept++] = held[j];
            else
                gone[gone_count++] = held[j];
        }
    }
    for (size_t i = 0; i < kept; i++)
        live_bytes += malloc_usable_size(held[i]) + 8;
    live_blocks += kept;
    for (size_t i = 1; i < SPLITS && kept >= SPLITS; i++)
        splits[split_count++] = held[kept * i / SPLITS] - HEADER;
    free_in_no_order(gone, gone_count);
    if (settle) {
        void *volatile kilobyte = malloc(1100);
        free(kilobyte);
    }
    munmap(held, count * sizeof *held + 1);
    munmap(gone, count * sizeof *gone + 1);
}

static pthread_barrier_t turn;

static void *fill_and_stay(void *count) {
    fill((size_t)count);
    pthread_barrier_wait(&turn);
    for (;;)
        pause();
    return NULL;
}

static size_t first_heap_header(void) {
    int minor = atoi(strchr(gnu_get_libc_version(), '.') + 1);
    return minor >= 43 ? 0x870 : minor >= 35 ? 0x8d0 : 0x8c0;
}

static void say_regions(char *main_start) {
    printf("region_start=%p\nregion_end=%p\n", (void *)main_start, sbrk(0));
    size_t later_header = first_heap_header() == 0x8c0 ? 32 : 48;
    for (size_t i = 0; i < heap_count; i++) {
        size_t *info = (size_t *)heaps[i];      /* the arena, the heap before, the bytes in use */
        printf("region_start=%p\nregion_end=%p\n", (void *)(heaps[i] + (info[1] ? later_header : first_heap_header())),
               (void *)(heaps[i] + info[2]));
    }
    for (size_t i = 0; i < split_count; i++)
        printf("split=%p\n", (void *)splits[i]);
}

static size_t attribute(const char *from, const char *name) {
    char *at = strstr(from, name);
    return at == NULL ? 0 : strtoul(at + strlen(name), NULL, 10);
}

/* malloc_info counts one byte too many for each chunk of "rest" but the top: the flag in its size. */
static void say_arenas(char *info) {
    int number = 0;
    char *end;
    for (char *at = info; (at = strstr(at, "<heap nr=")) != NULL && (end = strstr(at, "</heap>")) != NULL; at = end + 1) {
        *end = 0;
        char *fast = strstr(at, "<total type=\"fast\""), *rest = strstr(at, "<total type=\"rest\"");
        if (rest == NULL)
            die("malloc_info says something else");
        printf("arena_%d_system=%zu\n", number, attribute(at, "<system type=\"current\" size=\""));
        printf("arena_%d_fast_blocks=%zu\n", number, fast ? attribute(fast, "count=\"") : 0);
        printf("arena_%d_fast_bytes=%zu\n", number, fast ? attribute(fast, "size=\"") : 0);
        printf("arena_%d_rest_blocks=%zu\n", number, attribute(rest, "count=\""));
        printf("arena_%d_rest_bytes=%zu\n", number, attribute(rest, "size=\""));
        number++;
    }
    printf("arenas=%d\n", number);
}

static void say_mallinfo(void) {
    struct mallinfo2 now = mallinfo2();
    printf("mallinfo2_arena=%zu\nmallinfo2_ordblks=%zu\nmallinfo2_smblks=%zu\nmallinfo2_hblks=%zu\nmallinfo2_hblkhd=%zu\n"
           "mallinfo2_fsmblks=%zu\nmallinfo2_uordblks=%zu\nmallinfo2_fordblks=%zu\nmallinfo2_keepcost=%zu\n",
           now.arena, now.ordblks, now.smblks, now.hblks, now.hblkhd, now.fsmblks, now.uordblks, now.fordblks,
           now.keepcost);
}

static void understand(const char *word) {
    static const struct {
        const char *name;
        size_t *value;
    } words[] = {{"chunks", &chunks}, {"min", &smallest}, {"max", &largest}, {"freed", &freed}, {"run", &run},
                 {"threads", &threads}, {"arenas", &arenas}, {"settle", &settle}, {"seed", &seed}};
    const char *equals = strchr(word, '=');
    for (size_t i = 0; equals != NULL && i < sizeof words / sizeof *words; i++)
        if (strlen(words[i].name) == (size_t)(equals - word) && strncmp(words[i].name, word, equals - word) == 0) {
            *words[i].value = strtoul(equals + 1, NULL, 10);
            return;
        }
    fprintf(stderr, "heaps: what is %s?\n", word);
    exit(2);
}

int main(int argc, char **argv) {
    char *main_start = (char *)(((uintptr_t)sbrk(0) + 15) & -(uintptr_t)16);
    for (int i = 1; i < argc; i++)
        understand(argv[i]);
    if (smallest < 32 || smallest > largest || largest > 100000 || freed > 100 || run == 0 || threads > MOST_THREADS)
        return 2;
    mallopt(M_ARENA_MAX, arenas ? arenas : threads + 1);

    /* Standard output and the stream for malloc_info keep no buffer in the heap. */
    static char out[65536], buffer[4 << 20];
    setvbuf(stdout, out, _IOFBF, sizeof out);
    FILE *info = fmemopen(buffer, sizeof buffer, "w");
    static char info_buffer[65536];
    if (info == NULL || setvbuf(info, info_buffer, _IOFBF, sizeof info_buffer) != 0)
        die("fmemopen");

    pthread_barrier_init(&turn, NULL, 2);
    for (size_t i = 0; i < threads; i++) {
        pthread_t thread;
        if (pthread_create(&thread, NULL, fill_and_stay, (void *)(chunks / threads)) != 0)
            die("pthread_create");
        pthread_barrier_wait(&turn);
    }
    if (threads == 0)
        fill(chunks);

    if (malloc_info(0, info) != 0 || fflush(info) != 0)
        die("malloc_info");
    printf("glibc=%s\nlive_blocks=%zu\nlive_bytes=%zu\n", gnu_get_libc_version(), live_blocks, live_bytes);
    say_arenas(buffer);
    say_mallinfo();
    say_regions(main_start);
    puts("ready");
    fflush(stdout);
    for (;;)
        pause();
}
