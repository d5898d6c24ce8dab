/* Is called into from outside while it minds its own business, and notices when the call leaves a trace.
 *
 *   callee spin | nanosleep | read | epoll | filtered [urgent | both]
 *
 * Prints addresses: functions to be called (answer, crash, dawdle, forever), __errno_location (errno_location) and 64-bit numbers: entered and left (calls of dawdle and forever),
 * signals (SIGUSR1, SIGRTMIN, with "urgent" SIGURG too, with "both" also SIGWINCH), early (of these, handled while dawdle ran), rounds and faults (of spin), answers (calls of
 * answer), and miscalculated (faults that are more than an errno). dawdle returns when
 * the number at go is written to be other than 0. Then "ready".
 *
 * spin computes the same thing, in all registers and with an errno of its own, again and again: a round that comes out
 * otherwise is a fault. The others wait in a system call until a second thread, on SIGUSR2, lets read go on; a nanosleep
 * lasts two seconds. They print "returned=" what the call returned and its errno, then spin. filtered allows itself few
 * system calls; any other kills it.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <pthread.h>
#include <signal.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

enum { OWN_ERRNO = 4711 };

static volatile uint64_t entered, left, go, signals, early, rounds, faults, answers, miscalculated;
static volatile int dawdling;
static int pipe_ends[2];

static void on_signal(int number) {
    (void)number;
    early += dawdling;
    __atomic_add_fetch(&signals, 1, __ATOMIC_RELAXED);
}

/* Leaves nothing in the registers as it was, nor errno. */
static void trample(void) {
    errno = ENOTTY;
    __asm__ volatile("vpcmpeqd %%ymm0, %%ymm0, %%ymm0\n vmovdqa %%ymm0, %%ymm1\n vmovdqa %%ymm0, %%ymm2\n"
                     "vmovdqa %%ymm0, %%ymm3\n vmovdqa %%ymm0, %%ymm7\n vmovdqa %%ymm0, %%ymm15\n"
                     "xor %%r8d, %%r8d\n xor %%r9d, %%r9d\n xor %%r10d, %%r10d\n xor %%r11d, %%r11d\n"
                     "xor %%ecx, %%ecx\n xor %%edx, %%edx\n xor %%esi, %%esi\n"
                     ::: "xmm0", "xmm1", "xmm2", "xmm3", "xmm7", "xmm15", "r8", "r9", "r10", "r11", "rcx", "rdx",
                         "rsi", "cc", "memory");
}

static long answer(long question) {
    answers++;
    trample();
    return question * 2 + ((uintptr_t)__builtin_frame_address(0) % 16 == 0 ? 0 : 1);
}

static long crash(long address) {
    trample();
    return *(volatile long *)address;
}

static long dawdle(long unused) {
    (void)unused;
    dawdling = 1;
    entered++;
    trample();
    while (go == 0)
        ;
    left++;
    dawdling = 0;
    return 1;
}

static long forever(long unused) {
    (void)unused;
    trample();
    entered++;
    while (entered > 0)
        ;
    return 0;
}

/* noipa: or the compiler would see that it always comes to the same, and compute it once. */
__attribute__((noipa)) static uint64_t integers(void) {
    uint64_t a = 1, b = 2, c = 3, d = 5, e = 7, f = 11, g = 13, h = 17;
    for (int i = 0; i < 20000; i++) {
        a = a * 31 + h; b ^= a << 7; c += b >> 3; d = d * 17 ^ c;
        e += d; f ^= e << 11; g = g * 13 + f; h ^= g >> 5;
    }
    return a ^ b ^ c ^ d ^ e ^ f ^ g ^ h;
}

__attribute__((noipa)) static double reals(void) {
    double a = 1, b = 2, c = 3, d = 5;
    for (int i = 1; i < 20000; i++) {
        a = a * 0.5 + b / i; b = b * 0.75 + c; c = c * 0.25 + d / 3; d = d * 0.5 + 1;
    }
    return a + b + c + d;
}

