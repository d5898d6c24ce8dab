/* The plain way to walk the chunks of a glibc heap in an ELF core, as a mark for Lacuna: one loop, 1 MiB read at a time.
 *
 *   walker CORE TRUTH THREADS [LANES]
 *
 * Does no more than count: chunks, live and free (by the flag in the chunk after), bytes, and each by size class. It finds
 * nothing by itself: where the regions begin and end, and where they may be cut for several threads, it is told by TRUTH,
 * the lines that heaps.c printed. The threads take the parts as they come.
 *
 * With LANES above 1 a thread walks that many parts at once, a step of each in turn: a walk must wait for each size to
 * arrive before it knows where the next one is, and so waits for several at a time. That gains little where the time goes
 * into the copy of the window, which `bench/heap` shows beside it.
 *
 * Prints key=value lines; "seconds" is the walk alone, without the start of the program.
 */
#define _GNU_SOURCE
#include <elf.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { WINDOW = 1 << 20, HEADER = 16, CLASSES = 128 + 64, MOST_LANES = 16 };

struct part {
    uint64_t start, end;
    int last;       /* ends where its region ends: with the top, or with fenceposts */
};

struct count {
    uint64_t blocks, bytes;
};

struct counts {
    struct count of[2];         /* free, live */
    struct count top;           /* the last chunk of an arena */
    struct count fence;         /* what closes a heap that is not its arena's last */
    uint64_t classes[2][CLASSES];
    uint64_t torn;
};

/* One walk: where it is, the chunk that it came from, and the piece of the core that it looks at. */
struct lane {
    struct part part;
    uint64_t at, size;
    uint64_t from, to;          /* the addresses in the window */
    char *window;
};

static int core;
static Elf64_Phdr *segments;
static size_t segment_count;
static struct part *parts;
static size_t part_count, next_part;
static int lanes;

static void die(const char *what) {
    perror(what);
    exit(1);
}

static void open_core(const char *path) {
    Elf64_Ehdr head;
    core = open(path, O_RDONLY | O_CLOEXEC);
    if (core < 0 || pread(core, &head, sizeof head, 0) != sizeof head || memcmp(head.e_ident, ELFMAG, SELFMAG) != 0)
        die(path);
    segment_count = head.e_phnum;
    ssize_t bytes = segment_count * sizeof *segments;
    segments = malloc(bytes);
    if (head.e_phentsize != sizeof *segments || pread(core, segments, bytes, head.e_phoff) != bytes)
        die(path);
}

static int by_address(const void *one, const void *other) {
    uint64_t a = *(const uint64_t *)one, b = *(const uint64_t *)other;
    return (a > b) - (a < b);
}

/* Regions cut at the splits that lie in them. */
static void read_truth(const char *path) {
    FILE *file = fopen(path, "r");
    if (file == NULL)
        die(path);
    uint64_t address, *splits = NULL, *regions = NULL;
    size_t split_count = 0, region_count = 0;
    char line[256];
    while (fgets(line, sizeof line, file) != NULL) {
        if (sscanf(line, "split=%lx", &address) == 1) {
            splits = realloc(splits, (split_count + 1) * sizeof *splits);
            splits[split_count++] = address;
        } else if (sscanf(line, "region_%*[a-z]=%lx", &address) == 1) {
            regions = realloc(regions, (region_count + 1) * sizeof *regions);
            regions[region_count++] = address;
        }
    }
    fclose(file);
    qsort(splits, split_count, sizeof *splits, by_address);
    parts = malloc((split_count + region_count) * sizeof *parts);
    for (size_t r = 0; r + 1 < region_count; r += 2) {
        uint64_t start = regions[r], end = regions[r + 1];
        for (size_t i = 0; i < split_count; i++)
            if (splits[i] > start && splits[i] < end) {
                parts[part_count++] = (struct part){start, splits[i], 0};
                start = splits[i];
            }
        parts[part_count++] = (struct part){start, end, 1};
    }
}

/* Brings the bytes from `lane->at` on into the window; false where the core has none. */
static int look(struct lane *lane) {
    for (size_t i = 0; i < segment_count; i++) {
        uint64_t skip = lane->at - segments[i].p_vaddr;
        if (segments[i].p_type != PT_LOAD || lane->at < segments[i].p_vaddr || skip + HEADER > segments[i].p_filesz)
            continue;
        uint64_t want = lane->part.end + HEADER - lane->at;
        if (want > segments[i].p_filesz - skip)
            want = segments[i].p_filesz - skip;
        ssize_t got = pread(core, lane->window, want < WINDOW ? want : WINDOW, segments[i].p_offset + skip);
        if (got < HEADER)
            return 0;
        lane->from = lane->at;
        lane->to = lane->at + got;
        return 1;
    }
    return 0;
}

static int size_class(uint64_t size) {
    return size < 2048 ? (int)(size >> 4) : 128 + 63 - __builtin_clzl(size);
}

static void note(struct counts *counts, int live, uint64_t size) {
    counts->of[live].blocks++;
    counts->of[live].bytes += size;
    counts->classes[live][size_class(size)]++;
}

/* Whether the part ends with the header at `at`, in good order or not. */
static inline int ends(const struct part *part, uint64_t at, uint64_t size, struct counts *counts) {
    if (at >= part->end)        /* the first chunk of the next part, looked at for its flag */
        return 1;
    if (size >= 2 * HEADER && size < part->end - at + !part->last)
        return 0;
    if (part->last && (size <= HEADER || size == part->end - at)) {
        struct count *end = size <= HEADER ? &counts->fence : &counts->top;
        end->blocks++;
        end->bytes += part->end - at;
    } else {
        counts->torn++;
    }
    return 1;
}

