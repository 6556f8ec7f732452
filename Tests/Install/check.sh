# SPDX-License-Identifier: Apache-2.0
# For the scripts beside it: what a check is, and an environment that knows nothing of the sources' folder.

fail() {
    echo "failed: $*" >&2
    exit 1
}

# says TEXT STATUS COMMAND...: the command ends so, and says that.
says() {
    local text=$1 status=$2 output ending=0
    shift 2
    output=$("$@" 2>&1) || ending=$?
    [[ $ending == "$status" ]] || fail "\`$*\` ended with $ending instead of $status: $output"
    [[ $output == *"$text"* ]] || fail "\`$*\` does not say \`$text\`, but: $output"
}

# user PREFIX HOME COMMAND...: runs it as somebody who has installed evcam there, in the working folder. Swift is
# found where it is, the build is not.
user() {
    local prefix=$1 home=$2 swift=
    shift 2
    ! command -v swift >/dev/null || swift=:$(dirname "$(command -v swift)")
    env -i HOME="$home" PATH="$prefix/bin:/usr/local/bin:/usr/bin:/bin$swift" LANG=C.UTF-8 TMPDIR="${TMPDIR:-/tmp}" "$@"
}
