/* A TCP connection to this machine, every wait of which ends. */
#ifndef DUKA_CONNECTION_H
#define DUKA_CONNECTION_H

#include <stddef.h>

typedef struct {
    /* A descriptor, or a SOCKET. */
    long long socket;
    int is_up;
} duka_connection;

/* To 127.0.0.1. Returns 0 when nothing listens there, or does not answer in time. */
int duka_connect(duka_connection *connection, int port, long long deadline_ms);
/* Returns 0 when it broke off, or the time is over. */
int duka_send(duka_connection *connection, const void *bytes, size_t length, long long deadline_ms);
/* At most `size` bytes; 0 at the end; -1 when it broke off, or the time is over. */
long duka_receive(duka_connection *connection, void *bytes, size_t size, long long deadline_ms);
void duka_disconnect(duka_connection *connection);

#endif
