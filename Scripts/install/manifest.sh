# SPDX-License-Identifier: Apache-2.0
# Part of Scripts/install.sh: what is put below the prefix is written down there, so that no more and no less is
# removed. The manifest has a line for each file, and one that ends in / for each folder that was not there before
# (./ is the prefix).

# put_tree STAGE: copies STAGE/tree to its place. What an older evcam had there and this one has not goes.
put_tree() {
    local from=$1/tree${prefix%/} file folder old=$1/old new=$1/new
    (cd "$from" && find . -type f | sed 's|^\./||' | LC_ALL=C sort) >"$new"
    echo share/evcam/manifest.txt >>"$new"
    : >"$old"
    [[ ! -e $manifest ]] || known >"$old"
    # Each folder that is missing, and each that an evcam before made.
    grep '/$' "$old" >"$1/folders" || true
    while read -r folder; do
        if [[ ! -d $target/$folder ]]; then
            echo "$folder/" >>"$1/folders"
        elif [[ ! -w $target/$folder ]]; then
            fail 77 "you may not write to $target/$folder; nothing was installed"
        fi
    done < <(cd "$from" && find . -type d | sed 's|^\./||')
    # First of all: what is cut short here can be removed.
    mkdir -p "$(dirname "$manifest")"
    { LC_ALL=C sort -u "$1/folders" && cat "$new" && grep -v '/$' "$old"; } | awk '!seen[$0]++' >"$manifest" || true
    while read -r file; do
        [[ -e $from/$file ]] || continue
        mkdir -p "$(dirname "$target/$file")"
        # Never into the file that is there: an evcam that runs has it mapped.
        cp --preserve=mode "$from/$file" "$target/$file.new"
        mv -fT "$target/$file.new" "$target/$file"
    done <"$new"
    { grep -v '/$' "$old" || true; } | grep -vxFf "$new" | while read -r file; do rm -f "$target/$file"; done || true
    { LC_ALL=C sort -u "$1/folders" && cat "$new"; } >"$manifest"
}

# The manifest's lines; refused if one of them would lead out of the prefix.
known() {
    ! grep -qE '^/|(^|/)\.\.(/|$)|^$' "$manifest" || fail 65 "$manifest is not evcam's: it names a file outside of $target"
    cat "$manifest"
}

remove_tree() {
    local lines line folder files=0
    lines=$(known)
    while read -r line; do
        [[ $line == */ ]] && continue
        rm -f "$target/$line"
        files=$((files + 1))
    done <<<"$lines"
    # The inner ones first; a folder in which somebody else has put something stays.
    while read -r line; do
        folder=$target/${line#./}
        [[ $line == */ && -d $folder ]] || continue
        rmdir "$folder" 2>/dev/null || echo "note: ${folder%/} stays: it has files that are not evcam's"
    done < <(LC_ALL=C sort -r <<<"$lines")
    echo "Removed evcam from $target: $files files"
}

# size FILE...: in megabytes.
size() { du -cb "$@" | awk 'END { printf "%.1f MB", $1 / 1e6 }'; }

report() {
    local files=() line
    while read -r line; do [[ $line == */ ]] || files+=("$target/$line"); done <"$manifest"
    cat <<TEXT
Installed evcam $("$target/bin/evcam" --version) in $target: ${#files[@]} files, $(size "${files[@]}")
  bin/evcam                  $(size "$target/bin/evcam")
  lib/evcam                  $(size "$target"/lib/evcam/*.so), $(ls "$target"/lib/evcam/*.so | wc -l) libraries of Swift
  lib/evcam/cameras          $(size "$target"/lib/evcam/cameras/*.so): $(cameras | paste -sd ' ')
  everything                 $manifest
Try it:
  cp $prefix/share/evcam/config.example.yaml config.yaml
  $prefix/bin/evcam record -c config.yaml
TEXT
}
