// SPDX-License-Identifier: Apache-2.0

import ServerFixtures
import Testing

@testable import EventSources

extension RabbitMQTests {
    @Suite struct TLSTests {
        private let server: RabbitMQServer

        init() throws { server = try Rabbit.server() }

        private func url(_ host: String = "localhost", port: UInt16? = nil) -> BrokerURL {
            BrokerURL(transport: .amqp, usesTLS: true, host: host, port: port ?? server.tlsPort)
        }

        private func connect(
            _ url: BrokerURL? = nil, _ change: (inout TLSSettings) -> Void = { _ in }
        ) throws -> RabbitMQConnection {
            try Rabbit.connect(url ?? self.url()) { settings in
                settings.tls.authority = server.certificates.authority
                change(&settings.tls)
            }
        }

        @Test func `events come through TLS`() throws {
            let connection = try connect()
            defer { connection.close() }
            #expect(connection.peer.hasPrefix("amqps://"))
            _ = try connection.subscribe()
            // More than a record of TLS holds.
            let body = "\"" + String(repeating: "x", count: 100_000) + "\""
            let publisher = try Publisher()
            for _ in 0..<20 { try publisher.publish(body) }
            let batch = try connection.receive(20)
            #expect(batch.messages.count == 20)
            #expect(batch.messages.allSatisfy { batch.text($0.bytes) == body })
        }

        @Test(arguments: ["127.0.0.1", "localhost"])
        func `a host by its name and by its address`(_ host: String) throws {
            try connect(url(host)).close()
        }

        @Test func `an authority that is not known`() throws {
            let error = try Rabbit.failure { _ = try connect { $0.authority = nil } }
            #expect(error.kind == .tls)
            #expect(error.description.contains("evcam test authority"))
            #expect(error.description.contains("`tls: {ca: FILE}`"))
        }

        @Test func `an authority that was named and is another one`() throws {
            let folder = try TemporaryFolder()
            let other = try Certificates(in: folder.path + "/other", named: "localhost")
            let error = try Rabbit.failure { _ = try connect { $0.authority = other.authority } }
            #expect(error.kind == .tls)
            #expect(error.description.contains("the CA in `tls.ca` ('\(other.authority)') did not sign"), "\(error)")
            #expect(!error.description.contains("{ca: FILE}"))
        }

        @Test func `a certificate for another host`() throws {
            let error = try Rabbit.failure { _ = try connect { $0.serverName = "broker.example" } }
            #expect(error.kind == .tls)
            #expect(error.description.contains("is for localhost, 127.0.0.1"), "\(error)")
            #expect(error.description.contains("not for broker.example"))
        }

        @Test func `the name to expect may differ from the host`() throws {
            try connect(url("::ffff:127.0.0.1")) { $0.serverName = "localhost" }.close()
        }

        @Test func `only the chain is verified`() throws {
            try connect {
                $0.serverName = "broker.example"
                $0.verification = .chain
            }.close()
        }

        @Test func `nothing is verified`() throws {
            try connect {
                $0.authority = nil
                $0.serverName = "broker.example"
                $0.verification = .none
            }.close()
        }

        @Test func `a certificate that has expired`() throws {
            let old = try TLSServer(server.certificates.issue("old", days: -1))
            let error = try Rabbit.failure { _ = try connect(url(port: old.port)) }
            #expect(error.kind == .tls)
            #expect(error.description.contains("'/CN=old' has expired"))
        }

        @Test func `a certificate that signs itself`() throws {
            let folder = try TemporaryFolder()
            let other = try Certificates(in: folder.path + "/other", named: "localhost")
            let server = try TLSServer(.init(certificate: other.authority, key: folder.path + "/other/ca.key"))
            let error = try Rabbit.failure { _ = try connect(url(port: server.port)) }
            #expect(error.kind == .tls)
            #expect(error.description.contains("is signed by itself"))
        }

        @Test func `no TLS at all at that port`() throws {
            let error = try Rabbit.failure { _ = try connect(url(port: server.port)) }
            #expect(error.kind == .tls)
            #expect(error.description.contains("amqp://"), "\(error)")
        }

        @Test func `nobody listens`() throws {
            let port = try FreePort.take(1)[0]
            let error = try Rabbit.failure { _ = try connect(url(port: port)) }
            #expect(error.kind == .unreachable)
            #expect(error.description.contains("refused"))
        }

        @Test func `our certificate is shown to the broker`() throws {
            let ours = try server.certificates.issue("evcam")
            let connection = try connect {
                $0.certificate = ours.certificate
                $0.key = ours.key
            }
            defer { connection.close() }
            #expect(try server.control("list_connections peer_cert_subject").contains("CN=evcam"))
        }

        @Test func `a certificate of ours that the broker does not trust`() throws {
            let folder = try TemporaryFolder()
            let ours = try Certificates(in: folder.path + "/other").issue("evcam")
            let error = try Rabbit.failure {
                _ = try connect {
                    $0.certificate = ours.certificate
                    $0.key = ours.key
                }
            }
            #expect(error.kind == .tls)
            #expect(error.description.contains("trust our certificate"), "\(error)")
        }

        @Test func `a certificate of ours is wanted`() throws {
            let strict = try TLSServer(
                server.certificates.issue("strict"), wantsClientFrom: server.certificates.authority)
            let error = try Rabbit.failure { _ = try connect(url(port: strict.port)) }
            #expect(error.kind == .tls)
            #expect(error.description.contains("`tls: {certificate: FILE, key: FILE}`"), "\(error)")
        }

        @Test func `files that are of no use`() throws {
            let ours = try server.certificates.issue("evcam")
            let other = try server.certificates.issue("other")
            let cases: [(String, (inout TLSSettings) -> Void)] = [
                ("No such file", { $0.authority = "/nonexistent/ca.pem" }),
                ("no certificate in PEM", { $0.authority = ours.key }),
                ("no certificate in PEM", { $0.certificate = "/dev/null" }),
                (
                    "it is not the key of",
                    {
                        $0.certificate = ours.certificate
                        $0.key = other.key
                    }
                ),
            ]
            for (cause, change) in cases {
                let error = try Rabbit.failure { _ = try connect(nil, change) }
                #expect(error.kind == .local)
                #expect(error.description.contains(cause), "\(error)")
            }
        }

        @Test func `a key with a passphrase`() throws {
            let ours = try server.certificates.issue("evcam")
            try Shell.run("openssl ec -in \(ours.key) -aes256 -passout pass:x -out \(ours.key).locked")
            let error = try Rabbit.failure {
                _ = try connect {
                    $0.certificate = ours.certificate
                    $0.key = ours.key + ".locked"
                }
            }
            #expect(error.kind == .local)
            #expect(error.description.contains("without a passphrase"))
        }
    }
}
