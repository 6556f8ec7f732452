// SPDX-License-Identifier: Apache-2.0

import CeleryEvents
import EvcamRuntime
import EventSources
import Foundation
import Testing

/// What we say of a recording: a report a line.
func reports(of recording: URL, _ options: SnapshotReader.Options) throws -> Data {
    var reports = Data()
    let reader = SnapshotReader(options) { reports.append(contentsOf: $0) }
    try decode(recording) { reader.apply($0) }
    reader.finish()
    return reports
}

/// The node names of the workers that said goodbye somewhere in a recording.
func offlineHosts(in recording: URL) throws -> Set<String> {
    var hosts: Set<String> = []
    try decode(recording) { batch in
        for index in 0..<batch.count where batch[index].group == .worker && batch[index].workerSubject == .offline {
            if let host = batch[index][.hostname] { hosts.insert(String(decoding: host.text, as: UTF8.self)) }
        }
    }
    return hosts
}

private func decode(_ recording: URL, _ handler: @escaping (EventBatch) -> Void) throws {
    let decoder = EventDecoder(handler: handler)
    let source = try ReplaySource(path: recording.path) { _, sentence in
        Issue.record("\(sentence)")
    }
    let batch = MessageBatch()
    while try source.receive(into: batch, maxMessages: 256, maxBytes: 1 << 20) == .messages {
        for message in batch.messages {
            try batch.withUnsafeBytes(of: message) { _ = try decoder.decodeRecordingLine($0) }
        }
    }
    decoder.flush()
}
