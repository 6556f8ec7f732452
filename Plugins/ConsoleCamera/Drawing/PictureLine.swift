// SPDX-License-Identifier: Apache-2.0

/// A finished line of the picture, and the columns it takes on the screen.
struct PictureLine: Equatable {
    private(set) var text = ""
    private(set) var width = 0

    init() {}

    init(_ cell: Table.Cell, width: Int, colours: Bool) {
        append(spaces: 0, cell.text.cut(to: width), colours ? cell.colour : nil)
    }

    mutating func append(spaces: Int, _ piece: DisplayText, _ colour: Colour?) {
        text += String(repeating: " ", count: max(0, spaces)) + Colour.paint(piece.text, colour)
        width += max(0, spaces) + piece.width
    }
}
