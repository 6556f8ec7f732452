// SPDX-License-Identifier: Apache-2.0

/// A virtual host or database of one test's own.
struct BrokerPlace {
    /// The broker's name among the shared ones.
    let name: String
    /// For workers, and for evcam if it goes there directly.
    let url: String
    let port: Int
    var vhost = "/"
    var masterName: String?
    /// The certificates to trust.
    var authority: String?

    /// The same place, reached by another port of this machine.
    func url(through proxy: Int) -> String { url.replacing("127.0.0.1:\(port)", with: "127.0.0.1:\(proxy)") }
}
