/*
 * A prefork server without the server: herd COUNT SHARED_KIB PRIVATE_KIB forks COUNT children that share SHARED_KIB of the
 * parent's memory and hold PRIVATE_KIB each of their own. Prints "ready" and lives until its standard input closes.
 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <unistd.h>

static char *touched(size_t bytes)
{
    char *memory = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED) {
        perror("herd: mmap");
        exit(1);
    }
    memset(memory, 1, bytes);
    return memory;
}

int main(int argc, char **argv)
{
    if (argc != 4) {
        fprintf(stderr, "usage: herd COUNT SHARED_KIB PRIVATE_KIB\n");
        return 2;
    }
    int count = atoi(argv[1]);
    size_t shared = (size_t)atol(argv[2]) * 1024;
    size_t private = (size_t)atol(argv[3]) * 1024;
    int done[2];

    if (shared > 0)
        touched(shared);
    if (pipe(done) != 0) {
        perror("herd: pipe");
        return 1;
    }
    for (int i = 0; i < count; i++) {
        pid_t child = fork();
        if (child < 0) {
            perror("herd: fork");
            kill(0, SIGTERM);
            return 1;
        }
        if (child == 0) {
            prctl(PR_SET_PDEATHSIG, SIGKILL);
            if (private > 0)
                touched(private);
            if (write(done[1], "x", 1) != 1)
                return 1;
            for (;;)
                pause();
        }
    }
    for (int i = 0; i < count; i++) {
        char byte;
        if (read(done[0], &byte, 1) != 1)
            return 1;
    }
    printf("pid=%d\nchildren=%d\nready\n", getpid(), count);
    fflush(stdout);
    while (getchar() != EOF)
        ;
    return 0;
}
