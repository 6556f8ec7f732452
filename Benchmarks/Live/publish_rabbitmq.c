/* SPDX-License-Identifier: Apache-2.0 */
/* publish_rabbitmq PORT MESSAGES COUNT RATE: publishes COUNT prepared messages to the exchange celeryev at RATE a
   second (0: as fast as RabbitMQ takes them), and prints the seconds it took. A message's bytes are the body. */
#include "pace.h"

#include <amqp.h>
#include <amqp_tcp_socket.h>

static void check(int status, const char *what) {
    if (status) fprintf(stderr, "%s: %s\n", what, amqp_error_string2(status)), exit(69);
}

static void check_reply(amqp_rpc_reply_t reply, const char *what) {
    if (reply.reply_type != AMQP_RESPONSE_NORMAL) fprintf(stderr, "%s failed\n", what), exit(69);
}

int main(int argc, char **argv) {
    if (argc != 5) return fprintf(stderr, "usage: publish_rabbitmq PORT MESSAGES COUNT RATE\n"), 64;
    messages all = read_messages(argv[2]);
    uint64_t count = strtoull(argv[3], NULL, 10);
    double rate = atof(argv[4]);
    amqp_connection_state_t connection = amqp_new_connection();
    amqp_socket_t *socket = amqp_tcp_socket_new(connection);
    check(amqp_socket_open(socket, "127.0.0.1", atoi(argv[1])), "connect to RabbitMQ");
    check_reply(
        amqp_login(connection, "/", 0, 131072, 0, AMQP_SASL_METHOD_PLAIN, "guest", "guest"), "log in to RabbitMQ");
    amqp_channel_open(connection, 1);
    check_reply(amqp_get_rpc_reply(connection), "open a channel");
    amqp_bytes_t exchange = amqp_cstring_bytes("celeryev");
    amqp_exchange_declare(connection, 1, exchange, amqp_cstring_bytes("topic"), 0, 1, 0, 0, amqp_empty_table);
    check_reply(amqp_get_rpc_reply(connection), "declare the exchange");

    amqp_table_entry_t header = {.key = amqp_cstring_bytes("hostname")};
    header.value.kind = AMQP_FIELD_KIND_UTF8;
    header.value.value.bytes = amqp_cstring_bytes("bench@host");
    amqp_basic_properties_t properties = {
        ._flags = AMQP_BASIC_CONTENT_TYPE_FLAG | AMQP_BASIC_CONTENT_ENCODING_FLAG | AMQP_BASIC_HEADERS_FLAG |
                  AMQP_BASIC_DELIVERY_MODE_FLAG | AMQP_BASIC_PRIORITY_FLAG,
        .content_type = amqp_cstring_bytes("application/json"),
        .content_encoding = amqp_cstring_bytes("utf-8"),
        .headers = {.num_entries = 1, .entries = &header},
        .delivery_mode = 1,
    };
    size_t position = 0;
    double start = now();
    for (uint64_t sent = 0; sent < count; sent++) {
        const char *key, *body;
        uint32_t key_length, body_length;
        next_message(&all, &position, &key, &key_length, &body, &body_length);
        amqp_bytes_t key_bytes = {key_length, (void *)key}, bytes = {body_length, (void *)body};
        check(amqp_basic_publish(connection, 1, exchange, key_bytes, 0, 0, &properties, bytes), "publish");
        if (sent % 100 == 99) keep_pace(start, sent, rate);
    }
    /* An answer to this comes only after RabbitMQ has taken everything. */
    amqp_channel_close(connection, 1, AMQP_REPLY_SUCCESS);
    amqp_connection_close(connection, AMQP_REPLY_SUCCESS);
    printf("%.3f\n", now() - start);
    return 0;
}
