// A process with one of everything that /proc/PID/maps can say, which then waits: what record-tree.sh records.
#define _GNU_SOURCE
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/shm.h>
#include <unistd.h>

#ifndef PR_SET_VMA
#define PR_SET_VMA 0x53564d41
#define PR_SET_VMA_ANON_NAME 0
#endif

enum { MIB = 1 << 20 };

static void *map(int protection, int flags, int fd, size_t bytes) {
    void *memory = mmap(NULL, bytes, protection, flags, fd, 0);
    if (memory == MAP_FAILED) {
        perror("mmap");
        exit(1);
    }
    if (protection & PROT_WRITE) {
        memset(memory, 1, bytes / 2);
    }
    return memory;
}

static void *worker(void *unused) {
    prctl(PR_SET_NAME, "worker (1) S 1");
    pause();
    return unused;
}

int main(int argc, char **argv) {
    int rw = PROT_READ | PROT_WRITE;
    int anonymous = MAP_PRIVATE | MAP_ANONYMOUS;

    void *named = map(rw, anonymous, -1, MIB);
    prctl(PR_SET_VMA, PR_SET_VMA_ANON_NAME, named, MIB, "a named pool");
    map(PROT_NONE, anonymous | MAP_NORESERVE, -1, 64L * MIB);
    mlock(map(rw, anonymous, -1, 64 << 10), 64 << 10);
    madvise(map(rw, anonymous, -1, 4 * MIB), 4 * MIB, MADV_HUGEPAGE);
    madvise(map(rw, anonymous, -1, MIB), MIB, MADV_DONTDUMP);
    map(rw, MAP_SHARED | MAP_ANONYMOUS, -1, MIB);

    int memfd = memfd_create("pool (1)", 0);
    ftruncate(memfd, MIB);
    map(rw, MAP_SHARED, memfd, MIB);

    const char *odd = "/tmp/with space\nand newline (deleted)";
    int file = open(odd, O_RDWR | O_CREAT, 0600);
    ftruncate(file, MIB);
    map(rw, MAP_SHARED, file, MIB);
    map(PROT_READ, MAP_PRIVATE, file, MIB);
    unlink(odd);

    int segment = shmget(IPC_PRIVATE, MIB, 0600);
    memset(shmat(segment, NULL, 0), 1, MIB);
    shmctl(segment, IPC_RMID, NULL);

    pthread_t thread;
    pthread_create(&thread, NULL, worker, NULL);
    if (fork() == 0) {
        _exit(0); // never waited for: a zombie
    }

    // A title over the arguments, as php-fpm, postgres and nginx write it.
    char *end = argv[argc - 1] + strlen(argv[argc - 1]);
    memset(argv[0], 0, end - argv[0]);
    snprintf(argv[0], end - argv[0], "target: pool www");
    prctl(PR_SET_NAME, "a (b) \\c\nd");
    puts("ready");
    fflush(stdout);
    pause();
}
