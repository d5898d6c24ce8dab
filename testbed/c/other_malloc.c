/* An allocator that is not glibc's: to be built with -shared -fPIC and preloaded. It hands out memory and takes none back. */
#include <stddef.h>
#include <string.h>

static _Alignas(16) char memory[64 << 20];
static size_t used;

void *malloc(size_t size) {
    size = (size + 31) & ~(size_t)15;
    size_t at = __atomic_fetch_add(&used, size, __ATOMIC_RELAXED);
    if (at + size > sizeof memory)
        return NULL;
    *(size_t *)(memory + at) = size - 16;
    return memory + at + 16;
}

void free(void *block) {
    (void)block;
}

void *calloc(size_t count, size_t size) {
    return malloc(count * size);
}

void *realloc(void *block, size_t size) {
    void *other = malloc(size);
    if (block != NULL && other != NULL) {
        size_t old = *(size_t *)((char *)block - 16);
        memcpy(other, block, old < size ? old : size);
    }
    return other;
}
