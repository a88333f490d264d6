/* Nothing is read beyond the length that is given, and nothing is written. */
#include "answer.h"

#include <string.h>

#define HEADERS_MAX 16384
#define DEPTH_MAX 8
#define CODE_DIGITS_MAX 8

typedef struct {
    const char *at;
    const char *end;
} reader;

static char lower(char letter) { return letter >= 'A' && letter <= 'Z' ? (char)(letter - 'A' + 'a') : letter; }

static int is_digit(char letter) { return letter >= '0' && letter <= '9'; }

/* Of a header's line, which has to have it; NULL where the line is another one. */
static const char *value_of(const char *line, const char *end, const char *name) {
    while (*name != '\0') {
        if (line == end || lower(*line++) != *name++) return NULL;
    }
    while (line < end && (*line == ' ' || *line == '\t')) line++;
    return line;
}

/* Begin of the content, and its length; 0: more is needed; -1: it is none. */
static long head_of(const char *bytes, size_t length, long *content_length) {
    const char *line = bytes, *end;
    *content_length = -1;
    for (;;) {
        const char *value;
        end = memchr(line, '\n', length - (size_t)(line - bytes));
        if (end == NULL) return length > HEADERS_MAX ? -1 : 0;
        if (end == line || end[-1] != '\r') return -1;
        if (end - 1 == line) break;
        if (value_of(line, end, "transfer-encoding:") != NULL) return -1;
        value = value_of(line, end - 1, "content-length:");
        if (value != NULL) {
            /* Twice would leave open which one holds. */
            if (*content_length >= 0 || !is_digit(*value)) return -1;
            for (*content_length = 0; is_digit(*value); value++) {
                *content_length = *content_length * 10 + (*value - '0');
                if (*content_length > DUKA_ANSWER_SIZE) return -1;
            }
            if (value != end - 1) return -1;
        }
        line = end + 1;
    }
    return *content_length < 0 ? -1 : (long)(end + 1 - bytes);
}

long duka_answer_length(const char *bytes, size_t length) {
    long content, begin = head_of(bytes, length, &content);
    if (begin <= 0) return begin;
    return begin + content > DUKA_ANSWER_SIZE ? -1 : begin + content;
}

static void skip_blanks(reader *from) {
    while (from->at < from->end && strchr(" \t\r\n", *from->at) != NULL && *from->at != '\0') from->at++;
}

static int take(reader *from, char letter) {
    skip_blanks(from);
    if (from->at == from->end || *from->at != letter) return 0;
    from->at++;
    return 1;
}

/* The content of a string as it is written. */
static int take_string(reader *from, const char **text, size_t *length) {
    if (!take(from, '"')) return 0;
    *text = from->at;
    for (; from->at < from->end; from->at++) {
        if (*from->at == '"') {
            *length = (size_t)(from->at - *text);
            from->at++;
            return 1;
        }
        if ((unsigned char)*from->at < ' ') return 0;
        if (*from->at == '\\' && ++from->at == from->end) return 0;
    }
    return 0;
}

/* Whole numbers as the codes are. */
static int take_code(reader *from, long *code) {
    int is_negative, digits = 0;
    long value = 0;
    skip_blanks(from);
    is_negative = from->at < from->end && *from->at == '-';
    if (is_negative) from->at++;
    for (; from->at < from->end && is_digit(*from->at); from->at++) {
        if (++digits > CODE_DIGITS_MAX) return 0;
        value = value * 10 + (*from->at - '0');
    }
    *code = is_negative ? -value : value;
    return digits > 0 && *code <= 0;
}

/* Members that another version of the service has. */
static int skip_value(reader *from) {
    int depth = 0;
    do {
        const char *text;
        size_t length;
        skip_blanks(from);
        if (from->at == from->end) return 0;
        switch (*from->at) {
        case '{':
        case '[':
            if (++depth > DEPTH_MAX) return 0;
            from->at++;
            break;
        case '}':
        case ']':
            if (--depth < 0) return 0;
            from->at++;
            break;
        case '"':
            if (!take_string(from, &text, &length)) return 0;
            break;
        case ',':
        case ':':
            if (depth == 0) return 0;
            from->at++;
            break;
        default:
            text = from->at;
            while (from->at < from->end && (is_digit(*from->at) || (lower(*from->at) >= 'a' && lower(*from->at) <= 'z') ||
                                            *from->at == '-' || *from->at == '+' || *from->at == '.'))
                from->at++;
            if (from->at == text) return 0;
        }
    } while (depth > 0);
    return 1;
}

/* Of whole bytes, none of which would end the caller's text before its end. */
static int is_hex(const char *text, size_t length) {
    size_t at;
    for (at = 0; at < length; at++) {
        char letter = lower(text[at]);
        if (!is_digit(letter) && !(letter >= 'a' && letter <= 'f')) return 0;
        if (at % 2 == 1 && letter == '0' && text[at - 1] == '0') return 0;
    }
    return length % 2 == 0;
}

static int named(const char *name, const char *text, size_t length) {
    return strlen(name) == length && memcmp(name, text, length) == 0;
}

static int parse_object(reader *from, duka_answer *answer) {
    int has_code = 0;
    if (!take(from, '{')) return 0;
    do {
        const char *name;
        size_t length;
        if (!take_string(from, &name, &length) || !take(from, ':')) return 0;
        if (named("code", name, length)) {
            if (has_code || !take_code(from, &answer->code)) return 0;
            has_code = 1;
        } else if (named("pOutInfo", name, length)) {
            if (answer->hex != NULL || !take_string(from, &answer->hex, &answer->hex_length)) return 0;
            if (!is_hex(answer->hex, answer->hex_length)) return 0;
        } else if (!skip_value(from)) {
            return 0;
        }
    } while (take(from, ','));
    if (!take(from, '}')) return 0;
    skip_blanks(from);
    return from->at == from->end && has_code && answer->hex != NULL;
}

int duka_parse_answer(const char *bytes, size_t length, duka_answer *answer) {
    long content, begin = head_of(bytes, length, &content);
    reader from;
    memset(answer, 0, sizeof *answer);
    if (begin <= 0 || (size_t)(begin + content) != length) return 0;
    /* "HTTP/1.1 200 OK" */
    if (begin < 14 || memcmp(bytes, "HTTP/1.", 7) != 0 || !is_digit(bytes[7]) || bytes[8] != ' ' ||
        !is_digit(bytes[9]) || !is_digit(bytes[10]) || !is_digit(bytes[11]) || is_digit(bytes[12]))
        return 0;
    answer->status = (bytes[9] - '0') * 100 + (bytes[10] - '0') * 10 + (bytes[11] - '0');
    if (answer->status != 200) return 1;
    from.at = bytes + begin;
    from.end = bytes + length;
    return parse_object(&from, answer);
}
