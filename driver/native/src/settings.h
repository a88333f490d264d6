/* What a user may set, and the token: small files of this user alone. */
#ifndef DUKA_SETTINGS_H
#define DUKA_SETTINGS_H

#define DUKA_TOKEN_SIZE 101
#define DUKA_NAME_SIZE 41
#define DUKA_COMMAND_SIZE 2048
#define DUKA_PATH_SIZE 4096

typedef struct {
    int port;
    /* Path of the file of the token; empty where the folder of this user is not known. */
    char token_file[DUKA_PATH_SIZE];
    /* Starts the service; empty: it is not started. */
    char start[DUKA_COMMAND_SIZE];
    int start_wait_ms;
    int answer_wait_ms;
    /* Told to the service for other people's screens. */
    char name[DUKA_NAME_SIZE];
} duka_settings;

enum duka_settings_fault {
    DUKA_SETTINGS_GOOD,
    DUKA_SETTINGS_MISSING,
    DUKA_SETTINGS_OPEN_TO_OTHERS,
    DUKA_SETTINGS_BAD,
    DUKA_SETTINGS_MEMORY
};

/* `line` is the one that is wrong; 0 where the file as a whole is. */
enum duka_settings_fault duka_read_settings(duka_settings *settings, int *line);
/* Reads the lines of a file; tests hand them over. */
enum duka_settings_fault duka_parse_settings(duka_settings *settings, char *text, int *line);

enum duka_token_fault { DUKA_TOKEN_GOOD, DUKA_TOKEN_MISSING, DUKA_TOKEN_OPEN_TO_OTHERS };
/* To be wiped by the caller. */
enum duka_token_fault duka_read_token(const char *path, char token[DUKA_TOKEN_SIZE]);

#endif
