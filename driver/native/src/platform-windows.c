/* Clock, lock, files and processes of Windows. */
#ifdef _WIN32
#define _WIN32_WINNT 0x0600

#include "platform.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <windows.h>

#define PATH_UNITS_MAX 4096

static volatile LONG lock = 0;

long long duka_now_ms(void) { return (long long)GetTickCount64(); }

void duka_sleep_ms(int ms) { Sleep((DWORD)ms); }

void duka_wipe(void *bytes, size_t length) { SecureZeroMemory(bytes, length); }

void duka_lock(void) {
    while (InterlockedExchange(&lock, 1) != 0) Sleep(1);
}

void duka_unlock(void) { InterlockedExchange(&lock, 0); }

static WCHAR *wide_of(const char *text) {
    int units = MultiByteToWideChar(CP_UTF8, MB_ERR_INVALID_CHARS, text, -1, NULL, 0);
    WCHAR *wide = units > 0 ? malloc((size_t)units * sizeof *wide) : NULL;
    if (wide != NULL) MultiByteToWideChar(CP_UTF8, MB_ERR_INVALID_CHARS, text, -1, wide, units);
    return wide;
}

static char *utf8_of(const WCHAR *wide) {
    int bytes = WideCharToMultiByte(CP_UTF8, 0, wide, -1, NULL, 0, NULL, NULL);
    char *text = bytes > 0 ? malloc((size_t)bytes) : NULL;
    if (text != NULL) WideCharToMultiByte(CP_UTF8, 0, wide, -1, text, bytes, NULL, NULL);
    return text;
}

char *duka_environment(const char *name) {
    WCHAR *value = malloc(PATH_UNITS_MAX * sizeof *value);
    WCHAR *wide = wide_of(name);
    char *text = NULL;
    if (value != NULL && wide != NULL) {
        DWORD units = GetEnvironmentVariableW(wide, value, PATH_UNITS_MAX);
        if (units > 0 && units < PATH_UNITS_MAX) text = utf8_of(value);
    }
    free(wide);
    free(value);
    return text;
}

static char *below(const char *variable, const char *folder) {
    char *parent = duka_environment(variable);
    char *path = NULL;
    if (parent != NULL) {
        size_t size = strlen(parent) + strlen(folder) + 1;
        path = malloc(size);
        if (path != NULL) snprintf(path, size, "%s%s", parent, folder);
    }
    free(parent);
    return path;
}

char *duka_data_folder(void) {
    char *folder = below("LOCALAPPDATA", "\\duka\\Data");
    return folder != NULL ? folder : below("USERPROFILE", "\\AppData\\Local\\duka\\Data");
}

enum duka_file duka_read_file(const char *path, int is_secret, char *text, size_t size) {
    WCHAR *wide = wide_of(path);
    HANDLE file;
    DWORD got = 0;
    BOOL is_read;
    (void)is_secret;
    if (wide == NULL) return DUKA_FILE_BAD;
    file = CreateFileW(wide, GENERIC_READ, FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE, NULL, OPEN_EXISTING,
                       FILE_ATTRIBUTE_NORMAL, NULL);
    free(wide);
    if (file == INVALID_HANDLE_VALUE) {
        DWORD error = GetLastError();
        return error == ERROR_FILE_NOT_FOUND || error == ERROR_PATH_NOT_FOUND ? DUKA_FILE_MISSING : DUKA_FILE_BAD;
    }
    is_read = GetFileType(file) == FILE_TYPE_DISK && ReadFile(file, text, (DWORD)size, &got, NULL);
    CloseHandle(file);
    if (!is_read || got >= size) return DUKA_FILE_BAD;
    text[got] = '\0';
    return strlen(text) == got ? DUKA_FILE_READ : DUKA_FILE_BAD;
}

int duka_start_program(const char *command) {
    WCHAR *line = wide_of(command);
    STARTUPINFOW how;
    PROCESS_INFORMATION process;
    BOOL is_started;
    if (line == NULL) return 0;
    memset(&how, 0, sizeof how);
    how.cb = sizeof how;
    /* No handle of the calling program goes along, and no window opens. */
    is_started = CreateProcessW(NULL, line, NULL, NULL, FALSE, CREATE_NO_WINDOW | CREATE_NEW_PROCESS_GROUP, NULL, NULL,
                                &how, &process);
    free(line);
    if (!is_started) return 0;
    CloseHandle(process.hThread);
    CloseHandle(process.hProcess);
    return 1;
}
#endif