/* Walks a part. The flag in a header tells of the chunk before it. */
static void walk_part(struct lane *lane, struct counts *counts) {
    uint64_t at = lane->at, before = 0;
    for (;;) {
        const char *window = lane->window - lane->from;
        uint64_t last = lane->to - HEADER;
        while (lane->to != 0 && at <= last) {
            uint64_t word;
            memcpy(&word, window + at + 8, 8);
            uint64_t size = word & ~(uint64_t)7;
            if (before != 0)
                note(counts, word & 1, before);
            if (ends(&lane->part, at, size, counts))
                return;
            before = size;
            at += size;
        }
        lane->at = at;
        if (!look(lane)) {
            counts->torn++;
            return;
        }
    }
}

/* The same, one chunk on: false at the end of the part. */
static inline int step(struct lane *lane, struct counts *counts) {
    if (lane->at + HEADER > lane->to && !look(lane)) {
        counts->torn++;
        return 0;
    }
    uint64_t word;
    memcpy(&word, lane->window + (lane->at - lane->from) + 8, 8);
    uint64_t size = word & ~(uint64_t)7;
    if (lane->size != 0)
        note(counts, word & 1, lane->size);
    if (ends(&lane->part, lane->at, size, counts))
        return 0;
    lane->size = size;
    lane->at += size;
    return 1;
}

static int take_part(struct lane *lane) {
    size_t number = __atomic_fetch_add(&next_part, 1, __ATOMIC_RELAXED);
    if (number >= part_count)
        return 0;
    lane->part = parts[number];
    lane->at = lane->part.start;
    lane->size = lane->from = lane->to = 0;
    return 1;
}

static void *walk(void *result) {
    struct counts counts = {0};
    struct lane lane[MOST_LANES];
    int busy = 0;
    for (int i = 0; i < lanes; i++) {
        lane[i].window = aligned_alloc(4096, WINDOW);
        memset(lane[i].window, 0, WINDOW);
    }
    while (busy < lanes && take_part(&lane[busy]))
        busy++;
    if (lanes == 1) {
        while (busy) {
            walk_part(&lane[0], &counts);
            busy = take_part(&lane[0]);
        }
    } else {
        while (busy > 0)
            for (int i = 0; i < busy; i++)
                if (!step(&lane[i], &counts) && !take_part(&lane[i])) {
                    busy--;
                    struct lane ended = lane[i];
                    lane[i] = lane[busy];
                    lane[busy] = ended;
                }
    }
    *(struct counts *)result = counts;
    return NULL;
}

static void add(struct count *sum, struct count more) {
    sum->blocks += more.blocks;
    sum->bytes += more.bytes;
}

/* The most that was resident at once; what wait4 tells the parent begins with the parent's own. */
static long most_resident_kib(void) {
    char line[256];
    long kib = 0;
    FILE *status = fopen("/proc/self/status", "r");
    while (status != NULL && fgets(line, sizeof line, status) != NULL && sscanf(line, "VmHWM: %ld", &kib) != 1)
        ;
    if (status != NULL)
        fclose(status);
    return kib;
}

int main(int argc, char **argv) {
    int threads = argc > 3 ? atoi(argv[3]) : 1;
    lanes = argc > 4 ? atoi(argv[4]) : 1;
    if (argc < 3 || threads < 1 || threads > 64 || lanes < 1 || lanes > MOST_LANES)
        return 2;
    open_core(argv[1]);
    read_truth(argv[2]);

    struct timespec begun, ended;
    struct counts each[64], sum = {0};
    pthread_t others[64];
    clock_gettime(CLOCK_MONOTONIC, &begun);
    for (int i = 1; i < threads; i++)
        if (pthread_create(&others[i], NULL, walk, &each[i]) != 0)
            die("pthread_create");
    walk(&each[0]);
    for (int i = 0; i < threads; i++) {
        if (i > 0)
            pthread_join(others[i], NULL);
        add(&sum.of[0], each[i].of[0]);
        add(&sum.of[1], each[i].of[1]);
        add(&sum.top, each[i].top);
        add(&sum.fence, each[i].fence);
        sum.torn += each[i].torn;
        for (int c = 0; c < CLASSES; c++) {
            sum.classes[0][c] += each[i].classes[0][c];
            sum.classes[1][c] += each[i].classes[1][c];
        }
    }
    clock_gettime(CLOCK_MONOTONIC, &ended);

    double seconds = ended.tv_sec - begun.tv_sec + (ended.tv_nsec - begun.tv_nsec) / 1e9;
    uint64_t chunks = sum.of[0].blocks + sum.of[1].blocks + sum.top.blocks;
    printf("resident_kib=%ld\nseconds=%.6f\nchunks=%lu\nlive_blocks=%lu\nlive_bytes=%lu\nfree_blocks=%lu\nfree_bytes=%lu\n"
           "top_blocks=%lu\ntop_bytes=%lu\nfence_bytes=%lu\ntorn=%lu\n",
           most_resident_kib(), seconds, chunks, sum.of[1].blocks, sum.of[1].bytes, sum.of[0].blocks, sum.of[0].bytes,
           sum.top.blocks, sum.top.bytes, sum.fence.bytes, sum.torn);
    for (int c = 0; c < CLASSES; c++)
        if (sum.classes[0][c] + sum.classes[1][c] > 0)
            printf("class_%lu=%lu,%lu\n", c < 128 ? (uint64_t)c << 4 : (uint64_t)1 << (c - 128), sum.classes[1][c],
                   sum.classes[0][c]);
    return sum.torn > 0;
}
