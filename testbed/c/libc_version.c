/* Says which C library it runs with.
 *
 *   libc_version
 *
 * Prints version= and thread_version= (asked by a second thread, for what a thread needs came with a library of its own
 * until 2.33), then "ready".
 */
#include <gnu/libc-version.h>
#include <pthread.h>
#include <stdio.h>
#include <unistd.h>

static void *ask(void *unused) {
    (void)unused;
    return (void *)gnu_get_libc_version();
}

int main(void) {
    pthread_t thread;
    void *answer;
    if (pthread_create(&thread, NULL, ask, NULL) != 0 || pthread_join(thread, &answer) != 0)
        return 1;
    printf("version=%s\nthread_version=%s\nready\n", gnu_get_libc_version(), (const char *)answer);
    fflush(stdout);
    for (;;)
        pause();
}
