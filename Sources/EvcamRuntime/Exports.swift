// SPDX-License-Identifier: Apache-2.0

// Whoever embeds the runtime handles cameras and snapshots; one import is enough for that.
@_exported import CameraHost
@_exported import CameraValidator
@_exported import ClusterState
@_exported import EventSources
