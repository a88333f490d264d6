/*
 * sscard.conf: lines of `name = value`; what begins with # is passed over. It lies in the user's data folder, or where
 * DUKA_SSCARD_CONFIG says. What it names is run, so that no one else may write it.
 */
#include "settings.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "platform.h"

#define FILE_SIZE 16384
#define PORT 4090
#define START_WAIT_MS 20000
/* Longer than the service lets any call take (300 s), so that the service is the one to end it. */
#define ANSWER_WAIT_MS 330000
#define WAIT_MS_MAX 900000
#define HOST "127.0.0.1:"

static int copy(char *to, size_t size, const char *from) {
    size_t length = strlen(from);
    if (length == 0 || length >= size) return 0;
    memcpy(to, from, length + 1);
    return 1;
}

/* Digits alone, `min` to `max`; -1 otherwise. */
static long number(const char *text, long min, long max) {
    long value = 0;
    if (*text == '\0') return -1;
    for (; *text != '\0'; text++) {
        if (*text < '0' || *text > '9') return -1;
        value = value * 10 + (*text - '0');
        if (value > max) return -1;
    }
    return value < min ? -1 : value;
}

static int is_name(const char *text) {
    for (; *text != '\0'; text++) {
        if (*text < ' ' || *text > '~' || *text == '%') return 0;
    }
    return 1;
}

static int set(duka_settings *settings, const char *name, const char *value) {
    long found;
    if (strcmp(name, "address") == 0) {
        if (strncmp(value, HOST, sizeof HOST - 1) != 0) return 0;
        found = number(value + sizeof HOST - 1, 1, 65535);
        settings->port = (int)found;
        return found > 0;
    }
    if (strcmp(name, "token-file") == 0) return copy(settings->token_file, sizeof settings->token_file, value);
    if (strcmp(name, "start") == 0) return copy(settings->start, sizeof settings->start, value);
    if (strcmp(name, "name") == 0) return is_name(value) && copy(settings->name, sizeof settings->name, value);
    if (strcmp(name, "start-wait-ms") == 0) {
        found = number(value, 1, WAIT_MS_MAX);
        settings->start_wait_ms = (int)found;
        return found > 0;
    }
    if (strcmp(name, "answer-wait-ms") == 0) {
        found = number(value, 1, WAIT_MS_MAX);
        settings->answer_wait_ms = (int)found;
        return found > 0;
    }
    return 0;
}

/* Without blanks before and after. */
static char *trimmed(char *text) {
    size_t length;
    while (*text == ' ' || *text == '\t') text++;
    length = strlen(text);
    while (length > 0 && strchr(" \t\r", text[length - 1]) != NULL) text[--length] = '\0';
    return text;
}

enum duka_settings_fault duka_parse_settings(duka_settings *settings, char *text, int *line) {
    char *next;
    /* Windows' editor puts a mark before UTF-8. */
    if (strncmp(text, "\357\273\277", 3) == 0) text += 3;
    for (*line = 1; text != NULL; text = next, (*line)++) {
        char *is, *name;
        next = strchr(text, '\n');
        if (next != NULL) *next++ = '\0';
        text = trimmed(text);
        if (*text == '\0' || *text == '#') continue;
        is = strchr(text, '=');
        if (is == NULL) return DUKA_SETTINGS_BAD;
        *is = '\0';
        name = trimmed(text);
        if (!set(settings, name, trimmed(is + 1))) return DUKA_SETTINGS_BAD;
    }
    *line = 0;
    return DUKA_SETTINGS_GOOD;
}

static enum duka_settings_fault read_from(const char *path, int is_named, duka_settings *settings, int *line) {
    enum duka_settings_fault fault = DUKA_SETTINGS_BAD;
    char *text = malloc(FILE_SIZE);
    if (text == NULL) return DUKA_SETTINGS_MEMORY;
    switch (duka_read_file(path, 0, text, FILE_SIZE)) {
    case DUKA_FILE_READ:
        fault = duka_parse_settings(settings, text, line);
        break;
    case DUKA_FILE_MISSING:
        /* Everything has a value without it. */
        fault = is_named ? DUKA_SETTINGS_MISSING : DUKA_SETTINGS_GOOD;
        break;
    case DUKA_FILE_OPEN_TO_OTHERS:
        fault = DUKA_SETTINGS_OPEN_TO_OTHERS;
        break;
    case DUKA_FILE_BAD:
        break;
    }
    free(text);
    return fault;
}

#ifdef _WIN32
#define SEPARATOR "\\"
#else
#define SEPARATOR "/"
#endif

enum duka_settings_fault duka_read_settings(duka_settings *settings, int *line) {
    char *named = duka_environment("DUKA_SSCARD_CONFIG");
    char *folder = duka_data_folder();
    char path[DUKA_PATH_SIZE];
    enum duka_settings_fault fault = DUKA_SETTINGS_GOOD;
    *line = 0;
    memset(settings, 0, sizeof *settings);
    settings->port = PORT;
    settings->start_wait_ms = START_WAIT_MS;
    settings->answer_wait_ms = ANSWER_WAIT_MS;
    if (folder != NULL && strlen(folder) + sizeof SEPARATOR "sscard.token" <= sizeof path) {
        sprintf(settings->token_file, "%s" SEPARATOR "sscard.token", folder);
        sprintf(path, "%s" SEPARATOR "sscard.conf", folder);
        if (named == NULL) fault = read_from(path, 0, settings, line);
    }
    if (named != NULL) fault = read_from(named, 1, settings, line);
    free(folder);
    free(named);
    return fault;
}

enum duka_token_fault duka_read_token(const char *path, char token[DUKA_TOKEN_SIZE]) {
    enum duka_file found = path[0] == '\0' ? DUKA_FILE_MISSING : duka_read_file(path, 1, token, DUKA_TOKEN_SIZE);
    size_t length = 0;
    if (found == DUKA_FILE_READ) {
        /* As the service makes them; a line feed behind it is an editor's. */
        while ((token[length] >= 'A' && token[length] <= 'Z') || (token[length] >= 'a' && token[length] <= 'z') ||
               (token[length] >= '0' && token[length] <= '9') || token[length] == '-' || token[length] == '_')
            length++;
        if (length > 0 && token[length + strspn(token + length, "\r\n")] == '\0') {
            token[length] = '\0';
            return DUKA_TOKEN_GOOD;
        }
    }
    duka_wipe(token, DUKA_TOKEN_SIZE);
    return found == DUKA_FILE_OPEN_TO_OTHERS ? DUKA_TOKEN_OPEN_TO_OTHERS : DUKA_TOKEN_MISSING;
}
