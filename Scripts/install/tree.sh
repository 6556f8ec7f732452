# SPDX-License-Identifier: Apache-2.0
# Part of Scripts/install.sh: the tree as it is to lie below the prefix, made in an empty folder.

products=.build/release

# Those of Package.swift, without the tests' own, which are made to misbehave.
cameras() {
    local id target
    sed -nE 's/^ *cameraProduct\("([^"]+)", "([^"]+)".*/\1 \2/p' Package.swift | while read -r id target; do
        [[ -d Tests/$target ]] || echo "$id"
    done
}

# The Swift libraries among what these files need: those that lie where their RUNPATH leads, in the toolchain.
runtime_libraries() {
    local needed folder missing
    folder=$(chrpath -l "$1" | sed -nE 's/.*R(UN)?PATH=//p' | tr ':' '\n' | grep '^/' | head -n 1) || true
    needed=$(env -u LD_LIBRARY_PATH -u LD_PRELOAD ldd "$@" | awk '$2 == "=>" { print $1, $3, $4 }' | sort -u)
    missing=$(awk '$2 == "not" { print $1 }' <<<"$needed" | paste -sd ' ')
    [[ -z $missing ]] || fail 69 "the build needs libraries that are not on this machine: $missing; build it here again"
    [[ -n $folder ]] || fail 69 "$1 does not say where its Swift libraries are; build it again: Scripts/install.sh --build"
    awk -v folder="$folder/" 'index($2, folder) == 1 { print $2 }' <<<"$needed"
}

# put_binary FILE DESTINATION RUNPATH: RUNPATH is where the Swift libraries are from there. A build leads to the
# toolchain, maybe in somebody's home: code from there must not run in what root has installed. The new path is no
# longer than the old one, so chrpath writes it in its place and moves nothing in the file.
put_binary() {
    install -D -m 755 "$1" "$2"
    ((!strip)) || strip --strip-debug "$2"
    chrpath -r "$3" "$2" >/dev/null || fail 70 "chrpath cannot set the RUNPATH of $1"
}

# put MODE FILE DESTINATION, with the prefix where the file says @PREFIX@.
put() {
    mkdir -p "$(dirname "$3")"
    sed -e "s|@PREFIX@|${prefix%/}|g" "$2" >"$3"
    chmod "$1" "$3"
}

# make_tree FOLDER
make_tree() {
    local root=$1${prefix%/} camera library pages=.build/plugins/GenerateManual/outputs/evcam page name
    [[ -x $products/evcam ]] || fail 66 "there is no release build here; say: Scripts/install.sh --build"
    Scripts/packages.sh chrpath
    command -v chrpath >/dev/null || fail 69 "there is no chrpath here; install the package of that name"
    local libraries=()
    for camera in $(cameras); do
        library=$products/libevcam-camera-$camera.so
        [[ -e $library ]] || fail 66 "$library is not built; say: Scripts/install.sh --build"
        libraries+=("$library")
    done

    put_binary "$products/evcam" "$root/bin/evcam" '$ORIGIN/../lib/evcam'
    for library in "${libraries[@]}"; do
        put_binary "$library" "$root/lib/evcam/cameras/$(basename "$library")" '$ORIGIN/..'
    done
    local runtime
    runtime=$(runtime_libraries "$products/evcam" "${libraries[@]}")
    for library in $runtime; do install -D -m 755 "$library" "$root/lib/evcam/$(basename "$library")"; done

    DESTDIR=$1 Scripts/sdk/install.sh "$prefix"

    # As git's: evcam-record(1). The tool calls it evcam.record, and has pages for what is for nobody to type.
    local hidden='evcam\.(help|camera-host|camera\.check-one)'
    [[ -e $pages/evcam.1 ]] || fail 66 "there are no manual pages in $pages; say: Scripts/install.sh --build"
    mkdir -p "$root/share/man/man1"
    local status=$1/exit-status
    exit_status >"$status"
    [[ -s $status ]] || fail 70 "docs/operating.md has no table of exit codes"
    for page in "$pages"/*.1; do
        name=$(basename "$page" .1)
        [[ ! $name =~ ^$hidden$ ]] || continue
        manual_page "$page" "$status" |
            sed -E -e "/^\.Xr $hidden /d" -e '/^\.(Xr|Dt) /I { s/\./-/g; s/^-/./ }' -e '$a\' |
            gzip -9n >"$root/share/man/man1/${name//./-}.1.gz"
    done
    rm "$status"

    local evcam=$root/bin/evcam shell
    mkdir -p "$root"/share/{bash-completion/completions,zsh/site-functions,fish/vendor_completions.d}
    completions() {
        "$evcam" --generate-completion-script "$1" >"$2" || fail 70 "the new evcam does not start; what it says is above"
    }
    completions bash "$root/share/bash-completion/completions/evcam"
    # Where it knows nothing itself, files: those are what most options want.
    sed -i 's/^complete -o filenames/complete -o default -o filenames/' "$root/share/bash-completion/completions/evcam"
    completions zsh "$root/share/zsh/site-functions/_evcam"
    completions fish "$root/share/fish/vendor_completions.d/evcam.fish"

    local share=$root/share/evcam doc=$root/share/doc/evcam
    sed -e "s|Examples/recording.ndjson.gz|${prefix%/}/share/evcam/recording.ndjson.gz|" \
        -e 's|record -c config.example.yaml|record -c config.yaml, after: cp '"${prefix%/}"'/share/evcam/config.example.yaml config.yaml|' \
        -e 's|path: recordings/|path: |' config.example.yaml >"$share/config.example.yaml"
    install -m 644 Examples/recording.ndjson.gz "$share/"
    put 644 Scripts/install/evcam.service.in "$share/evcam.service"
    mkdir -p "$doc/cameras"
    install -m 644 LICENSE docs/*.svg "$doc/"
    for page in CHANGELOG.md SECURITY.md docs/*.md; do put_page "$page" "$doc/$(basename "$page")"; done
    for page in docs/cameras/*.md; do put_page "$page" "$doc/cameras/$(basename "$page")"; done
    mkdir -p "$share/examples/exec"
    install -m 755 Examples/exec/*.{sh,py} "$share/examples/exec/"
    # The terms of the libraries of Swift that are passed on.
    local terms
    terms=$(dirname "$(head -n 1 <<<"$runtime")")/../../../share/swift/LICENSE.txt
    [[ ! -e $terms ]] || install -m 644 "$terms" "$doc/LICENSE.swift.txt"
}
