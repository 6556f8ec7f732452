# SPDX-License-Identifier: Apache-2.0
# Part of Scripts/install.sh: manual pages and documentation, as they are to be read without the sources.

# exit_status: the table of exit codes in docs/operating.md as the items of an mdoc list.
exit_status() {
    awk '
        /^## / { isHere = ($0 == "## Exit codes") }
        isHere && /^\| [0-9]/ {
            codes = text = $0
            sub(/^\| */, "", codes)
            sub(/ *\|.*/, "", codes)
            sub(/^\|[^|]*\| */, "", text)
            sub(/ *\|$/, "", text)
            gsub(/\\/, "\\e", text)
            count = split(text, parts, "`")
            text = parts[1]
            for (i = 2; i <= count; i++) {
                if (i % 2 == 0) gsub(/-/, "\\-", parts[i])
                text = text (i % 2 == 0 ? "\\fB" : "\\fP") parts[i]
            }
            print ".It " codes "\n" text
        }' docs/operating.md
}

# manual_page FILE STATUS: a page of the generator, with the exit codes of the file STATUS and what lies where.
manual_page() {
    sed -e "s|@PREFIX@|${prefix%/}|g" Scripts/install/files.mdoc.in | awk -v status="$2" '
        NR == FNR { files = files $0 "\n"; next }
        /^\.Ex -std/ {
            print ".Bl -tag -width 6n"
            while ((getline line < status) > 0) print line
            printf ".El\n%s", files
            next
        }
        { print }' - "$1"
}

# put_page SOURCE DESTINATION: a page of the documentation. Its links lead to where things lie below the prefix; what is
# not installed is named instead of linked.
put_page() {
    awk -v from="$(dirname "$1")" '
        # The file of the sources that a link means, by its path from their top.
        function resolved(target,    parts, count, i, depth, path) {
            count = split((from == "." ? "" : from "/") target, parts, "/")
            depth = 0
            for (i = 1; i <= count; i++) {
                if (parts[i] == ".." && depth > 0) depth--
                else if (parts[i] != "." && parts[i] != "") stack[++depth] = parts[i]
            }
            path = ""
            for (i = 1; i <= depth; i++) path = path (i > 1 ? "/" : "") stack[i]
            return path
        }
        # Where it lies below the prefix; empty: nowhere.
        function installed(path) {
            if (path ~ /^docs\//) return "share/doc/evcam/" substr(path, 6)
            if (path ~ /^(CHANGELOG\.md|SECURITY\.md|LICENSE)$/) return "share/doc/evcam/" path
            if (path ~ /^Sources\/CameraABI\/include\//) return substr(path, 19)
            if (path == "config.example.yaml" || path == "Examples/recording.ndjson.gz") {
                sub(/^Examples\//, "", path)
                return "share/evcam/" path
            }
            if (path ~ /^Examples\/exec(\/|$)/) return "share/evcam/examples" substr(path, 9)
            return ""
        }
        BEGIN {
            RS = "\001"
            # From the page to the folders that it can share with a place, the nearest first.
            if (from == "docs/cameras") {
                ways = split("share/doc/evcam/cameras/ share/doc/evcam/ share/ /", shared, " ")
                split("./ ../ ../../../ ../../../../", way, " ")
            } else {
                ways = split("share/doc/evcam/ share/ /", shared, " ")
                split("./ ../../ ../../../", way, " ")
            }
        }
        {
            rest = $0
            while (match(rest, /\[[^][]*\]\([^() ]+\)/)) {
                link = substr(rest, RSTART, RLENGTH)
                cut = index(link, "](")
                text = substr(link, 2, cut - 2)
                target = substr(link, cut + 2, length(link) - cut - 2)
                printf "%s", substr(rest, 1, RSTART - 1)
                rest = substr(rest, RSTART + RLENGTH)
                if (target ~ /^(#|[a-z]+:)/) { printf "%s", link; continue }
                mark = index(target, "#")
                anchor = mark ? substr(target, mark) : ""
                path = resolved(mark ? substr(target, 1, mark - 1) : target)
                place = installed(path)
                if (place == "") {
                    name = text
                    gsub(/`/, "", name)
                    printf name == path ? "%s in the sources" : "%s (in the sources: %s)", text, path
                    continue
                }
                for (i = 1; i < ways && index(place, shared[i]) != 1; i++) continue
                start = i < ways ? length(shared[i]) : 0
                printf "[%s](%s%s%s)", text, way[i] == "./" ? "" : way[i], substr(place, start + 1), anchor
            }
            printf "%s", rest
        }' "$1" >"$2"
    chmod 644 "$2"
}