/* A leaf: what it has under the stack pointer is guarded by the red zone only. */
__attribute__((noipa)) static uint64_t leaf(void) {
    volatile uint64_t words[12];
    uint64_t sum = 0;
    for (int i = 0; i < 12; i++)
        words[i] = i * 1000003;
    for (int round = 0; round < 500; round++)
        for (int i = 0; i < 12; i++)
            sum = sum * 3 + words[i];
    return sum;
}

static void spin(void) {
    uint64_t first_integers = integers(), first_leaf = leaf();
    double first_reals = reals();
    errno = OWN_ERRNO;
    for (;;) {
        int wrong = integers() != first_integers || reals() != first_reals || leaf() != first_leaf;
        miscalculated += wrong;
        if (wrong || errno != OWN_ERRNO) {
            faults++;
            errno = OWN_ERRNO;
        }
        rounds++;
    }
}

static void *feed(void *unused) {
    (void)unused;
    sigset_t wanted;
    sigemptyset(&wanted);
    sigaddset(&wanted, SIGUSR2);
    int number;
    sigwait(&wanted, &number);
    if (write(pipe_ends[1], "x", 1) != 1)
        exit(1);
    for (;;)
        pause();
    return NULL;
}

static void start_feeder(void) {
    sigset_t all, before;
    sigfillset(&all);
    if (pipe(pipe_ends) != 0 || sigprocmask(SIG_SETMASK, &all, &before) != 0)
        exit(1);
    pthread_t feeder;
    if (pthread_create(&feeder, NULL, feed, NULL) != 0)
        exit(1);
    sigaddset(&before, SIGUSR2);
    sigprocmask(SIG_SETMASK, &before, NULL);
}

static long epoll(void) {
    int watch = epoll_create1(0);
    struct epoll_event event = {.events = EPOLLIN};
    epoll_ctl(watch, EPOLL_CTL_ADD, pipe_ends[0], &event);
    return epoll_wait(watch, &event, 1, -1);
}

static void filter(void) {
    struct sock_filter program[] = {
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_write, 2, 0),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_exit_group, 1, 0),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_KILL_PROCESS),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
    };
    struct sock_fprog all = {.len = sizeof program / sizeof program[0], .filter = program};
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 || prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &all) != 0)
        exit(1);
}

static int64_t millis(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

int main(int argc, char **argv) {
    const char *what = argc > 1 ? argv[1] : "spin";
    struct sigaction action = {.sa_handler = on_signal, .sa_flags = SA_RESTART};
    sigaction(SIGUSR1, &action, NULL);
    sigaction(SIGRTMIN, &action, NULL);
    if (argc > 2)
        sigaction(SIGURG, &action, NULL);
    if (argc > 2 && strcmp(argv[2], "both") == 0)
        sigaction(SIGWINCH, &action, NULL);
    if (strcmp(what, "read") == 0 || strcmp(what, "epoll") == 0)
        start_feeder();
    printf("answer=%p\ncrash=%p\ndawdle=%p\nforever=%p\n", (void *)answer, (void *)crash, (void *)dawdle,
           (void *)forever);
    printf("errno_location=%p\n", (void *)__errno_location);
    printf("entered=%p\nleft=%p\ngo=%p\nsignals=%p\nearly=%p\nrounds=%p\nfaults=%p\nanswers=%p\nmiscalculated=%p\n",
           (void *)&entered, (void *)&left, (void *)&go,
           (void *)&signals, (void *)&early, (void *)&rounds,
           (void *)&faults, (void *)&answers, (void *)&miscalculated);
    puts("ready");
    fflush(stdout);
    if (strcmp(what, "filtered") == 0)
        filter();
    long result = 0;
    char byte;
    errno = 0;
    int64_t began = millis();
    if (strcmp(what, "nanosleep") == 0)
        result = nanosleep(&(struct timespec){.tv_sec = 2}, NULL);
    else if (strcmp(what, "read") == 0)
        result = read(pipe_ends[0], &byte, 1);
    else if (strcmp(what, "epoll") == 0)
        result = epoll();
    int error = errno;
    if (strcmp(what, "nanosleep") == 0 && millis() - began < 2000)
        faults++;
    if (strcmp(what, "spin") != 0 && strcmp(what, "filtered") != 0) {
        printf("returned=%ld errno=%d\n", result, error);
        fflush(stdout);
    }
    spin();
}
