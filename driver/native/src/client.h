/* One function, carried out by the service on this machine. */
#ifndef DUKA_CLIENT_H
#define DUKA_CLIENT_H

#include <stddef.h>

#define DUKA_CODE_READER_CONNECTION (-11)
#define DUKA_CODE_PARAMETER (-14)
#define DUKA_CODE_LENGTH (-42)

typedef struct {
    int is_text;
    int number;
    /* The caller's; never read beyond `size`. */
    const char *text;
    size_t size;
} duka_argument;

/* Returns the code; `out` gets at most `size` bytes, its closing zero among them. */
int duka_call(const char *name, const duka_argument *arguments, size_t count, char *out, size_t size);

#endif
