/* A parent and a forked child that share anonymous memory: the state of every prefork worker.
 *
 *   forked_sharing [MIB]
 *
 * The parent touches MIB (64) MiB, forks, and both stand still. Prints child, start and bytes, then "ready".
 */
#define _GNU_SOURCE
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <unistd.h>

int main(int argc, char **argv) {
    size_t bytes = (size_t)(argc > 1 ? atoi(argv[1]) : 64) << 20;
    char *start = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (start == MAP_FAILED) {
        perror("mmap");
        return 1;
    }
    madvise(start, bytes, MADV_NOHUGEPAGE);
    memset(start, 0xD1, bytes);
    pid_t parent = getpid();
    pid_t child = fork();
    if (child < 0) {
        perror("fork");
        return 1;
    }
    if (child == 0) {
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        if (getppid() != parent)
            return 1;
        for (;;)
            pause();
    }
    printf("child=%d\nstart=%p\nbytes=%zu\n", child, (void *)start, bytes);
    puts("ready");
    fflush(stdout);
    for (;;)
        pause();
}
