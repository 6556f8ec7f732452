// SPDX-License-Identifier: Apache-2.0

/// One thing that a task's payload block holds.
package enum TaskPart {
    /// An attribute with a member of its own.
    case value(TaskField, AttributeValue)
    /// `root_id` or `parent_id`, as the bytes of a uuid; see ``UUIDText``.
    case id(TaskField, UInt64, UInt64)
    /// `root_id` or `parent_id`: it is the task's own uuid.
    case ownID(TaskField)
    /// A time that found no place in the slot.
    case time(TaskTime, Double)
    /// Any other attribute, by its name.
    case attribute(UnsafeRawBufferPointer, AttributeValue)
}
