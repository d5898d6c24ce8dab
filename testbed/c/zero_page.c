/* Reads memory that it never wrote to, and asks the kernel what that brought: zero_page=1 where it is the one page of zeros
 * that all share, 0 where read faults get pages of their own. */
#define _GNU_SOURCE
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>

enum { BYTES = 1 << 20, PAGE = 4096 };

int main(void) {
    volatile char *memory = mmap(NULL, BYTES, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED)
        return 1;
    madvise((void *)memory, BYTES, MADV_NOHUGEPAGE);
    char sum = 0;
    for (int i = 0; i < BYTES; i += PAGE)
        sum += memory[i];
    FILE *smaps = fopen("/proc/self/smaps", "r");
    char line[512];
    char start[32];
    int inside = 0;
    long rss = -1;
    snprintf(start, sizeof start, "%lx-", (unsigned long)memory);
    while (smaps != NULL && fgets(line, sizeof line, smaps) != NULL) {
        if (strncmp(line, start, strlen(start)) == 0)
            inside = 1;
        if (inside && sscanf(line, "Rss: %ld", &rss) == 1)
            break;
    }
    printf("zero_page=%d\nready\n", rss == 0 && sum == 0);
    return 0;
}
