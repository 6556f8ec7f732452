// SPDX-License-Identifier: Apache-2.0

/// How cameras in C and C++ are built: a compiler, pkg-config and make.
struct MakefileTemplate {
    let project: CameraProject
    let source: String
    /// The variables that name the compiler and its flags.
    let compiler: String
    let flags: String
    let standard: String

    var file: ProjectFile {
        // Recipes begin with a tab.
        let text = #"""
            # make          builds \#(project.library)
            # make test     has evcam's validator try it
            # make install  puts it where evcam looks for cameras

            camera := \#(project.library)
            EVCAM ?= evcam
            CAMERADIR ?= $(HOME)/.local/lib/evcam/cameras
            \#(flags) ?= -O2 -g -Wall -Wextra

            # Where the headers are, pkg-config knows; an evcam outside of /usr brings its own evcam.pc.
            # Without pkg-config: make EVCAM_CFLAGS=-I/path/to/include
            pkg-config := PKG_CONFIG_PATH="$$PKG_CONFIG_PATH:$(dir $(realpath $(shell command -v $(EVCAM))))../lib/pkgconfig" pkg-config
            EVCAM_CFLAGS ?= $(shell $(pkg-config) --cflags evcam || echo -DEVCAM_IS_MISSING)

            $(camera): \#(source) exports.map Makefile
            →@case '$(EVCAM_CFLAGS)' in *EVCAM_IS_MISSING*) \
            →→echo 'error: pkg-config does not know evcam: install it, or say make EVCAM_CFLAGS=-I/path/to/include' >&2; exit 1 ;; esac
            →$(\#(compiler)) -std=\#(standard) $(\#(flags)) $(EVCAM_CFLAGS) -fPIC -shared -fvisibility=hidden \
            →→-Wl,--version-script=exports.map -o $@ \#(source)

            .PHONY: test install clean
            test: $(camera)
            →$(EVCAM) camera test $(camera)

            install: $(camera)
            →install -D -m 755 $(camera) $(DESTDIR)$(CAMERADIR)/$(camera)

            clean:
            →rm -f $(camera)
            """#
        return ProjectFile("Makefile", "how it is built", text.replacing("→", with: "\t"))
    }

    static func readme(_ project: CameraProject, _ language: String) -> String {
        """
        # \(project.id)

        A camera for evcam, in \(language): it appends a line to a file for each task that failed.

        ```sh
        make                            # builds \(project.library)
        evcam record -c config.yaml     # records the short recording; the line is in failures.txt
        make test                       # has evcam's validator try it
        ```

        `make` finds evcam's headers by `pkg-config evcam`, also beside an `evcam` on the PATH.

        \(CommonFiles(project: project).using(project.library))
        `make install` copies it to the first of these.
        """
    }
}
