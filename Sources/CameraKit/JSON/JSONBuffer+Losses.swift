// SPDX-License-Identifier: Apache-2.0

/// What was lost, as JSON.
extension JSONBuffer {
    /// Appends losses as `{cause: count}`.
    public mutating func append(object losses: ViewList<LossView>) {
        append("{")
        for (index, loss) in losses.enumerated() {
            if index > 0 { append(",") }
            append(quoted: loss.cause)
            append(":")
            append(loss.count)
        }
        append("}")
    }

    /// Appends gaps as `[{cause, from, until, at_least, at_most}]`; an open one has no `until`.
    public mutating func append(array gaps: ViewList<GapView>) {
        append("[")
        for (index, gap) in gaps.enumerated() {
            append(index > 0 ? ",{\"cause\":" : "{\"cause\":")
            append(quoted: gap.cause)
            member(",\"from\":", gap.from)
            member(",\"until\":", gap.until)
            member(",\"at_least\":", gap.atLeast)
            member(",\"at_most\":", gap.atMost)
            append("}")
        }
        append("]")
    }
}
