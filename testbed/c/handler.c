/* Stands in a signal handler for good, or somewhere under malloc.
 *
 *   handler outside | outside-elsewhere | inside | inside-elsewhere | below
 *
 * The signal came while the program was outside malloc, or in the first instruction of malloc itself: that is made
 * certain by a trap flag that is set just before the call. With "-elsewhere" the handler has a stack of its own.
 * "below" has no handler: malloc_info has called a function that does not return.
 * Prints "ready" from within the handler.
 */
#define _GNU_SOURCE
#include <malloc.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <ucontext.h>
#include <unistd.h>

enum { STACK_BYTES = 1 << 16, TRAP_FLAG = 0x100 };

static uintptr_t wanted;

static void on_trap(int number, siginfo_t *info, void *context) {
    (void)number;
    (void)info;
    ucontext_t *interrupted = context;
    /* Steps on until the wanted instruction. */
    if (wanted != 0 && (uintptr_t)interrupted->uc_mcontext.gregs[REG_RIP] != wanted)
        return;
    interrupted->uc_mcontext.gregs[REG_EFL] &= ~TRAP_FLAG;
    if (write(STDOUT_FILENO, "ready\n", 6) != 6)
        _exit(1);
    for (;;)
        pause();
}

static ssize_t stand(void *cookie, const char *text, size_t size) {
    (void)cookie;
    (void)text;
    (void)size;
    if (write(STDOUT_FILENO, "ready\n", 6) != 6)
        _exit(1);
    for (;;)
        pause();
}

static int stand_below_malloc(void) {
    FILE *file = fopencookie(NULL, "w", (cookie_io_functions_t){.write = stand});
    setvbuf(file, NULL, _IONBF, 0);
    return malloc_info(0, file);
}

int main(int argc, char **argv) {
    const char *where = argc > 1 ? argv[1] : "outside";
    if (strcmp(where, "below") == 0)
        return stand_below_malloc();
    void *(*volatile allocate)(size_t) = malloc;
    free(allocate(100));
    struct sigaction action = {.sa_sigaction = on_trap, .sa_flags = SA_SIGINFO};
    if (strstr(where, "-elsewhere") != NULL) {
        char *stack = mmap(NULL, STACK_BYTES, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
        stack_t alternate = {.ss_sp = stack, .ss_size = STACK_BYTES};
        if (stack == MAP_FAILED || sigaltstack(&alternate, NULL) != 0)
            return 1;
        action.sa_flags |= SA_ONSTACK;
    }
    sigaction(SIGTRAP, &action, NULL);
    if (strncmp(where, "outside", 7) == 0) {
        raise(SIGTRAP);
        return 1;
    }
    wanted = (uintptr_t)allocate;
    __asm__ volatile("pushfq\n orq $0x100, (%%rsp)\n popfq" ::: "cc", "memory");
    free(allocate(100));
    return 1;
}
