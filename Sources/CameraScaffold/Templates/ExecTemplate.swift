// SPDX-License-Identifier: Apache-2.0

/// A camera in any language: a program that the camera `exec` runs; here in Python.
struct ExecTemplate {
    let project: CameraProject

    private var common: CommonFiles { CommonFiles(project: project) }
    private var program: String { project.id + ".py" }

    var files: [ProjectFile] {
        [
            ProjectFile(program, "the camera", isExecutable: true, camera),
            common.configuration(
                """
                    camera: exec
                    options:
                      command: [python3, \(program), failures.txt]
                      directory: .
                """),
            common.recording,
            ProjectFile(
                "test.sh", "records the short recording and looks at what came of it", isExecutable: true, test),
            common.workflow(packages: "git python3"),
            ProjectFile("README.md", "what to do with it", readme),
            ProjectFile(".gitignore", "", "failures.txt"),
        ]
    }

    private var camera: String {
        #"""
        #!/usr/bin/env python3
        """Appends a line to a file for each task that failed.

        evcam writes each picture to our standard input as lines of JSON: a header, a line for each task and worker that
        changed, and {"kind": "end"}. We answer that with a line: `ok`, `retry WHY`, `drop WHY` or `fatal WHY`.
        """
        import json
        import sys


        def main(path: str) -> None:
            with open(path, "a", encoding="utf-8") as file:
                for line in sys.stdin:
                    record = json.loads(line)
                    try:
                        if record["kind"] == "task" and record["state"] == "FAILURE":
                            print(record["uuid"], record.get("name", "?"), record.get("exception", ""), file=file)
                        if record["kind"] == "end":
                            # `ok` says that the lines survive a kill -9: they have to be out of our hands first.
                            file.flush()
                            print("ok", flush=True)
                    except OSError as error:
                        # We are started again, and the same tasks come again.
                        sys.exit(f"cannot write {path}: {error}")


        if __name__ == "__main__":
            main(sys.argv[1])
        """#
    }

    private var test: String {
        """
        #!/bin/sh
        # Records the short recording and looks at what came of it.
        set -eu
        cd "$(dirname "$0")"
        rm -f failures.txt
        "${EVCAM:-evcam}" record -c config.yaml --loglevel WARNING
        grep -q 'shop.charge' failures.txt
        echo "fine: the task that failed is in failures.txt"
        """
    }

    private var readme: String {
        """
        # \(project.id)

        A camera for evcam as a program of its own, here in Python: it appends a line to a file for each task that failed.
        Nothing is to be built.

        ```sh
        evcam record -c config.yaml     # records the short recording; the line is in failures.txt
        ./test.sh                       # the same, and looks whether the line is there
        ```

        evcam starts the program, writes each picture to its standard input as lines of JSON, the last of them
        `{"kind":"end"}`, and reads a line from its standard output: `ok`, `retry WHY`, `drop WHY` or `fatal WHY`. What
        it writes to standard error is in evcam's log. A program that ends is started again, and is told what it had not
        answered with `ok`. Any language will do.

        ## Use it

        ```yaml
        cameras:
          - name: \(project.id)
            camera: exec
            options: {command: [python3, \(program), failures.txt], directory: /path/to/\(project.id)}
        ```
        """
    }
}
