#!/usr/bin/env bash
# Makes a machine ready for `make test`. On Debian as root it installs what is missing;
# elsewhere it names and counts what is missing and stops, unless SKIP names it:
#   SKIP=postgres,s3,npm make test
set -u
missing=()

have() { command -v "$1" >/dev/null 2>&1; }
skipped() { case ",${SKIP:-}," in *",$1,"*) return 0 ;; *) return 1 ;; esac; }
postgres_bin() { ls -d /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || have initdb; }
node_ready() { have node && have npm; }

# japanese_font looks for a font with Japanese letters, so that pictures show words.
japanese_font() { [ -d /usr/share/fonts/truetype/bizud-gothic ] || ls /usr/share/fonts/opentype/noto/NotoSansCJK* >/dev/null 2>&1; }

can_install() { [ "$(id -u)" = 0 ] && have apt-get; }

# apt_install runs apt-get once for a list of packages, with a fresh index.
apt_install() {
	echo "test-env: apt-get install $*"
	export DEBIAN_FRONTEND=noninteractive
	apt-get update -qq >/dev/null || return 1
	apt-get install -y -qq --no-install-recommends "$@" >/dev/null
}

want=()
postgres_bin || skipped postgres || want+=(postgresql)
have unzip || skipped unzip || want+=(unzip)
have strace || skipped strace || want+=(strace)
node_ready || skipped npm || want+=(nodejs npm)
have chromium || skipped chromium || want+=(chromium)
japanese_font || skipped chromium || want+=(fonts-morisawa-bizud-gothic)
have pdftotext || skipped pdf || want+=(poppler-utils)
if [ ${#want[@]} -gt 0 ] && can_install; then
	mkdir -p /etc/postgresql-common
	[ -e /etc/postgresql-common/createcluster.conf ] || echo 'create_main_cluster = false' >/etc/postgresql-common/createcluster.conf
	apt_install "${want[@]}" || echo "test-env: apt-get could not install: ${want[*]}" >&2
fi

# need NAME TEST…: counts what is neither there nor skipped.
need() {
	local name=$1
	shift
	"$@" && return
	if skipped "$name"; then
		echo "test-env: SKIPPED by SKIP=: $name"
		return
	fi
	missing+=("$name")
}
need postgres postgres_bin
need unzip have unzip
need strace have strace
need npm node_ready
need chromium have chromium
need pdf have pdftotext
need go have go

if [ ${#missing[@]} -gt 0 ]; then
	echo "test-env: ${#missing[@]} missing: ${missing[*]}" >&2
	echo "test-env: install them, or run the rest with: SKIP=$(IFS=,; echo "${missing[*]}") make test" >&2
	exit 1
fi
