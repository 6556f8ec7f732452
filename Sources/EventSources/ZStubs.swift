// SPDX-License-Identifier: Apache-2.0
import Logging

extension MessageBatch {
    package func unwrapEnvelopes(maxMessageBytes: Int, onRefused: (SourceLoss, String) -> Void) {}
}
