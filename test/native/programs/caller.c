/*
 * Calls the library as a program does: loaded by its name, with C strings. Each text that goes in ends right before a
 * page that no one may touch, and so does each pOutInfo, which has the size that the line says.
 *
 * A line in: `[*THREADS] FUNCTION SIZE ARGUMENT...`; an argument is i3 (a number), sHEX (a text), uHEX (without its
 * closing zero), n (NULL), and `-` for the whole pOutInfo being NULL. A line out for each call: `CODE HEX`.
 */
#define _DEFAULT_SOURCE
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ARGUMENTS_MAX 4
#define LINE_SIZE 131072
#define THREADS_MAX 16
#define FILL 0xA5

#ifdef _WIN32
#include <windows.h>
#define CALL __stdcall
typedef long code_type;
static void *library_of(const char *file) { return (void *)LoadLibraryA(file); }
static void *function_of(void *library, const char *name) {
    FARPROC found = GetProcAddress((HMODULE)library, name);
    void *address;
    memcpy(&address, &found, sizeof address);
    return address;
}
/* Pages, the last of which may not be touched. */
static char *pages(size_t readable, size_t page) {
    DWORD was;
    char *all = VirtualAlloc(NULL, readable + page, MEM_RESERVE | MEM_COMMIT, PAGE_READWRITE);
    if (all == NULL || !VirtualProtect(all + readable, page, PAGE_NOACCESS, &was)) exit(9);
    return all;
}
static void free_pages(char *all, size_t readable, size_t page) {
    (void)readable;
    (void)page;
    VirtualFree(all, 0, MEM_RELEASE);
}
static size_t page_size(void) {
    SYSTEM_INFO info;
    GetSystemInfo(&info);
    return info.dwPageSize;
}
typedef HANDLE thread_type;
#else
#include <dlfcn.h>
#include <pthread.h>
#include <sys/mman.h>
#include <unistd.h>
#define CALL
typedef int code_type;
static void *library_of(const char *file) { return dlopen(file, RTLD_NOW); }
static void *function_of(void *library, const char *name) { return dlsym(library, name); }
static char *pages(size_t readable, size_t page) {
    char *all = mmap(NULL, readable + page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (all == MAP_FAILED || mprotect(all + readable, page, PROT_NONE) != 0) exit(9);
    return all;
}
static void free_pages(char *all, size_t readable, size_t page) { munmap(all, readable + page); }
static size_t page_size(void) { return (size_t)sysconf(_SC_PAGESIZE); }
typedef pthread_t thread_type;
#endif

typedef struct {
    char *pages;
    size_t readable;
    char *bytes;
} guarded;

typedef struct {
    char kinds[ARGUMENTS_MAX + 1];
    int number[ARGUMENTS_MAX];
    guarded text[ARGUMENTS_MAX];
    size_t size;
    void *function;
    int is_out_null;
} call;

typedef code_type(CALL *of_ip)(int, char *);
typedef code_type(CALL *of_pp)(const char *, char *);
typedef code_type(CALL *of_ipp)(int, const char *, char *);
typedef code_type(CALL *of_ppp)(const char *, const char *, char *);
typedef code_type(CALL *of_ippp)(int, const char *, const char *, char *);
typedef code_type(CALL *of_iippp)(int, int, const char *, const char *, char *);
typedef code_type(CALL *of_ipppp)(int, const char *, const char *, const char *, char *);

/* `size` bytes that end where the forbidden page begins. */
static guarded guard(size_t size) {
    size_t page = page_size();
    guarded made;
    made.readable = (size + page - 1) / page * page;
    if (made.readable == 0) made.readable = page;
    made.pages = pages(made.readable, page);
    made.bytes = made.pages + made.readable - size;
    return made;
}

static void unguard(guarded made) {
    if (made.pages != NULL) free_pages(made.pages, made.readable, page_size());
}

#define AS(type) type function; memcpy(&function, &asked->function, sizeof function)

static long run(const call *asked, char *out) {
    const char *a = asked->text[0].bytes, *b = asked->text[1].bytes, *c = asked->text[2].bytes;
    const char *d = asked->text[3].bytes;
    int i = asked->number[0];
    if (strcmp(asked->kinds, "i") == 0) { AS(of_ip); return function(i, out); }
    if (strcmp(asked->kinds, "p") == 0) { AS(of_pp); return function(a, out); }
    if (strcmp(asked->kinds, "ip") == 0) { AS(of_ipp); return function(i, b, out); }
    if (strcmp(asked->kinds, "pp") == 0) { AS(of_ppp); return function(a, b, out); }
    if (strcmp(asked->kinds, "ipp") == 0) { AS(of_ippp); return function(i, b, c, out); }
    if (strcmp(asked->kinds, "iipp") == 0) { AS(of_iippp); return function(i, asked->number[1], c, d, out); }
    if (strcmp(asked->kinds, "ippp") == 0) { AS(of_ipppp); return function(i, b, c, d, out); }
    exit(8);
}

/* The line that tells what came of it, to be freed. */
static char *told(const call *asked) {
    guarded out = guard(asked->size);
    char *line = malloc(2 * asked->size + 32);
    long code;
    size_t at, length;
    if (line == NULL) exit(9);
    memset(out.bytes, FILL, asked->size);
    code = run(asked, asked->is_out_null ? NULL : out.bytes);
    length = (size_t)sprintf(line, "%ld ", code);
    if (asked->is_out_null) strcpy(line + length, "-");
    else if (memchr(out.bytes, '\0', asked->size) == NULL) strcpy(line + length, "unterminated");
    else
        for (at = 0; out.bytes[at] != '\0'; at++)
            length += (size_t)sprintf(line + length, "%02x", (unsigned char)out.bytes[at]);
    unguard(out);
    return line;
}

typedef struct {
    const call *asked;
    char *line;
} work;

#ifdef _WIN32
static DWORD WINAPI thread_main(LPVOID given) {
    ((work *)given)->line = told(((work *)given)->asked);
    return 0;
}
static void begin(thread_type *thread, work *of) { *thread = CreateThread(NULL, 0, thread_main, of, 0, NULL); }
static void join(thread_type thread) {
    WaitForSingleObject(thread, INFINITE);
    CloseHandle(thread);
}
#else
static void *thread_main(void *given) {
    ((work *)given)->line = told(((work *)given)->asked);
    return NULL;
}
static void begin(thread_type *thread, work *of) {
    if (pthread_create(thread, NULL, thread_main, of) != 0) exit(9);
}
static void join(thread_type thread) { pthread_join(thread, NULL); }
#endif

static guarded text_of(const char *word) {
    int is_ended = word[0] == 's';
    size_t length = strlen(word + 1) / 2, at;
    guarded text = guard(length + (is_ended ? 1 : 0));
    unsigned int byte;
    for (at = 0; at < length && sscanf(word + 1 + 2 * at, "%2x", &byte) == 1; at++) text.bytes[at] = (char)byte;
    if (is_ended) text.bytes[length] = '\0';
    return text;
}

static void take(void *library, char *line) {
    static const guarded NOTHING;
    call asked;
    work works[THREADS_MAX];
    thread_type threads[THREADS_MAX];
    int count = 1, at, arguments = 0;
    char *word = strtok(line, " \r\n");
    memset(&asked, 0, sizeof asked);
    if (word != NULL && word[0] == '*') {
        count = atoi(word + 1);
        word = strtok(NULL, " \r\n");
    }
    if (word == NULL || count < 1 || count > THREADS_MAX) exit(7);
    asked.function = function_of(library, word);
    if (asked.function == NULL) exit(6);
    asked.size = (size_t)atol(strtok(NULL, " \r\n"));
    while ((word = strtok(NULL, " \r\n")) != NULL) {
        if (word[0] == '-') {
            asked.is_out_null = 1;
            continue;
        }
        if (arguments == ARGUMENTS_MAX) exit(7);
        asked.kinds[arguments] = word[0] == 'i' ? 'i' : 'p';
        if (word[0] == 'i') asked.number[arguments] = atoi(word + 1);
        else asked.text[arguments] = word[0] == 'n' ? NOTHING : text_of(word);
        arguments++;
    }
    for (at = 0; at < count; at++) {
        works[at].asked = &asked;
        begin(&threads[at], &works[at]);
    }
    for (at = 0; at < count; at++) join(threads[at]);
    for (at = 0; at < count; at++) {
        printf("%s\n", works[at].line);
        free(works[at].line);
    }
    fflush(stdout);
    for (at = 0; at < ARGUMENTS_MAX; at++) unguard(asked.text[at]);
}

int main(int argc, char **argv) {
    char *line = malloc(LINE_SIZE);
    void *library = argc == 2 ? library_of(argv[1]) : NULL;
    if (library == NULL || line == NULL) return 5;
    while (fgets(line, LINE_SIZE, stdin) != NULL) take(library, line);
    free(line);
    return 0;
}
