// SPDX-License-Identifier: Apache-2.0
import CameraHost

/// What projects in all languages have.
struct CommonFiles {
    let project: CameraProject

    /// The sample configuration; `camera` are the lines that name the camera and its options.
    func configuration(_ camera: String) -> ProjectFile {
        ProjectFile(
            "config.yaml", "a configuration to try it with",
            """
            # Try it:  evcam record -c config.yaml

            # A short recording of a cluster. For your own take this line instead:
            # broker: redis://localhost:6379/0   # or amqp://guest:guest@localhost:5672//
            replay: {file: recording.ndjson, speed: max}

            cameras:
              - name: \(project.id)
            \(camera)
            """)
    }

    /// A cluster of two workers and two tasks, of which one fails.
    let recording = ProjectFile(
        "recording.ndjson", "a short recording of a cluster",
        #"""
        {"received": 1750000000.0, "routing_key": "worker.online", "body": {"type": "worker-online", "hostname": "w1@shop", "utcoffset": 0, "pid": 101, "clock": 1, "freq": 2.0, "active": 0, "processed": 0, "loadavg": [0.5, 0.4, 0.3], "sw_ident": "py-celery", "sw_ver": "5.6.3", "sw_sys": "Linux", "timestamp": 1750000000.0}}
        {"received": 1750000000.1, "routing_key": "worker.online", "body": {"type": "worker-online", "hostname": "w2@shop", "utcoffset": 0, "pid": 102, "clock": 1, "freq": 2.0, "active": 0, "processed": 0, "loadavg": [0.5, 0.4, 0.3], "sw_ident": "py-celery", "sw_ver": "5.6.3", "sw_sys": "Linux", "timestamp": 1750000000.1}}
        {"received": 1750000001.0, "routing_key": "task.multi", "body": [{"type": "task-received", "uuid": "5d3f7a6e-0b1c-4c5f-9d0e-000000000001", "name": "shop.charge", "args": "(17,)", "kwargs": "{}", "root_id": "5d3f7a6e-0b1c-4c5f-9d0e-000000000001", "parent_id": null, "retries": 0, "eta": null, "expires": null, "hostname": "w1@shop", "utcoffset": 0, "pid": 101, "clock": 2, "timestamp": 1750000001.0}, {"type": "task-started", "uuid": "5d3f7a6e-0b1c-4c5f-9d0e-000000000001", "hostname": "w1@shop", "utcoffset": 0, "pid": 101, "clock": 3, "timestamp": 1750000001.0}]}
        {"received": 1750000001.2, "routing_key": "task.multi", "body": [{"type": "task-received", "uuid": "5d3f7a6e-0b1c-4c5f-9d0e-000000000002", "name": "shop.mail", "args": "('a@example.org',)", "kwargs": "{}", "root_id": "5d3f7a6e-0b1c-4c5f-9d0e-000000000002", "parent_id": null, "retries": 0, "eta": null, "expires": null, "hostname": "w2@shop", "utcoffset": 0, "pid": 102, "clock": 4, "timestamp": 1750000001.2}]}
        {"received": 1750000002.0, "routing_key": "task.multi", "body": [{"type": "task-failed", "uuid": "5d3f7a6e-0b1c-4c5f-9d0e-000000000001", "exception": "ValueError('card declined')", "traceback": "Traceback (most recent call last):\n  File \"shop.py\", line 7, in charge\nValueError: card declined\n", "hostname": "w1@shop", "utcoffset": 0, "pid": 101, "clock": 5, "timestamp": 1750000002.0}]}
        {"received": 1750000002.5, "routing_key": "task.multi", "body": [{"type": "task-succeeded", "uuid": "5d3f7a6e-0b1c-4c5f-9d0e-000000000002", "result": "'sent'", "runtime": 1.25, "hostname": "w2@shop", "utcoffset": 0, "pid": 102, "clock": 6, "timestamp": 1750000002.5}]}
        {"received": 1750000003.0, "routing_key": "worker.heartbeat", "body": {"type": "worker-heartbeat", "hostname": "w1@shop", "utcoffset": 0, "pid": 101, "clock": 7, "freq": 2.0, "active": 0, "processed": 1, "loadavg": [0.5, 0.4, 0.3], "sw_ident": "py-celery", "sw_ver": "5.6.3", "sw_sys": "Linux", "timestamp": 1750000003.0}}
        """#)

    /// Lets the library show its entry and nothing else.
    let exports = ProjectFile(
        "exports.map", "what the library shows: its entry alone",
        """
        {
            global: evcam_camera_entry;
            local: *;
        };
        """)

    /// Builds and tests the camera with each push, with `packages` (Debian, Ubuntu) besides what evcam needs.
    ///
    /// evcam is built there from its sources, which is why the container has Swift whatever the camera is written in.
    func workflow(packages: String) -> ProjectFile {
        ProjectFile(
            ".github/workflows/test.yml", "builds and tests it with each push (GitHub Actions)",
            """
            name: test
            on: [push, pull_request]
            permissions: {contents: read}
            jobs:
              test:
                runs-on: ubuntu-latest
                container: swift:6.3-bookworm
                steps:
                  - uses: actions/checkout@v4
                  - run: apt-get update && apt-get install -y --no-install-recommends \(packages)
                  # Say where evcam's sources are in the variable EVCAM_REPOSITORY of the repository's settings
                  # (Secrets and variables, Actions, Variables): what you would type behind `git clone`.
                  - name: Install evcam
                    env: {EVCAM_REPOSITORY: "${{ vars.EVCAM_REPOSITORY }}"}
                    run: |
                      git clone --depth 1 "${EVCAM_REPOSITORY:?is not set in the settings}" /tmp/evcam
                      /tmp/evcam/Scripts/packages.sh $(cat /tmp/evcam/Scripts/packages.txt)
                      /tmp/evcam/Scripts/install.sh --prefix /usr/local
                  - run: \(project.testCommand)
            """)
    }

    /// What a README has behind the part about building.
    func using(_ file: String) -> String {
        """
        ## Use it

        Copy `\(file)` to a folder where evcam looks for cameras: `~/.local/lib/evcam/cameras`, one of
        `EVCAM_CAMERA_PATH`, or what `pkg-config --variable=cameradir evcam` prints. Then:

        ```yaml
        cameras:
          - name: \(project.id)
            camera: \(project.id)
            options:
              path: failures.txt
        ```

        `evcam cameras \(project.id)` prints the options, `evcam camera inspect \(file)` whether an evcam would load it.
        """
    }
}
