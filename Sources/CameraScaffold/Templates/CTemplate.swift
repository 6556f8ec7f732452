// SPDX-License-Identifier: Apache-2.0

/// A camera in C: one file and a Makefile.
struct CTemplate {
    let project: CameraProject

    private var common: CommonFiles { CommonFiles(project: project) }
    private var name: String { project.identifier }

    var files: [ProjectFile] {
        [
            ProjectFile("\(project.id).c", "the camera", camera),
            MakefileTemplate(
                project: project, source: "\(project.id).c", compiler: "CC", flags: "CFLAGS", standard: "c11"
            )
            .file,
            common.exports, common.configuration("    camera: ./\(project.library)\n    options: {path: failures.txt}"),
            common.recording, common.workflow(packages: "git gcc make pkg-config"),
            ProjectFile("README.md", "what to do with it", MakefileTemplate.readme(project, "C")),
            ProjectFile(".gitignore", "", "*.so\nfailures.txt"),
        ]
    }

    private var camera: String {
        #"""
        /* Appends a line to a file for each task that failed. */
        #include <evcam/camera.h>
        #include <evcam/access.h>

        #include <errno.h>

        /* Tells which ABI this was built with, before any of it runs. */
        EVCAM_DECLARE_ABI(0);

        /* One instance. There may be several: no globals that change. */
        typedef struct \#(name) {
            const evcam_host *host;
            char *path;
            FILE *file;
        } \#(name);

        /* Looks at the options, and touches nothing outside. */
        static evcam_result create(const evcam_host *host, const evcam_options *options, void **instance) {
            const evcam_option_value *path = evcam_option_named(options, "path");
            \#(name) *self = (\#(name) *)calloc(1, sizeof *self);
            if (self != NULL && path != NULL) self->path = evcam_copy(path->text); /* options die with this call */
            if (self == NULL || self->path == NULL) {
                free(self);
                return evcam_fail(host, EVCAM_FATAL, "no memory, or no option `path`");
            }
            self->host = host;
            *instance = self;
            return EVCAM_OK;
        }

        /* Opens what the camera needs. */
        static evcam_result start(void *instance) {
            \#(name) *self = (\#(name) *)instance;
            self->file = fopen(self->path, "ae"); /* e: not for programs that evcam starts */
            if (self->file != NULL) return EVCAM_OK;
            return evcam_fail(self->host, EVCAM_CONFIG, "cannot open %s: %s", self->path, strerror(errno));
        }

        /* Prints a text; an absent one as `?`. */
        static void print(FILE *file, evcam_string text) {
            if (text.ptr == NULL) fputc('?', file);
            else fwrite(text.ptr, 1, text.len, file);
        }

        /* Takes the picture. `changed` holds the tasks that changed since the last one that we answered with OK. */
        static evcam_result shutter(void *instance, const evcam_snapshot *snapshot) {
            \#(name) *self = (\#(name) *)instance;
            for (uint64_t i = 0; i < snapshot->changed_count; i++) {
                const evcam_task *task = evcam_changed_at(snapshot, i);
                if (!evcam_equals(task->state, "FAILURE")) continue;
                print(self->file, task->uuid);
                fputc(' ', self->file);
                print(self->file, task->name);
                fputc(' ', self->file);
                print(self->file, task->exception);
                fputc('\n', self->file);
            }
            /* OK says that the lines survive a kill -9. After RETRY the same tasks come again. */
            if (fflush(self->file) == 0) return EVCAM_OK;
            clearerr(self->file);
            return evcam_fail(self->host, EVCAM_RETRY, "cannot write %s: %s", self->path, strerror(errno));
        }

        /* Closes what `start` opened. */
        static void stop(void *instance) {
            \#(name) *self = (\#(name) *)instance;
            if (self->file != NULL) fclose(self->file);
            self->file = NULL;
        }

        /* Frees the instance; comes also after a `start` that failed. */
        static void destroy(void *instance) {
            \#(name) *self = (\#(name) *)instance;
            stop(self);
            free(self->path);
            free(self);
        }

        /* What the user may write under `options:`. evcam checks it, and prints it as documentation. */
        static const evcam_option options[] = {
            {sizeof(evcam_option), EVCAM_OPTION_PATH, EVCAM_OPTION_REQUIRED, 0, EVCAM_TEXT("path"),
             EVCAM_TEXT("the file to append to"), {NULL, 0}, 0, 0, NULL, 0},
        };

        static const evcam_camera camera = {
            .size = sizeof(evcam_camera),
            .abi_major = EVCAM_ABI_MAJOR,
            .abi_minor = EVCAM_ABI_MINOR,
            .option_stride = sizeof(evcam_option),
            .id = EVCAM_TEXT("\#(project.id)"),
            .version = EVCAM_TEXT("0.1.0"),
            .summary = EVCAM_TEXT("appends a line to a file for each task that failed"),
            .options = options,
            .option_count = sizeof options / sizeof options[0],
            .create = create,
            .start = start,
            .shutter = shutter,
            .stop = stop,
            .destroy = destroy,
        };

        EVCAM_EXPORT const evcam_camera *evcam_camera_entry(uint32_t host_major, uint32_t host_minor) {
            (void)host_minor; /* nothing that a later minor brought is needed */
            return host_major == EVCAM_ABI_MAJOR ? &camera : NULL;
        }
        """#
    }
}
