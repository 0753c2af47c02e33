# shellcheck shell=bash
# Shell functions that scripts/demo, scripts/test and .ci/run share. Source it with bash.

# QGIS's Python on Debian. The first python3 on PATH may be another one without QGIS.
QGIS_PYTHON=${QGIS_PYTHON:-/usr/bin/python3}
SATDL_CACHE=${XDG_CACHE_HOME:-$HOME/.cache}/sat-dl-dev
STARTED=$SECONDS

# say TEXT…: one line of progress with the minutes and seconds since the script started.
say() {
    local elapsed=$((SECONDS - STARTED))
    printf '[%d:%02d] %s\n' $((elapsed / 60)) $((elapsed % 60)) "$*"
}

# fail WHAT ADVICE: end the script with what failed and what to do.
fail() {
    printf '\nFAILED: %s\n%s\n' "$1" "${2:+What to do: $2}" >&2
    exit 1
}

# logged FILE COMMAND…: run a command with its output in a file, shown only when it fails.
logged() {
    local log=$1
    shift
    mkdir -p "$(dirname "$log")"
    "$@" >"$log" 2>&1 || {
        local status=$?
        printf 'The end of %s:\n' "$log" >&2
        tail -n 25 "$log" >&2
        return $status
    }
}

# retry COMMAND…: try a command up to four times, for downloads that break.
retry() {
    local attempt
    for attempt in 1 2 3 4; do
        "$@" && return 0
        [ "$attempt" -lt 4 ] && say "Try $attempt failed: $1 …; trying again" && sleep $((attempt * 10))
    done
    return 1
}

# as_root COMMAND…: run a command as root, through sudo where needed.
as_root() {
    if [ "$(id -u)" = 0 ]; then
        "$@"
    elif command -v sudo >/dev/null; then
        sudo "$@"
    else
        fail "Root is needed to run: $*" "run it as root, or install sudo"
    fi
}

# apt_install PACKAGE…: install Debian packages, waiting for other users of apt.
apt_install() {
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends \
        -o DPkg::Lock::Timeout=300 -o Acquire::Retries=5 "$@"
}

apt_update() {
    as_root apt-get update -q -o Acquire::Retries=5
}

# debian_mirror: print the address of the Debian archive that this machine already uses.
debian_mirror() {
    # shellcheck disable=SC2016 # fields of apt, not variables
    apt-get indextargets --format '$(REPO_URI) $(LABEL)' 'Created-By: Packages' |
        awk '$2 == "Debian" { print $1; exit }'
}

# qgis_is_ready: whether QGIS 3.40 or newer, venv and zip are there for the system's Python.
qgis_is_ready() {
    command -v qgis_process >/dev/null && command -v zip >/dev/null &&
        "$QGIS_PYTHON" -c 'import sys, ensurepip; from qgis.core import Qgis
sys.exit(Qgis.versionInt() < 34000)' 2>/dev/null
}

# require_qgis: install QGIS 3.40 or newer, python3-venv and zip where they are missing.
require_qgis() {
    qgis_is_ready && return
    command -v apt-get >/dev/null ||
        fail "QGIS 3.40 or newer with Python is missing and this is not Debian" \
            "install qgis, its Python bindings, python3-venv and zip, then run this again"
    local log=$SATDL_CACHE/logs/apt.log
    as_root true
    say "Installing QGIS (a minute or two; log: $log)"
    logged "$log" retry apt_update ||
        fail "apt-get update" "check the network and the sources in /etc/apt, then run this again"
    local suite=()
    if ! qgis_candidate_is_new; then
        add_backports
        suite=(-t "$(debian_codename)-backports")
    fi
    logged "$log" retry apt_install "${suite[@]}" qgis python3-qgis python3-venv zip \
        ca-certificates ||
        fail "Installing QGIS with apt-get" "read $log; another apt may be running"
    qgis_is_ready || fail "QGIS is installed, but $QGIS_PYTHON cannot use QGIS 3.40 or newer" \
        "set QGIS_PYTHON to the Python that can 'import qgis'"
}

# require_postgis: install PostgreSQL with PostGIS, which tests start on their own, if missing.
require_postgis() {
    compgen -G '/usr/share/postgresql/*/extension/postgis.control' >/dev/null && return
    command -v apt-get >/dev/null ||
        fail "PostgreSQL with PostGIS is missing and this is not Debian" "install both"
    local log=$SATDL_CACHE/logs/apt.log
    as_root true
    say "Installing PostGIS (log: $log)"
    logged "$log" retry apt_update ||
        fail "apt-get update" "check the network and the sources in /etc/apt, then run this again"
    logged "$log" retry apt_install postgresql-postgis ||
        fail "Installing PostGIS with apt-get" "read $log; another apt may be running"
}

debian_codename() {
    (. /etc/os-release && printf '%s' "$VERSION_CODENAME")
}

qgis_candidate_is_new() {
    local candidate
    candidate=$(apt-cache policy qgis | awk '/Candidate:/ { print $2 }')
    dpkg --compare-versions "$candidate" ge 3.40 2>/dev/null && [ "$candidate" != "(none)" ]
}

# add_backports: let apt see the backports of this Debian release, from the mirror in use.
add_backports() {
    local suite mirror
    suite=$(debian_codename)-backports
    apt-cache policy | grep -q "n=$suite" && return
    mirror=$(debian_mirror)
    [ -n "$mirror" ] || fail "No Debian archive among apt's sources" \
        "add the sources of $suite to /etc/apt/sources.list.d and run this again"
    say "Adding $suite to apt's sources"
    printf 'Types: deb\nURIs: %s\nSuites: %s\nComponents: main\nSigned-By: %s\n' \
        "$mirror" "$suite" /usr/share/keyrings/debian-archive-keyring.gpg |
        as_root tee /etc/apt/sources.list.d/sat-dl-backports.sources >/dev/null
    retry apt_update >/dev/null || fail "Reading $suite from $mirror" "check the network"
}

# cached_venv NAME PYTHON OPTIONS REQUIREMENTS…: set VENV to a virtual environment with the
# requirement files, installed in that order; made once per Python and content of the files.
cached_venv() {
    local name=$1 python=$2 options=$3 key file
    shift 3
    key=$({ "$python" -c 'import sys; print(sys.version, sys.prefix)'; cat "$@"; } |
        sha256sum | cut -c1-12)
    VENV=$SATDL_CACHE/$name-$key
    [ -e "$VENV/complete" ] && return
    say "Creating the $name environment (log: $VENV.log)"
    rm -rf "$VENV"
    mkdir -p "$SATDL_CACHE"
    # shellcheck disable=SC2086 # options are words
    "$python" -m venv $options "$VENV" ||
        fail "Creating a virtual environment with $python" "install python3-venv"
    for file in "$@"; do
        logged "$VENV.log" retry "$VENV/bin/python" -m pip install --no-input -r "$file" ||
            fail "Installing $file" "read $VENV.log and check the network"
    done
    touch "$VENV/complete"
}
