/* The request of a function: HTTP and JSON in ASCII; texts go as hexadecimal, so that no table is needed here. */
#ifndef DUKA_REQUEST_H
#define DUKA_REQUEST_H

#include <stddef.h>

#include "client.h"
#include "settings.h"

enum duka_request_fault { DUKA_REQUEST_GOOD, DUKA_REQUEST_NULL, DUKA_REQUEST_TOO_LONG, DUKA_REQUEST_MEMORY };

typedef struct {
    /* The body; to be wiped and freed by duka_forget_body(). */
    char *body;
    size_t length;
    size_t size;
} duka_body;

enum duka_request_fault duka_make_body(const char *name, const duka_argument *arguments, size_t count, duka_body *body);
void duka_forget_body(duka_body *body);

#define DUKA_HEAD_SIZE 1024
/* Returns its length. */
size_t duka_make_head(char head[DUKA_HEAD_SIZE], const duka_settings *settings, const char *token, const duka_body *body);

#endif
