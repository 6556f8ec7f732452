// SPDX-License-Identifier: Apache-2.0

/// The brokers that Celery knows and evcam does not follow, and why.
///
/// Celery's own manual has monitoring for RabbitMQ, Redis and Google Pub/Sub only. What a kombu transport can do
/// stands in its source (`kombu/transport`): events need a fanout, or topics that another process can bind to.
enum UnfollowedTransport {
    private static let withoutEvents = [
        "sqs": "Amazon SQS", "kafka": "Kafka", "confluentkafka": "Kafka", "zookeeper": "ZooKeeper",
        "slmq": "SoftLayer's queues", "pyro": "Pyro", "consul": "Consul", "etcd": "etcd",
        "azurestoragequeues": "Azure's storage queues", "azureservicebus": "Azure's service bus",
    ]
    private static let withEvents = [
        "gcpubsub": "Google Pub/Sub", "mongodb": "MongoDB", "qpid": "Qpid", "pgmq": "PGMQ",
    ]
    private static let inPlace = [
        "filesystem": "files in a folder", "memory": "the memory of one process",
    ]
    private static let replay = "replay a recording instead: `replay: FILE`, or `--replay FILE`"

    /// The refusal of a scheme, which is in lower case.
    static func error(_ name: String) -> BrokerURLError {
        if let product = withoutEvents[name] {
            return BrokerURLError(
                "`\(name)` cannot be followed: Celery's events do not travel over \(product), which has no fanout",
                remedy: replay)
        }
        if let product = withEvents[name] {
            return BrokerURLError(
                "`\(name)` cannot be followed: evcam speaks to RabbitMQ and Redis, not to \(product)", remedy: replay)
        }
        if let place = inPlace[name] {
            return BrokerURLError(
                "`\(name)` cannot be followed: there is no broker to connect to, only \(place)", remedy: replay)
        }
        switch name.prefix(while: { $0 != "+" }) {
        case "sqla", "sqlalchemy":
            return BrokerURLError(
                "`\(shown(name))` cannot be followed: Celery sends no events over a database", remedy: replay)
        case "db", "rpc", "cache":
            return BrokerURLError(
                "`\(shown(name))` is a result backend's URL, not a broker's", remedy: "write Celery's `broker_url` here"
            )
        case "redis" where name == "redis+unix", "unix":
            return BrokerURLError(
                "`\(name)` is not how Celery writes it", remedy: "write `redis+socket:///run/redis.sock`")
        case "redis", "rediss", "amqp", "amqps":
            return BrokerURLError(
                "`\(shown(name))` mixes two kinds of URL", remedy: "write just one of the two, such as `rediss://`")
        default:
            return BrokerURLError(
                "evcam cannot follow a broker of the kind `\(shown(name))`",
                remedy: "it follows " + BrokerScheme.names.map { "`\($0)`" }.joined(separator: ", "),
                slip: .init(word: name, choices: BrokerScheme.names))
        }
    }

    /// As much of a word from outside as a message may show.
    static func shown(_ word: String) -> String {
        let plain = word.unicodeScalars.prefix(40).map { scalar -> Unicode.Scalar in
            scalar.value > 0x20 && scalar.value < 0x7F ? scalar : "?"
        }
        return String(String.UnicodeScalarView(plain))
    }
}
