// SPDX-License-Identifier: Apache-2.0

/// The answers of a ``CameraInterest``, by text number, and what each slot's task concerned in its life.
struct InterestCache {
    private struct Answers {
        /// Behind the answer stands one bit that says whether it has been asked for.
        private var masks: [UInt64] = []
        private var known: [Bool] = []

        mutating func answer(_ id: UInt32, _ ask: () -> UInt64) -> UInt64 {
            let index = Int(id)
            if index >= masks.count {
                let count = max(index + 1, masks.count * 2, 64)
                masks.append(contentsOf: repeatElement(0, count: count - masks.count))
                known.append(contentsOf: repeatElement(false, count: count - known.count))
            }
            if !known[index] {
                masks[index] = ask()
                known[index] = true
            }
            return masks[index]
        }
    }

    private let interest: CameraInterest
    private var names = Answers()
    private var states = Answers()
    private var workers = Answers()
    /// By slot: every camera that its task has concerned since it was made.
    ///
    /// A camera whose filter it left must still be told.
    private var bySlot: [UInt64] = []

    init(_ interest: CameraInterest) {
        self.interest = interest
    }

    private mutating func current(_ slot: TaskSlot, texts: borrowing TextTable) -> UInt64 {
        func text(_ id: UInt32) -> UnsafeRawBufferPointer? { id == 0 ? nil : texts.text(TextID(id)) }
        return names.answer(slot.name) { interest.inName(text(slot.name)) }
            & states.answer(slot.state) { interest.inState(text(slot.state)) }
            & workers.answer(slot.worker) { interest.inWorker(text(slot.worker)) }
    }

    /// A task was made or changed.
    mutating func note(_ index: Int, _ slot: TaskSlot, isNew: Bool, texts: borrowing TextTable) {
        if index >= bySlot.count {
            bySlot.append(contentsOf: repeatElement(0, count: max(index + 1, bySlot.count * 2) - bySlot.count))
        }
        let now = current(slot, texts: texts)
        bySlot[index] = isNew ? now : bySlot[index] | now
    }

    /// Every camera that the task in that slot has concerned.
    func cameras(_ index: Int) -> UInt64 {
        index < bySlot.count ? bySlot[index] : 0
    }

    /// Text numbers are about to be given out anew.
    mutating func forgetTexts() {
        names = Answers()
        states = Answers()
        workers = Answers()
    }
}
