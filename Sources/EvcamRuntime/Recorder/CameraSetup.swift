// SPDX-License-Identifier: Apache-2.0
import CameraHost

/// Finds and loads the cameras that a configuration names, and checks their options.
public enum CameraSetup {
    /// Loads every camera of a draft; what is wrong with one is noted in the draft, beside its other mistakes.
    /// - Parameters:
    ///   - draft: names the cameras.
    ///   - directory: where they are looked for.
    ///   - helper: what is started for cameras with `isolation: process`; nil: there can be none.
    /// - Returns: the cameras in the order of the configuration, to be used once the draft has been finished.
    public static func load(
        _ draft: inout ConfigurationDraft, in directory: CameraDirectory, helper: HelperProgram? = nil
    ) -> [LoadedCamera] {
        var loaded: [LoadedCamera] = []
        for index in draft.configuration.cameras.indices {
            let camera = draft.configuration.cameras[index]
            do {
                let file = try directory.find(camera.reference)
                let (library, isolation) = try load(file, at: index, &draft, helper)
                let settings = draft.options(ofCameraAt: index, library.description.options)
                loaded.append(
                    LoadedCamera(
                        name: camera.name, library: library, options: settings.mapValues(\.value),
                        writtenOptions: Set(settings.filter(\.value.isSet).keys), filter: camera.tasks.filter,
                        redaction: try camera.redaction, maxrate: camera.maxrate?.perSecond,
                        deadline: camera.deadline ?? draft.configuration.deadline, isolation: isolation))
            } catch let error as CameraError where error.code == .notFound {
                draft.unknownCamera(at: index, searched: directory.folders, found: directory.ids())
            } catch let error as CameraError {
                draft.report(cameraAt: index, error.message)
            } catch {
                draft.report(cameraAt: index, "\(error)")
            }
        }
        return loaded
    }

    private static func load(
        _ file: CameraFile, at index: Int, _ draft: inout ConfigurationDraft, _ helper: HelperProgram?
    ) throws(CameraError) -> (CameraLibrary, CameraIsolation) {
        let camera = draft.configuration.cameras[index]
        let said = camera.isolation ?? draft.configuration.isolation
        guard said ?? .usual == .process else { return (try CameraLibrary(file), .inline) }
        // A program that embeds us need not be able to, where nobody asked for it.
        if helper == nil, said == nil { return (try CameraLibrary(file), .inline) }
        guard let helper else {
            throw refusal(camera, "this program cannot start processes for cameras")
        }
        if let obstacle = ProcessIsolation.obstacle {
            guard said == nil, camera.memory == nil else {
                throw refusal(camera, "it cannot have a process of its own: \(obstacle)")
            }
            draft.warn(
                cameraAt: index, "it runs inside evcam, and not in a process of its own: \(obstacle)",
                remedy: "remove the limit, or write `isolation: inline` where that is meant")
            return (try CameraLibrary(file), .inline)
        }
        let library = try CameraLibrary(file, describedBy: helper)
        // Who gives it memory wants a process for it.
        if camera.isolation == nil, camera.memory == nil, library.description.wants.contains(.terminal) {
            return (try CameraLibrary(file), .inline)
        }
        return (library, .process(ProcessIsolation(program: helper, memory: camera.memory.map { UInt64($0) })))
    }

    private static func refusal(_ camera: CameraConfiguration, _ reason: String) -> CameraError {
        CameraError(.config, camera: camera.name, "\(reason); write `isolation: inline` for `\(camera.name)`")
    }
}

extension CameraConfiguration {
    fileprivate var reference: String {
        switch camera {
        case .id(let id): id
        case .file(let path): path
        }
    }

    fileprivate var redaction: Redaction {
        get throws {
            let limits = Dictionary(uniqueKeysWithValues: truncate.map { ($0.key.rawValue, $0.value) })
            return try Redaction(fields: Set(redact.map(\.rawValue)), truncate: limits)
        }
    }
}

extension TaskFilterConfiguration {
    fileprivate var filter: TaskFilter {
        TaskFilter(
            names: TextFilter(include: include, exclude: exclude), states: TextFilter(include: states),
            workers: TextFilter(include: workers))
    }
}
