// SPDX-License-Identifier: Apache-2.0

/// Certificates made for a test by the `openssl` program.
package struct Certificates: Sendable {
    /// One certificate with its key.
    package struct Pair: Sendable {
        /// The certificate, PEM.
        package let certificate: String
        /// Its key, PEM.
        package let key: String

        /// Files that are there.
        package init(certificate: String, key: String) {
            self.certificate = certificate
            self.key = key
        }
    }

    /// Where the files are.
    package let folder: String
    /// The authority's certificate.
    package let authority: String

    /// Makes an authority.
    package init(in folder: String, named name: String = "evcam test authority") throws(FixtureError) {
        guard Shell.has("openssl") else { throw FixtureError("no openssl here: apt-get install openssl") }
        self.folder = folder
        authority = folder + "/ca.pem"
        try Shell.run(
            "mkdir -p \(folder) && cd \(folder) && openssl req -x509 \(Self.newKey) -keyout ca.key -out ca.pem -days 30 "
                + "-subj '/CN=\(name)' -addext basicConstraints=critical,CA:TRUE")
    }

    /// Has a certificate signed by the authority, for hosts as in `DNS:localhost,IP:127.0.0.1`.
    ///
    /// If it holds for fewer than 0 days, it has expired.
    package func issue(
        _ name: String, hosts: String = "DNS:localhost,IP:127.0.0.1,IP:::1", days: Int = 30
    ) throws(FixtureError) -> Pair {
        try FixtureFolder.write("subjectAltName=\(hosts)\n", to: "\(folder)/\(name).ext")
        try Shell.run(
            "cd \(folder) && openssl req \(Self.newKey) -keyout \(name).key -out \(name).csr -subj '/CN=\(name)' && "
                + "openssl x509 -req -in \(name).csr -CA ca.pem -CAkey ca.key -CAcreateserial -days \(days) "
                + "-extfile \(name).ext -out \(name).pem && chmod 644 \(name).key")
        return Pair(certificate: "\(folder)/\(name).pem", key: "\(folder)/\(name).key")
    }

    private static let newKey = "-newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes"
}
