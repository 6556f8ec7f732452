// SPDX-License-Identifier: Apache-2.0

/// A camera in C++: one file and a Makefile.
struct CppTemplate {
    let project: CameraProject

    private var common: CommonFiles { CommonFiles(project: project) }
    private var name: String { project.identifier }

    var files: [ProjectFile] {
        [
            ProjectFile("\(project.id).cpp", "the camera", camera),
            MakefileTemplate(
                project: project, source: "\(project.id).cpp", compiler: "CXX", flags: "CXXFLAGS", standard: "c++17"
            ).file,
            common.exports, common.configuration("    camera: ./\(project.library)\n    options: {path: failures.txt}"),
            common.recording, common.workflow(packages: "git g++ make pkg-config"),
            ProjectFile("README.md", "what to do with it", MakefileTemplate.readme(project, "C++17")),
            ProjectFile(".gitignore", "", "*.so\nfailures.txt"),
        ]
    }

    private var camera: String {
        #"""
        #include <evcam/camera.hpp>

        #include <cerrno>
        #include <cstdio>
        #include <cstring>
        #include <memory>

        // Appends a line to a file for each task that failed.
        class \#(name) : public evcam::camera {
           public:
            // What the user may write under `options:`. evcam checks it, and prints it as documentation.
            struct settings : evcam::settings {
                evcam::option<std::string> path{this, "path", "the file to append to", evcam::path};
            };

            static evcam::description describe() {
                return {"\#(project.id)", "0.1.0", "appends a line to a file for each task that failed"};
            }

            // Looks at the options, and touches nothing outside.
            \#(name)(const settings &settings, evcam::host) : path_(*settings.path) {}

            // Opens what the camera needs.
            void start() override {
                file_.reset(std::fopen(path_.c_str(), "ae"));  // e: not for programs that evcam starts
                if (!file_) throw evcam::config_error("cannot open " + path_ + ": " + std::strerror(errno));
            }

            // Takes the picture. `changed` holds the tasks that changed since the last picture that was taken.
            void shutter(const evcam::snapshot &snapshot) override {
                for (auto task : snapshot.changed()) {
                    if (task.state() != "FAILURE") continue;
                    line_.assign(task.uuid()).append(" ").append(task.name().value_or("?")).append(" ");
                    line_.append(task.exception().value_or("")).append("\n");
                    std::fwrite(line_.data(), 1, line_.size(), file_.get());
                }
                // Returning says that the lines survive a kill -9. Whatever is thrown, the same tasks come again.
                if (std::fflush(file_.get()) == 0) return;
                std::clearerr(file_.get());
                throw evcam::retry_error("cannot write " + path_ + ": " + std::strerror(errno));
            }

           private:
            struct closer {
                void operator()(std::FILE *file) const { std::fclose(file); }
            };

            std::string path_, line_;
            std::unique_ptr<std::FILE, closer> file_;
        };

        EVCAM_CAMERA(\#(name))
        """#
    }
}
