/* Clock, lock, files and processes of POSIX. */
#ifndef _WIN32
#define _DEFAULT_SOURCE
#define _POSIX_C_SOURCE 200809L

#include "platform.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#ifdef __linux__
#include <sys/syscall.h>
#endif

#define PATH_BYTES_MAX 4096
/* Beyond, where the system cannot close all at once. */
#define DESCRIPTORS_MAX 65536

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

long long duka_now_ms(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (long long)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

void duka_sleep_ms(int ms) {
    struct timespec left = {ms / 1000, (long)(ms % 1000) * 1000000};
    while (nanosleep(&left, &left) != 0 && errno == EINTR) {
    }
}

void duka_wipe(void *bytes, size_t length) {
    volatile unsigned char *at = bytes;
    while (length-- > 0) *at++ = 0;
}

void duka_lock(void) { pthread_mutex_lock(&lock); }

void duka_unlock(void) { pthread_mutex_unlock(&lock); }

char *duka_environment(const char *name) {
    const char *value = getenv(name);
    if (value == NULL || value[0] == '\0' || strlen(value) >= PATH_BYTES_MAX) return NULL;
    return strdup(value);
}

static char *below(const char *variable, const char *folder) {
    char *parent = duka_environment(variable);
    char *path = NULL;
    if (parent != NULL && parent[0] == '/') {
        size_t size = strlen(parent) + strlen(folder) + 1;
        path = malloc(size);
        if (path != NULL) snprintf(path, size, "%s%s", parent, folder);
    }
    free(parent);
    return path;
}

char *duka_data_folder(void) {
#ifdef __APPLE__
    return below("HOME", "/Library/Application Support/duka");
#else
    char *folder = below("XDG_DATA_HOME", "/duka");
    return folder != NULL ? folder : below("HOME", "/.local/share/duka");
#endif
}

enum duka_file duka_read_file(const char *path, int is_secret, char *text, size_t size) {
    /* Not waiting: what stands there may be a pipe. */
    int file = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
    struct stat facts;
    size_t length = 0;
    enum duka_file result = DUKA_FILE_READ;
    if (file < 0) return errno == ENOENT || errno == ENOTDIR ? DUKA_FILE_MISSING : DUKA_FILE_BAD;
    if (fstat(file, &facts) != 0 || !S_ISREG(facts.st_mode)) {
        close(file);
        return DUKA_FILE_BAD;
    }
    /* The superuser could write it anyway. */
    if ((facts.st_uid != geteuid() && facts.st_uid != 0) || (facts.st_mode & (is_secret ? 077 : 022)) != 0) {
        close(file);
        return DUKA_FILE_OPEN_TO_OTHERS;
    }
    for (;;) {
        ssize_t got = read(file, text + length, size - 1 - length);
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) result = DUKA_FILE_BAD;
        if (got <= 0) break;
        length += (size_t)got;
        if (length == size - 1) {
            result = DUKA_FILE_BAD;
            break;
        }
    }
    close(file);
    text[length] = '\0';
    if (result == DUKA_FILE_READ && strlen(text) != length) result = DUKA_FILE_BAD;
    return result;
}

static void close_others(void) {
    long last = sysconf(_SC_OPEN_MAX);
    int descriptor;
#ifdef SYS_close_range
    if (syscall(SYS_close_range, 3U, ~0U, 0U) == 0) return;
#endif
    if (last < 0 || last > DESCRIPTORS_MAX) last = DESCRIPTORS_MAX;
    for (descriptor = 3; descriptor < last; descriptor++) close(descriptor);
}

int duka_start_program(const char *command) {
    static const int TO_DEFAULT[] = {SIGINT, SIGTERM, SIGHUP, SIGPIPE, SIGCHLD, SIGQUIT};
    const char *words[] = {"/bin/sh", "-c", command, NULL};
    char *line = NULL;
    size_t size = strlen(command) + sizeof "exec ";
    pid_t child;
    int status = 0;
    line = malloc(size);
    if (line == NULL) return 0;
    snprintf(line, size, "exec %s", command);
    words[2] = line;
    child = fork();
    if (child == 0) {
        /* Another process in between, so that no one has to wait for the service when it ends. */
        pid_t service;
        setsid();
        service = fork();
        if (service != 0) _exit(service < 0 ? 1 : 0);
        {
            sigset_t none;
            size_t at;
            int nothing = open("/dev/null", O_RDWR);
            if (nothing < 0) _exit(127);
            dup2(nothing, 0);
            dup2(nothing, 1);
            dup2(nothing, 2);
            close_others();
            for (at = 0; at < sizeof TO_DEFAULT / sizeof TO_DEFAULT[0]; at++) signal(TO_DEFAULT[at], SIG_DFL);
            sigemptyset(&none);
            sigprocmask(SIG_SETMASK, &none, NULL);
            execv(words[0], (char *const *)words);
            _exit(127);
        }
    }
    free(line);
    if (child < 0) return 0;
    while (waitpid(child, &status, 0) < 0) {
        /* The calling program may let the system collect its children. */
        if (errno == ECHILD) return 1;
        if (errno != EINTR) return 0;
    }
    return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}
#endif
