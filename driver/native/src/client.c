/* From the arguments to the service and back. The request is sent once and never again: it may take money. */
#include "client.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "answer.h"
#include "connection.h"
#include "platform.h"
#include "request.h"
#include "settings.h"
#include "texts.h"

/* A service that does not run refuses at once: this is for a machine that has much to do. */
#define CONNECT_MS 10000
#define TRY_AGAIN_MS 100
#define LINE_TEXT_SIZE 128

/* Of the library itself; shorter than the smallest buffer. */
static int fail(int code, const char *text, char *out, size_t size) {
    size_t length = strlen(text);
    if (length >= size) length = size - 1;
    memcpy(out, text, length);
    out[length] = '\0';
    return code;
}

static int fail_by_settings(enum duka_settings_fault fault, int line, char *out, size_t size) {
    char text[LINE_TEXT_SIZE];
    switch (fault) {
    case DUKA_SETTINGS_MISSING:
        return fail(DUKA_CODE_READER_CONNECTION, DUKA_TEXT_CONFIG_MISSING, out, size);
    case DUKA_SETTINGS_OPEN_TO_OTHERS:
        return fail(DUKA_CODE_READER_CONNECTION, DUKA_TEXT_CONFIG_OPEN, out, size);
    case DUKA_SETTINGS_MEMORY:
        return fail(DUKA_CODE_READER_CONNECTION, DUKA_TEXT_MEMORY, out, size);
    default:
        snprintf(text, sizeof text, "%s%d", DUKA_TEXT_CONFIG, line);
        return fail(DUKA_CODE_READER_CONNECTION, text, out, size);
    }
}

/* Starts the service where nothing listens; one thread does it, and the others wait for it, once. */
static const char *connect_or_start(duka_connection *connection, const duka_settings *settings) {
    static long long failed_ms = -1;
    long long began = duka_now_ms(), deadline;
    if (duka_connect(connection, settings->port, duka_now_ms() + CONNECT_MS)) return NULL;
    if (settings->start[0] == '\0') return DUKA_TEXT_NOT_RUNNING;
    duka_lock();
    if (duka_connect(connection, settings->port, duka_now_ms() + CONNECT_MS)) {
        duka_unlock();
        return NULL;
    }
    if (failed_ms >= began) {
        duka_unlock();
        return DUKA_TEXT_NOT_STARTED;
    }
    deadline = duka_now_ms() + settings->start_wait_ms;
    if (duka_start_program(settings->start)) {
        while (duka_now_ms() < deadline) {
            if (duka_connect(connection, settings->port, deadline)) {
                duka_unlock();
                return NULL;
            }
            duka_sleep_ms(TRY_AGAIN_MS);
        }
    }
    failed_ms = duka_now_ms();
    duka_unlock();
    return DUKA_TEXT_NOT_STARTED;
}

/* Returns 0 when the whole answer did not come. */
static int receive(duka_connection *connection, char *bytes, long long deadline, duka_answer *answer) {
    size_t got = 0;
    for (;;) {
        long whole = duka_answer_length(bytes, got);
        long more;
        if (whole < 0) return 0;
        if (whole > 0 && got >= (size_t)whole) return got == (size_t)whole && duka_parse_answer(bytes, got, answer);
        if (got == DUKA_ANSWER_SIZE) return 0;
        more = duka_receive(connection, bytes + got, DUKA_ANSWER_SIZE - got, deadline);
        if (more <= 0) return 0;
        got += (size_t)more;
    }
}

static int value_of(char digit) {
    if (digit <= '9') return digit - '0';
    return (digit | 0x20) - 'a' + 10;
}

/* An error text that is too long ends behind a whole character of GB 18030: one, two or four bytes. */
static size_t clipped(const char *hex, size_t length, size_t max) {
    size_t at = 0, characters_end = 0;
    while (at < length && at <= max) {
        int first = value_of(hex[2 * at]) * 16 + value_of(hex[2 * at + 1]);
        characters_end = at;
        if (first < 0x81) at += 1;
        else if (at + 1 < length && value_of(hex[2 * at + 2]) == 3) at += 4;
        else at += 2;
    }
    return at <= max && at <= length ? at : characters_end;
}

static int put(const duka_answer *answer, char *out, size_t size) {
    size_t length = answer->hex_length / 2, at;
    if (length >= size) {
        if (answer->code == 0) return fail(DUKA_CODE_LENGTH, DUKA_TEXT_OUTPUT_TOO_LONG, out, size);
        length = clipped(answer->hex, length, size - 1);
    }
    for (at = 0; at < length; at++)
        out[at] = (char)(value_of(answer->hex[2 * at]) * 16 + value_of(answer->hex[2 * at + 1]));
    out[length] = '\0';
    return (int)answer->code;
}

