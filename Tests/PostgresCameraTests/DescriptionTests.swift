// SPDX-License-Identifier: Apache-2.0

import CameraKit
import PostgresCamera
import Testing

@Suite struct DescriptionTests {
    @Test func `has the id that YAML names`() {
        #expect(PostgresCamera.description.id == "postgres")
    }
}
