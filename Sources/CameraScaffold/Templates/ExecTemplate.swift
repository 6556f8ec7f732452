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
                "    camera: exec\n    options: {command: [python3, \(program), failures.txt], format: changed}"),
            common.recording,
            ProjectFile(
                "test.sh", "records the short recording and looks at what came of it", isExecutable: true, test),
            common.workflow(image: "debian:12", packages: "git python3 ca-certificates"),
            ProjectFile("README.md", "what to do with it", readme),
            ProjectFile(".gitignore", "", "failures.txt"),
        ]
    }

    private var camera: String {
        #"""
        #!/usr/bin/env python3
        """Appends a line to a file for each task that failed.

        evcam writes each picture to our standard input as lines of JSON: a header that says how many lines follow, then
        a line for each task and worker that changed. We answer each picture with a line: `ok`, or `retry WHY`.
        """
        import json
        import sys


        def main() -> None:
            with open(sys.argv[1], "a", encoding="utf-8") as file:
                for line in sys.stdin:
                    header = json.loads(line)
                    records = [json.loads(sys.stdin.readline()) for _ in range(header["lines"])]
                    try:
                        for record in records:
                            if record["kind"] == "task" and record["state"] == "FAILURE":
                                name, exception = record.get("name", "?"), record.get("exception", "")
                                print(record["uuid"], name, exception, file=file)
                        # `ok` says that the lines survive a kill -9: they have to be out of our hands first.
                        file.flush()
                        print("ok", flush=True)
                    except OSError as error:
                        # The same tasks come again with the next picture.
                        print("retry", error, flush=True)


        if __name__ == "__main__":
            main()
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

        evcam starts the program, writes each picture to its standard input as lines of JSON, and reads `ok` or
        `retry WHY` from its standard output; what it writes to standard error is in evcam's log. A program that ends is
        started again, and is told what it had not answered with `ok`. Any language will do.

        ## Use it

        ```yaml
        cameras:
          - name: \(project.id)
            camera: exec
            options: {command: [python3, /path/to/\(program), failures.txt], format: changed}
        ```
        """
    }
}
