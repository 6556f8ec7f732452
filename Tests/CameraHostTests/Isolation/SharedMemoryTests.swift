// SPDX-License-Identifier: Apache-2.0
import Glibc
import Testing

@testable import CameraHost

struct SharedMemoryTests {
    @Test func `nobody else can write to it or resize it`() throws {
        let memory = try SharedMemory()
        memory.head.storeBytes(of: 42, as: UInt64.self)
        // As somebody would who was sent the descriptor, or opens it anew.
        let again = open("/proc/self/fd/\(memory.descriptor)", O_RDWR | O_CLOEXEC)
        for descriptor in [memory.descriptor, again] where descriptor >= 0 {
            var byte: UInt8 = 1
            #expect(pwrite(descriptor, &byte, 1, 0) < 0)
            #expect(ftruncate(descriptor, 4096) != 0)
            let mapped = mmap(nil, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, 0)
            #expect(mapped == MAP_FAILED)
        }
        if again >= 0 { close(again) }
        #expect(memory.head.load(as: UInt64.self) == 42)
    }
}
