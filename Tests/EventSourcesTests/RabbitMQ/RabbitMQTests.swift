// SPDX-License-Identifier: Apache-2.0

import Testing

/// What needs a RabbitMQ; one after the other, since some of it concerns the broker as a whole.
@Suite(.serialized, .timeLimit(.minutes(5)))
struct RabbitMQTests {}
