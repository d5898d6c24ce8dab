// Blocks of all sizes, some freed: the program's own table of what it holds is the truth, whatever malloc it has.
//   counted BLOCKS
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define MOST 200000
static void *held[MOST];
static size_t sizes[MOST];

int main(int argc, char **argv) {
    long blocks = argc > 1 ? atol(argv[1]) : 20000;
    unsigned long chance = 88172645463325252ul;
    long live = 0;
    size_t requested = 0;
    for (long i = 0; i < blocks && i < MOST; i++) {
        chance ^= chance << 13;
        chance ^= chance >> 7;
        chance ^= chance << 17;
        size_t size = 1 + chance % (i % 50 == 0 ? 300000 : i % 7 == 0 ? 9000 : 600);
        held[i] = malloc(size);
        sizes[i] = size;
        if (chance % 5 < 3 && i > 10) {
            long victim = (long) (chance >> 20) % i;
            free(held[victim]);
            held[victim] = NULL;
        }
    }
    for (long i = 0; i < blocks && i < MOST; i++) {
        if (held[i] != NULL) {
            live++;
            requested += sizes[i];
        }
    }
    printf("live=%ld\nrequested=%zu\nheld_at=0x%lx\nheld_count=%ld\nready\n", live, requested, (unsigned long) held, blocks);
    fflush(stdout);
    for (;;) {
        pause();
    }
}
