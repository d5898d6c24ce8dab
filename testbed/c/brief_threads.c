/* Threads that are born and end all the time: whoever lists them is always late.
 *
 *   brief_threads
 *
 * births (an address) is a 64-bit number of threads born so far. Then "ready".
 */
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <time.h>

enum { AT_ONCE = 8 };

static volatile uint64_t births;

static void *live_briefly(void *nothing) {
    nanosleep(&(struct timespec){.tv_nsec = 200000}, NULL);
    return nothing;
}

int main(void) {
    printf("births=%p\n", (void *)&births);
    puts("ready");
    fflush(stdout);
    for (;;) {
        pthread_t threads[AT_ONCE];
        for (int i = 0; i < AT_ONCE; i++) {
            if (pthread_create(&threads[i], NULL, live_briefly, NULL) != 0)
                return 1;
            births++;
        }
        for (int i = 0; i < AT_ONCE; i++)
            pthread_join(threads[i], NULL);
    }
}
