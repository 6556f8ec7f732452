// SPDX-License-Identifier: Apache-2.0

import CameraKit
import SQLiteCamera
import Testing

@Suite struct DescriptionTests {
    @Test func `has the id that YAML names`() {
        #expect(SQLiteCamera.description.id == "sqlite")
    }
}
