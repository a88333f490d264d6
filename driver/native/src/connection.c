/* Wraps Berkeley sockets and Winsock: none of their calls waits, but for the one that has a limit. */
#ifdef _WIN32
#define _WIN32_WINNT 0x0600
#include <winsock2.h>
#include <ws2tcpip.h>
typedef SOCKET native_socket;
typedef int native_size;
#define NO_SOCKET INVALID_SOCKET
#else
#define _DEFAULT_SOURCE
#define _POSIX_C_SOURCE 200809L
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>
typedef int native_socket;
typedef size_t native_size;
#define NO_SOCKET (-1)
#endif

#include <limits.h>
#include <string.h>

#include "connection.h"
#include "platform.h"

#ifndef MSG_NOSIGNAL
#define MSG_NOSIGNAL 0
#endif

/* Longer no single wait is, so that a clock that jumps does no harm. */
#define WAIT_MAX_MS 60000

static native_socket socket_of(const duka_connection *connection) { return (native_socket)connection->socket; }

#ifdef _WIN32
static int must_wait(void) {
    int error = WSAGetLastError();
    return error == WSAEWOULDBLOCK || error == WSAEINPROGRESS;
}
static int was_interrupted(void) { return WSAGetLastError() == WSAEINTR; }
static void close_socket(native_socket socket) { closesocket(socket); }

static int never_waits(native_socket socket) {
    u_long on = 1;
    return ioctlsocket(socket, (long)FIONBIO, &on) == 0;
}

/* One socket: its number is no matter to Winsock's select(). */
static int ready_within(native_socket socket, int for_writing, int ms) {
    fd_set wanted, failed;
    struct timeval limit;
    FD_ZERO(&wanted);
    FD_SET(socket, &wanted);
    failed = wanted;
    limit.tv_sec = ms / 1000;
    limit.tv_usec = (ms % 1000) * 1000;
    return select(0, for_writing ? NULL : &wanted, for_writing ? &wanted : NULL, &failed, &limit);
}
#else
static int must_wait(void) { return errno == EAGAIN || errno == EWOULDBLOCK || errno == EINPROGRESS; }
static int was_interrupted(void) { return errno == EINTR; }
static void close_socket(native_socket socket) { close(socket); }

static int never_waits(native_socket socket) {
    int flags = fcntl(socket, F_GETFL, 0);
    return fcntl(socket, F_SETFD, FD_CLOEXEC) == 0 && flags >= 0 && fcntl(socket, F_SETFL, flags | O_NONBLOCK) == 0;
}

static int ready_within(native_socket socket, int for_writing, int ms) {
    struct pollfd one;
    one.fd = socket;
    one.events = for_writing ? POLLOUT : POLLIN;
    one.revents = 0;
    return poll(&one, 1, ms);
}
#endif

/* Returns 0 when the time is over. */
static int wait_until_ready(native_socket socket, int for_writing, long long deadline_ms) {
    for (;;) {
        long long left = deadline_ms - duka_now_ms();
        int ready;
        if (left <= 0) return 0;
        ready = ready_within(socket, for_writing, (int)(left > WAIT_MAX_MS ? WAIT_MAX_MS : left));
        if (ready > 0) return 1;
        if (ready < 0 && !was_interrupted()) return 0;
    }
}

int duka_connect(duka_connection *connection, int port, long long deadline_ms) {
    struct sockaddr_in to;
    int error = 0, on = 1;
    socklen_t length = sizeof error;
    native_socket opened;
#ifdef _WIN32
    WSADATA data;
    if (WSAStartup(MAKEWORD(2, 2), &data) != 0) return 0;
#endif
    connection->is_up = 1;
    opened = socket(AF_INET, SOCK_STREAM, IPPROTO_TCP);
    connection->socket = (long long)opened;
    memset(&to, 0, sizeof to);
    to.sin_family = AF_INET;
    to.sin_port = htons((unsigned short)port);
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (opened == NO_SOCKET || !never_waits(opened)) {
        duka_disconnect(connection);
        return 0;
    }
    setsockopt(opened, IPPROTO_TCP, TCP_NODELAY, (const char *)&on, sizeof on);
    if (connect(opened, (const struct sockaddr *)&to, sizeof to) == 0) return 1;
    if ((must_wait() || was_interrupted()) && wait_until_ready(opened, 1, deadline_ms) &&
        getsockopt(opened, SOL_SOCKET, SO_ERROR, (char *)&error, &length) == 0 && error == 0)
        return 1;
    duka_disconnect(connection);
    return 0;
}

int duka_send(duka_connection *connection, const void *bytes, size_t length, long long deadline_ms) {
    const char *at = bytes;
    while (length > 0) {
        int part = length > INT_MAX ? INT_MAX : (int)length;
        long sent;
        if (duka_now_ms() >= deadline_ms) return 0;
        sent = (long)send(socket_of(connection), at, (native_size)part, MSG_NOSIGNAL);
        if (sent > 0) {
            at += sent;
            length -= (size_t)sent;
        } else if (sent < 0 && was_interrupted()) {
            continue;
        } else if (sent == 0 || !must_wait() || !wait_until_ready(socket_of(connection), 1, deadline_ms)) {
            return 0;
        }
    }
    return 1;
}

long duka_receive(duka_connection *connection, void *bytes, size_t size, long long deadline_ms) {
    for (;;) {
        int part = size > INT_MAX ? INT_MAX : (int)size;
        long got;
        /* Whoever sends a byte now and then gets no more time by it. */
        if (duka_now_ms() >= deadline_ms) return -1;
        got = (long)recv(socket_of(connection), bytes, (native_size)part, 0);
        if (got >= 0) return got;
        if (was_interrupted()) continue;
        if (!must_wait() || !wait_until_ready(socket_of(connection), 0, deadline_ms)) return -1;
    }
}

void duka_disconnect(duka_connection *connection) {
    if (!connection->is_up) return;
    connection->is_up = 0;
    if (socket_of(connection) != NO_SOCKET) close_socket(socket_of(connection));
#ifdef _WIN32
    WSACleanup();
#endif
}
