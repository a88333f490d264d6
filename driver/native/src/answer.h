/* The service's answer, which is not trusted: HTTP with a length, and a JSON object. */
#ifndef DUKA_ANSWER_H
#define DUKA_ANSWER_H

#include <stddef.h>

/* 20 KiB in hexadecimal, and what stands around it. */
#define DUKA_ANSWER_SIZE 65536

/* Bytes of the whole answer; 0: more of it is needed to say so; -1: it is none. */
long duka_answer_length(const char *bytes, size_t length);

typedef struct {
    int status;
    /* Of a status of 200. */
    long code;
    /* pOutInfo in hexadecimal, inside of the answer. */
    const char *hex;
    size_t hex_length;
} duka_answer;

/* Of a whole answer. Returns 0 when it is none; with a status other than 200 its content is not looked at. */
int duka_parse_answer(const char *bytes, size_t length, duka_answer *answer);

#endif
