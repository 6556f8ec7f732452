// SPDX-License-Identifier: Apache-2.0

import CeleryEvents
import Foundation
import TestSupport
import Testing

/// Lines of a real recording, damaged at random: what Foundation still takes we take too, with the same values.
@Suite struct MutationTests {
    @Test(arguments: 0..<8 as Range<UInt64>) func `damaged messages are read as Foundation reads them`(seed: UInt64)
        throws
    {
        var random = SplitMix(seed: seed)
        let bodies = try corpusBodies()
        var accepted = 0
        for _ in 0..<400 {
            var body = bodies[Int(random.next() % UInt64(bodies.count))]
            for _ in 0...random.next() % 3 { mutate(&body, &random) }
            let ours = try? decoded(body)
            guard let theirs = try? JSONSerialization.jsonObject(with: Data(body)), !body.starts(with: [0xef]) else {
                continue
            }
            let objects = theirs as? [Any] ?? [theirs]
            guard objects.allSatisfy({ $0 is [String: Any] }) else {
                #expect(ours == nil)
                continue
            }
            accepted += 1
            let text = String(decoding: body, as: UTF8.self)
            let events = try #require(ours, "seed \(seed): refused: \(text)")
            #expect(events.count == objects.count, "seed \(seed): \(text)")
            for (event, object) in zip(events, objects) {
                guard let object = object as? [String: Any] else { continue }
                compare(event, object, "seed \(seed): \(text)")
            }
        }
        #expect(accepted > 50)
    }

    private func corpusBodies() throws -> [[UInt8]] {
        let here = URL(filePath: #filePath).deletingLastPathComponent()
        let lines = try String(contentsOf: here.appending(path: "Fixtures/bodies.ndjson"), encoding: .utf8)
        return lines.split(separator: "\n").map { Array($0.utf8) }
    }

    private func mutate(_ body: inout [UInt8], _ random: inout SplitMix) {
        guard !body.isEmpty else { return }
        let place = Int(random.next() % UInt64(body.count))
        let interesting = Array(#"{}[]:,"\0123456789eE+-.ntfuabd "#.utf8) + [0, 31, 127, 128, 0xc3, 0xff]
        let byte = interesting[Int(random.next() % UInt64(interesting.count))]
        switch random.next() % 6 {
        case 0: body[place] = byte
        case 1: body.insert(byte, at: place)
        case 2: body.remove(at: place)
        case 3: body.removeSubrange(place..<min(body.count, place + Int(random.next() % 20)))
        case 4: body.insert(contentsOf: body[place..<min(body.count, place + Int(random.next() % 20))], at: place)
        default: body.insert(contentsOf: Array(#"\u\#(String(random.next() % 0xffff, radix: 16))"#.utf8), at: place)
        }
    }

    private func compare(_ event: DecodedEvent, _ object: [String: Any], _ comment: String) {
        var ours = event.extras
        for (field, value) in event.fields { ours[fieldNames[field.rawValue]] = value }
        #expect(Set(ours.keys) == Set(object.keys), "\(comment)")
        for (key, theirs) in object {
            let agrees: Bool
            switch ours[key] {
            case .null: agrees = theirs is NSNull
            case .bool(let value): agrees = (theirs as? Bool) == value
            case .int(let value): agrees = (theirs as? NSNumber)?.int64Value == value
            case .double(let value):
                // Foundation goes by way of Decimal and misses the last bits.
                let other = (theirs as? NSNumber)?.doubleValue ?? .nan
                agrees = abs(value - other) <= abs(value) * 1e-14
            case .string(let value): agrees = (theirs as? String).map { Array($0.utf8) == Array(value.utf8) } ?? false
            case .json(let text):
                let again = try? JSONSerialization.jsonObject(with: Data(text.utf8), options: .fragmentsAllowed)
                agrees =
                    "\(again, default: "")" == "\(Optional(theirs), default: "")"
                    || (again as? NSObject) == (theirs as? NSObject)
            case nil: agrees = false
            }
            #expect(agrees, "\(key): \(comment)")
        }
    }
}
