/* A process whose main thread has ended while another goes on: under its own number it is a zombie.
 *
 *   lost_leader
 *
 * survivor is the thread that lives, counter (an address) its 64-bit count. Then "ready".
 */
#define _GNU_SOURCE
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

static volatile uint64_t counter;

static void *count(void *main_thread) {
    /* The main thread is joined like any other. */
    pthread_join(*(pthread_t *)main_thread, NULL);
    printf("survivor=%ld\ncounter=%p\n", (long)syscall(SYS_gettid), (void *)&counter);
    puts("ready");
    fflush(stdout);
    for (;;) {
        counter++;
        nanosleep(&(struct timespec){.tv_nsec = 1000000}, NULL);
    }
    return NULL;
}

int main(void) {
    static pthread_t self;
    self = pthread_self();
    pthread_t thread;
    if (pthread_create(&thread, NULL, count, &self) != 0)
        return 1;
    pthread_exit(NULL);
}
