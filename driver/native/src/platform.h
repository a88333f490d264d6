/* What differs between Windows and POSIX, besides sockets. */
#ifndef DUKA_PLATFORM_H
#define DUKA_PLATFORM_H

#include <stddef.h>

/* Milliseconds that never go back. */
long long duka_now_ms(void);
void duka_sleep_ms(int ms);
/* Overwrites, whatever the compiler thinks of it. */
void duka_wipe(void *bytes, size_t length);
/* One lock for the whole library. */
void duka_lock(void);
void duka_unlock(void);
/* A variable of the environment in UTF-8, to be freed; NULL where it is missing, empty or too long. */
char *duka_environment(const char *name);
/* Folder of this user's data, as the service has it; to be freed; NULL where nothing names it. */
char *duka_data_folder(void);

enum duka_file { DUKA_FILE_READ, DUKA_FILE_MISSING, DUKA_FILE_OPEN_TO_OTHERS, DUKA_FILE_BAD };
/*
 * Reads a whole file with a closing zero. It has to be of this user; no one else may write it, or, where it is secret,
 * read it. Windows keeps such rights elsewhere: there it has to lie in the user's profile.
 */
enum duka_file duka_read_file(const char *path, int is_secret, char *text, size_t size);

/* Starts a program that goes on without this process. Returns 0 when it could not. */
int duka_start_program(const char *command);

#endif
