// SPDX-License-Identifier: Apache-2.0
public import CameraHost
import EventSources

/// A configuration that has been read but whose cameras are not known yet.
///
/// The caller finds and loads the cameras that ``configuration`` names, hands in what they declare, and then
/// calls ``finish()``, so that the mistakes in cameras' options come out together with all others.
public struct ConfigurationDraft: Sendable {
    /// What was read so far; what is wrong has its default.
    public let configuration: Configuration
    private var reader: ConfigurationReader
    /// The file; nil: there is none, or nothing in it.
    private let root: YAMLNode?
    /// Whether the command line says what is replayed.
    private let isReplayGiven: Bool

    init(configuration: Configuration, reader: ConfigurationReader, root: YAMLNode?, isReplayGiven: Bool) {
        self.configuration = configuration
        self.reader = reader
        self.root = root
        self.isReplayGiven = isReplayGiven
    }

    /// Whether a mistake was found so far.
    public var hasMistakes: Bool { reader.report.hasMistakes }

    /// What to think twice about, as a report for people; empty if there is nothing, or a mistake, whose report has it.
    public var warnings: String { reader.report.warnings }

    /// Checks a camera's options (of the file and of the command line) against its declarations.
    /// - Parameters:
    ///   - index: the camera's place in ``Configuration/cameras``.
    ///   - declarations: what the camera declares.
    /// - Returns: the value of each option that has one.
    public mutating func options(
        ofCameraAt index: Int, _ declarations: [OptionDeclaration]
    ) -> [String: OptionSetting] {
        guard configuration.cameras.indices.contains(index) else { return [:] }
        return OptionValidator.validate(configuration.cameras[index], declarations, &reader)
    }

    /// Notes that a camera was not found.
    /// - Parameters:
    ///   - index: the camera's place in ``Configuration/cameras``.
    ///   - folders: where it was looked for.
    ///   - found: the ids of the cameras that are there.
    public mutating func unknownCamera(at index: Int, searched folders: [String], found: [String]) {
        guard configuration.cameras.indices.contains(index) else { return }
        switch configuration.cameras[index].camera {
        case .file(let path):
            report(cameraAt: index, "there is no camera at \(Wording.quoted(path))", remedy: "check the path")
        case .id(let id):
            let places = folders.isEmpty ? "no folder" : folders.joined(separator: ", ")
            report(
                cameraAt: index, "there is no camera \(Wording.quoted(id)) (looked in \(places))",
                remedy: Wording.suggestion(for: id, among: found.sorted(), otherwise: "the cameras found are")
                    ?? "no camera was found at all; name a folder with cameras in "
                    + (configuration.cameras[index].place == nil ? "EVCAM_CAMERA_PATH" : "`camera_path`"))
        }
    }

    /// Notes that a camera refused its options; shown at the option that it speaks of, if that was written.
    /// - Parameters:
    ///   - name: the camera's name in the configuration.
    ///   - message: what it said.
    public mutating func refusal(by name: String, _ message: String) {
        guard let index = configuration.cameras.firstIndex(where: { $0.name == name }) else {
            return reader.report.add(.file, message)
        }
        let camera = configuration.cameras[index]
        for argument in camera.optionArguments {
            let key = String(argument.prefix { $0 != "=" })
            guard message.contains(Wording.quoted(key)) else { continue }
            return reader.report.add(.argument(OptionValidator.place(of: key, camera.name)), message)
        }
        if case .mapping(let pairs) = camera.options?.content,
            let pair = pairs.first(where: { message.contains(Wording.quoted($0.key)) })
        {
            return reader.report.add(.span(pair.value.span), message)
        }
        report(cameraAt: index, message)
    }

    /// Notes that the recording that is to be replayed is not there, or cannot be read.
    ///
    /// Only files and folders are tried: opening a pipe takes it from whom it is for.
    public mutating func checkReplay() {
        guard let replay = configuration.replay, !replay.file.isEmpty, replay.file != "-" else { return }
        do {
            try ReplaySource.check(path: replay.file)
        } catch {
            let node = root?["replay"]
            let place = (node?["file"] ?? node).map { Diagnostic.Place.span($0.span) }
            reader.report.add(isReplayGiven ? .argument("--replay") : place ?? .file, "\(error)")
        }
    }

    /// Notes what else is wrong with a camera, such as a library that cannot be loaded; shown at its `camera:`.
    public mutating func report(cameraAt index: Int, _ message: String, remedy: String? = nil) {
        note(cameraAt: index, message, remedy, .error)
    }

    /// Notes what to think twice about with a camera that will run; shown at its `camera:`.
    mutating func warn(cameraAt index: Int, _ message: String, remedy: String) {
        note(cameraAt: index, message, remedy, .warning)
    }

    private mutating func note(
        cameraAt index: Int, _ message: String, _ remedy: String?, _ severity: Diagnostic.Severity
    ) {
        guard configuration.cameras.indices.contains(index) else { return }
        let place = configuration.cameras[index].place.map { Diagnostic.Place.span($0) }
        reader.report.add(place ?? .argument("--camera"), message, remedy: remedy, severity: severity)
    }

    /// The configuration, if there was no mistake.
    /// - Throws: all mistakes at once.
    public func finish() throws(ConfigurationError) -> Configuration {
        if let error = reader.report.error { throw error }
        return configuration
    }
}
