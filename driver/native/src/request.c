#include "request.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "platform.h"

#define AROUND 256
#define NUMBER_MAX 16
static const char HEX[] = "0123456789abcdef";

/* Shorter than its size, or its size. */
static size_t length_of(const duka_argument *argument) {
    const char *end = memchr(argument->text, '\0', argument->size);
    return end == NULL ? argument->size : (size_t)(end - argument->text);
}

enum duka_request_fault duka_make_body(const char *name, const duka_argument *arguments, size_t count, duka_body *body) {
    size_t at;
    body->body = NULL;
    body->size = AROUND + strlen(name);
    for (at = 0; at < count; at++) {
        const duka_argument *argument = &arguments[at];
        size_t length;
        body->size += NUMBER_MAX;
        if (!argument->is_text) continue;
        if (argument->text == NULL) return DUKA_REQUEST_NULL;
        length = length_of(argument);
        if (length == argument->size) return DUKA_REQUEST_TOO_LONG;
        body->size += 2 * length;
    }
    body->body = malloc(body->size);
    if (body->body == NULL) return DUKA_REQUEST_MEMORY;
    body->length = (size_t)sprintf(body->body, "{\"function\":\"%s\",\"textEncoding\":\"gb18030-hex\",\"arguments\":[", name);
    for (at = 0; at < count; at++) {
        const duka_argument *argument = &arguments[at];
        char *to;
        size_t length, byte;
        if (at > 0) body->body[body->length++] = ',';
        to = body->body + body->length;
        if (!argument->is_text) {
            body->length += (size_t)sprintf(to, "%d", argument->number);
            continue;
        }
        length = length_of(argument);
        *to++ = '"';
        /* Another thread of the caller may have written a longer text there meanwhile. */
        if (to + 2 * length + NUMBER_MAX > body->body + body->size) {
            duka_forget_body(body);
            return DUKA_REQUEST_TOO_LONG;
        }
        for (byte = 0; byte < length; byte++) {
            unsigned char value = (unsigned char)argument->text[byte];
            *to++ = HEX[value >> 4];
            *to++ = HEX[value & 15];
        }
        *to++ = '"';
        body->length = (size_t)(to - body->body);
    }
    memcpy(body->body + body->length, "]}", 2);
    body->length += 2;
    return DUKA_REQUEST_GOOD;
}

void duka_forget_body(duka_body *body) {
    if (body->body == NULL) return;
    duka_wipe(body->body, body->size);
    free(body->body);
    body->body = NULL;
}

size_t duka_make_head(char head[DUKA_HEAD_SIZE], const duka_settings *settings, const char *token, const duka_body *body) {
    int is_named = settings->name[0] != '\0';
    return (size_t)snprintf(head, DUKA_HEAD_SIZE,
                            "POST /v1/ldt33 HTTP/1.1\r\n"
                            "Host: 127.0.0.1:%d\r\n"
                            "Authorization: Bearer %s\r\n"
                            "%s%s%s"
                            "Content-Type: application/json\r\n"
                            "Content-Length: %lu\r\n"
                            "Connection: close\r\n\r\n",
                            settings->port, token, is_named ? "X-Duka-Name: " : "", settings->name, is_named ? "\r\n" : "",
                            (unsigned long)body->length);
}
