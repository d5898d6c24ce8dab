/* Grows when it is told to.
 *
 *   growing
 *
 * Prints step_bytes, then "ready"; at each SIGUSR1 touches that much more and prints "grown".
 */
#define _GNU_SOURCE
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>

enum { STEP_BYTES = 5003 * 4096 };

int main(void) {
    sigset_t grow;
    int signal;

    sigemptyset(&grow);
    sigaddset(&grow, SIGUSR1);
    sigprocmask(SIG_BLOCK, &grow, NULL);
    printf("step_bytes=%d\nready\n", STEP_BYTES);
    fflush(stdout);
    while (sigwait(&grow, &signal) == 0) {
        char *step = mmap(NULL, STEP_BYTES, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
        if (step == MAP_FAILED)
            return 1;
        memset(step, 1, STEP_BYTES);
        puts("grown");
        fflush(stdout);
    }
    return 0;
}
