// SPDX-License-Identifier: Apache-2.0

/// What passes between the thread that reads from a broker and the intake, under one lock taken once a batch.
struct Handover {
    /// What the intake gets, in order.
    enum Item {
        case messages(MessageBatch, connection: UInt64)
        case connected(Subscription)
        case disconnected(Disconnection)
    }

    /// What the intake has not taken yet.
    var items: [Item] = []
    /// Bytes in ``items``.
    var bytes = 0
    /// Empty batches to read into.
    var spares: [MessageBatch] = []
    /// Whether the intake sleeps on its doorbell.
    var isIntakeWaiting = false
    /// The last delivery that is safe with us.
    var acknowledged = DeliveryPosition()
    /// What is to be sent to workers.
    var commands: [ControlCommand] = []
    /// Messages that were too large, over all connections.
    var oversized: UInt64 = 0
    /// Set once nobody will ask again: the reason, if it is a failure.
    var end: End?
    /// Whether the reader is to stop.
    var isStopping = false

    enum End {
        case stopped
        case gaveUp(BrokerError)
    }

    /// Keeps an emptied batch for later, unless a burst has left enough of them, or made it too large.
    mutating func takeBack(_ batch: MessageBatch) {
        batch.removeAll()
        if spares.count < 16, batch.capacity <= 8 << 20 { spares.append(batch) }
    }
}
