// SPDX-License-Identifier: Apache-2.0

extension JSONBuffer {
    /// JSON that an event brought: copied without its white space where it is valid, else as a JSON string.
    mutating func append(json text: TextView) {
        let before = count
        let isValid = text.withContiguousStorageIfAvailable { source in
            var copier = JSONCopier(source: source)
            return copier.copy(to: &self)
        }
        guard isValid != true else { return }
        truncate(to: before)
        append(quoted: text)
    }
}