/* Of a refusal the service has done nothing; of anything else it is not known. */
static const char *text_of_status(int status) {
    switch (status) {
    case 401:
        return DUKA_TEXT_TOKEN_REFUSED;
    case 429:
    case 503:
        return DUKA_TEXT_BUSY;
    case 400:
    case 403:
    case 404:
    case 405:
    case 413:
    case 415:
        return DUKA_TEXT_REFUSED;
    default:
        return NULL;
    }
}

static int ask(const duka_settings *settings, const char *token, const duka_body *body, const char *lost, char *bytes,
               char *out, size_t size) {
    char head[DUKA_HEAD_SIZE];
    duka_connection connection;
    duka_answer answer;
    const char *text = connect_or_start(&connection, settings);
    long long deadline = duka_now_ms() + settings->answer_wait_ms;
    size_t length;
    int is_there;
    if (text != NULL) return fail(DUKA_CODE_READER_CONNECTION, text, out, size);
    length = duka_make_head(head, settings, token, body);
    is_there = duka_send(&connection, head, length, deadline) &&
               duka_send(&connection, body->body, body->length, deadline) &&
               receive(&connection, bytes, deadline, &answer);
    duka_wipe(head, sizeof head);
    duka_disconnect(&connection);
    if (!is_there) return fail(DUKA_CODE_READER_CONNECTION, lost, out, size);
    if (answer.status == 200) return put(&answer, out, size);
    text = text_of_status(answer.status);
    return fail(DUKA_CODE_READER_CONNECTION, text == NULL ? lost : text, out, size);
}

/* With what needs to be wiped and freed. */
static int ask_with_token(const duka_settings *settings, const duka_body *body, const char *lost, char *out, size_t size) {
    char token[DUKA_TOKEN_SIZE];
    char *bytes;
    int code;
    switch (duka_read_token(settings->token_file, token)) {
    case DUKA_TOKEN_MISSING:
        return fail(DUKA_CODE_READER_CONNECTION, DUKA_TEXT_TOKEN_MISSING, out, size);
    case DUKA_TOKEN_OPEN_TO_OTHERS:
        return fail(DUKA_CODE_READER_CONNECTION, DUKA_TEXT_TOKEN_OPEN, out, size);
    case DUKA_TOKEN_GOOD:
        break;
    }
    bytes = calloc(1, DUKA_ANSWER_SIZE);
    code = bytes == NULL ? fail(DUKA_CODE_READER_CONNECTION, DUKA_TEXT_MEMORY, out, size)
                         : ask(settings, token, body, lost, bytes, out, size);
    /* A new password goes to the key server through here (iReloadPIN_HSM_Step2). */
    if (bytes != NULL) duka_wipe(bytes, DUKA_ANSWER_SIZE);
    free(bytes);
    duka_wipe(token, sizeof token);
    return code;
}

int duka_call(const char *name, const duka_argument *arguments, size_t count, char *out, size_t size) {
    const char *lost = strncmp(name, "iDoDebit", 8) == 0 ? DUKA_TEXT_LOST_SALE : DUKA_TEXT_LOST;
    duka_body body;
    duka_settings *settings;
    enum duka_settings_fault fault;
    int code, line;
    if (out == NULL) return DUKA_CODE_PARAMETER;
    /* Before anything is written: the caller may have one buffer for both. */
    switch (duka_make_body(name, arguments, count, &body)) {
    case DUKA_REQUEST_NULL:
        return fail(DUKA_CODE_PARAMETER, DUKA_TEXT_PARAMETER, out, size);
    case DUKA_REQUEST_TOO_LONG:
        return fail(DUKA_CODE_LENGTH, DUKA_TEXT_TOO_LONG, out, size);
    case DUKA_REQUEST_MEMORY:
        return fail(DUKA_CODE_READER_CONNECTION, DUKA_TEXT_MEMORY, out, size);
    case DUKA_REQUEST_GOOD:
        break;
    }
    out[0] = '\0';
    settings = malloc(sizeof *settings);
    if (settings == NULL) {
        code = fail(DUKA_CODE_READER_CONNECTION, DUKA_TEXT_MEMORY, out, size);
    } else {
        fault = duka_read_settings(settings, &line);
        code = fault == DUKA_SETTINGS_GOOD ? ask_with_token(settings, &body, lost, out, size)
                                           : fail_by_settings(fault, line, out, size);
    }
    free(settings);
    duka_forget_body(&body);
    return code;
}
