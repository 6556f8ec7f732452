// SPDX-License-Identifier: Apache-2.0

/// A row of a database, or whatever holds values under numbers; what is null or of another kind is nil.
protocol RecordedRow {
    func text(_ column: Int) -> String?
    func real(_ column: Int) -> Double?
    func integer(_ column: Int) -> Int64?
    func flag(_ column: Int) -> Bool?
}
