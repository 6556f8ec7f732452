// SPDX-License-Identifier: Apache-2.0

extension BrokerSettings {
    /// Follows these addresses, with what their queries say.
    package init(_ list: BrokerURLList) {
        self.init(urls: list.urls)
        apply(list.options)
    }

    /// Takes over what URLs' queries say, and leaves all else as it is.
    package mutating func apply(_ options: BrokerURLOptions) {
        tls.verification = options.verification ?? tls.verification
        tls.authority = options.authority ?? tls.authority
        tls.certificate = options.certificate ?? tls.certificate
        tls.key = options.key ?? tls.key
        heartbeat = options.heartbeat ?? heartbeat
        connectTimeout = options.connectTimeout ?? connectTimeout
    }
}
