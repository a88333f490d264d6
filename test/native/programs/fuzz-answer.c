/*
 * The parsers of the library on bytes that no one meant: answers of the service and files of settings, whole, cut,
 * damaged and joined. Built with the sanitizers; each input is a block of its own, so that a byte beyond it is found.
 * `fuzz-answer SEED ROUNDS` prints the seed of what fails.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "answer.h"
#include "settings.h"

#define INPUT_MAX 4096

static const char *const ANSWERS[] = {
    "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\nContent-Length: 26\r\n\r\n{\"code\":0,\"pOutInfo\":\"4A\"}",
    "HTTP/1.1 200 OK\r\ncontent-length: 33\r\n\r\n{\"code\":-25536,\"pOutInfo\":\"D5C5\"}",
    "HTTP/1.1 401 Unauthorized\r\nContent-Length: 2\r\n\r\n{}",
    "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n",
    "HTTP/1.1 200 OK\r\nContent-Length: 60\r\n\r\n{\"more\":[1,{\"a\":\"\\\"\\u0041\"},true],\"pOutInfo\":\"\",\"code\":-1}  ",
};
static const char *const SETTINGS[] = {
    "address = 127.0.0.1:4090\r\ntoken-file=/home/his/sscard.token\nstart = duka serve --http\n# said\n\n",
    "\357\273\277answer-wait-ms = 330000\nstart-wait-ms=1\nname = window 3",
};
static const char *const PIECES[] = {"\"", "\\", "{", "}", "[[[[[[[[[[", ",", ":", "\r\n", "\r\n\r\n", "content-length: 99999999999999999999",
                                     "-", "9999999999", "pOutInfo", "code", "0A", "\0", "=", "127.0.0.1:", "%", "\377"};
#define COUNT(list) (sizeof(list) / sizeof(list)[0])

static unsigned long long state;

static size_t below(size_t limit) {
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return limit == 0 ? 0 : (size_t)(state % limit);
}

static size_t damaged(char *input, size_t length) {
    size_t times = below(4), at, piece;
    while (times-- > 0) {
        switch (below(4)) {
        case 0:
            if (length > 0) input[below(length)] = (char)below(256);
            break;
        case 1:
            length = below(length + 1);
            break;
        case 2:
            at = below(length + 1);
            piece = below(COUNT(PIECES));
            if (length + 64 < INPUT_MAX) {
                size_t size = strlen(PIECES[piece]) + (PIECES[piece][0] == '\0');
                memmove(input + at + size, input + at, length - at);
                memcpy(input + at, PIECES[piece], size);
                length += size;
            }
            break;
        default:
            if (length > 1 && 2 * length < INPUT_MAX) {
                at = below(length);
                memcpy(input + length, input + at, length - at);
                length += length - at;
            }
        }
    }
    return length;
}

/* What a parser that took it must have kept to. */
static void check(int holds, const char *rule) {
    if (holds) return;
    fprintf(stderr, "%s\n", rule);
    abort();
}

static void try_answer(const char *input, size_t length) {
    char *bytes = malloc(length == 0 ? 1 : length);
    duka_answer answer;
    long whole;
    memcpy(bytes, input, length);
    whole = duka_answer_length(bytes, length);
    check(whole >= -1 && whole <= DUKA_ANSWER_SIZE, "the length of an answer is within its buffer");
    if (whole > 0 && (size_t)whole <= length && duka_parse_answer(bytes, (size_t)whole, &answer) && answer.status == 200) {
        check(answer.code <= 0, "a code is not above 0");
        check(answer.hex >= bytes && answer.hex + answer.hex_length <= bytes + whole, "the text lies in the answer");
        check(answer.hex_length % 2 == 0, "the text is whole bytes");
    }
    duka_parse_answer(bytes, length, &answer);
    free(bytes);
}

static void try_settings(const char *input, size_t length) {
    char *text = malloc(length + 1);
    duka_settings *settings = calloc(1, sizeof *settings);
    int line;
    memcpy(text, input, length);
    text[length] = '\0';
    if (duka_parse_settings(settings, text, &line) == DUKA_SETTINGS_GOOD) {
        check(settings->port >= 0 && settings->port <= 65535, "a port has 16 bits");
        check(memchr(settings->name, '\0', sizeof settings->name) != NULL, "a name ends");
        check(memchr(settings->start, '\0', sizeof settings->start) != NULL, "a command ends");
    }
    free(settings);
    free(text);
}

int main(int argc, char **argv) {
    char input[INPUT_MAX];
    unsigned long seed = argc > 1 ? strtoul(argv[1], NULL, 10) : 1, rounds = argc > 2 ? strtoul(argv[2], NULL, 10) : 1;
    size_t taken = 0, at;
    for (; rounds-- > 0; seed++) {
        const char *from;
        size_t length;
        state = seed * 0x9E3779B97F4A7C15ULL + 1;
        fprintf(stderr, "\rseed %lu", seed);
        from = ANSWERS[below(COUNT(ANSWERS))];
        length = strlen(from);
        memcpy(input, from, length);
        try_answer(input, damaged(input, length));
        from = SETTINGS[below(COUNT(SETTINGS))];
        length = strlen(from);
        memcpy(input, from, length);
        try_settings(input, damaged(input, length));
    }
    for (at = 0; at < COUNT(ANSWERS); at++) {
        duka_answer answer;
        size_t length = strlen(ANSWERS[at]);
        taken += duka_answer_length(ANSWERS[at], length) == (long)length && duka_parse_answer(ANSWERS[at], length, &answer);
    }
    printf("%lu of %lu taken undamaged\n", (unsigned long)taken, (unsigned long)COUNT(ANSWERS));
    return 0;
}
