// SPDX-License-Identifier: Apache-2.0

import EventSources
import Foundation
import Testing

/// Where kombu itself connects to, for URLs and lists of them, beside ours.
@Suite(.enabled(if: Python.path != nil, "needs Celery: set EVCAM_TEST_PYTHON, as Scripts/test.sh does"))
struct KombuURLTests {
    private static let lists = [
        "amqp://", "amqp://h", "amqp://h/", "amqp://h//", "amqp://h/%2F", "amqp://h/foo", "amqp://h//foo",
        "amqp://h/%2ffoo", "amqp://h/a%2Fb", "pyamqp://u%40x:p%2Fw@H.Example:1/a%2Fb", "amqps://h/v", "AMQPS://h",
        "amqp://u:p:w@h", "amqp://u:p@w@h", "amqp://:pw@h", "amqp://me@h", "amqp://[::1]:5673/v", "rabbit1",
        "amqp://u:p@h1:1/v;amqp://h2;amqp://h3:3//;amqp://me@h4/", "amqps://u:p@h1:1/v;amqp://h2:2/w;h3;amqps://h4",
        "amqp://h1;h2;h3", "amqp://h1;amqp://h2:9;h3;amqp://h4", "redis://", "redis://h", "redis://h/", "redis://h//",
        "redis://h/3", "redis://h//3",
        "redis://:pw@h:1/4", "redis://u:pw@h", "redis://u%3B:p%23@h", "rediss://h?ssl_cert_reqs=required",
        "redis://h?ssl_cert_reqs=CERT_NONE", "rediss://h1;redis://h2", "redis://:a@h1:1/3;redis://:b@h2;redis://h3/0",
        "redis://:pw@h1/3?ssl_cert_reqs=none;redis://h2;redis://h3/0", "sentinel://h1:26379/0;sentinel://h2",
        "sentinel://h/7",
    ]

    /// As the tool writes it: scheme, host, port, user, password, virtual host or database, TLS.
    private func ours(_ text: String) throws -> [[String]] {
        var list = BrokerURLList()
        try list.add(text)
        return list.urls.map { url in
            let isAMQP = url.transport == .amqp
            let guest = isAMQP ? "guest" : "None"
            return [
                url.host, "\(url.port)", url.user ?? guest, url.password ?? guest,
                isAMQP ? url.virtualHost : "\(url.database)", "\(url.usesTLS)",
            ]
        }
    }

    @Test func `every URL of a list leads to where kombu goes`() throws {
        let folder = try TemporaryFolder()
        let input = folder.url.appending(path: "urls")
        let output = folder.url.appending(path: "kombu")
        try Data((Self.lists.joined(separator: "\n") + "\n").utf8).write(to: input)
        try Python.run("kombu_urls.py", [input.path, output.path], in: folder.url)
        let lines = try String(contentsOf: output, encoding: .utf8).split(separator: "\n")
        try #require(lines.count == Self.lists.count)
        for (text, line) in zip(Self.lists, lines) {
            let entries = try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [[Any]])
            let kombus = entries.map { entry in
                entry.dropFirst().map { value in
                    if value is NSNull { return "None" }
                    // That one word is a name to resolve, or the address that it stands for, makes no difference.
                    return "\(value)" == "localhost" ? "127.0.0.1" : "\(value)"
                }
            }
            #expect(try ours(text).map { $0.map { flag($0) } } == kombus.map { $0.map { flag($0) } }, "\(text)")
        }
    }

    /// Foundation reads JSON's truth values as numbers.
    private func flag(_ text: String) -> String { ["true": "1", "false": "0"][text] ?? text }
}
