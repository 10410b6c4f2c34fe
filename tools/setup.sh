#!/usr/bin/env bash
# Brings what the tests need and a fresh machine lacks: a C compiler (for the race detector), Chromium, a font with
# Han characters (without one the pages are measured in empty boxes), and nginx and Caddy (which serve an export, and
# stand in front of the program). It installs with the system's package manager
# where it may; where it may not it says what is missing and fails, because a skipped test looks like a passed one.
set -euo pipefail

# "What is there" is asked of the tools themselves, so that what was installed in another way counts too.
have() { command -v "$1" >/dev/null 2>&1; }
have_browser() {
  if [ -n "${CHROMIUM:-}" ]; then have "$CHROMIUM"; return; fi
  have chromium || have chromium-browser || have google-chrome
}
have_han() { have fc-list && [ -n "$(fc-list :lang=zh-tw file)" ]; }
have_cc() { have "$(go env CC)"; }
have_nginx() { have nginx || [ -x /usr/sbin/nginx ]; }

needs() {
  have_cc || echo cc
  have_browser || echo browser
  have_han || echo han
  have_nginx || echo nginx
  have caddy || echo caddy
}

# The names that each package manager has for them.
packages() {
  local need
  for need in $(needs); do
    case "$1:$need" in
      apt-get:cc) echo gcc libc6-dev ;;
      dnf:cc) echo gcc glibc-devel ;;
      apk:cc) echo gcc musl-dev ;;
      *:browser) echo chromium ;;
      apt-get:han) echo fontconfig fonts-noto-cjk ;;
      dnf:han) echo fontconfig google-noto-sans-cjk-fonts ;;
      apk:han) echo fontconfig font-noto-cjk ;;
      apt-get:nginx) echo nginx libnginx-mod-http-brotli-static ;;
      *:nginx) echo nginx ;;
      *:caddy) echo caddy ;;
    esac
  done | xargs
}

fail() { printf 'setup: %s\n' "$@" >&2; exit 1; }

have go || fail "Go is missing: install the version that go.mod names"
have npm || fail "node and npm are missing: install Node.js 20 or later"
[ "$(node -p 'parseInt(process.versions.node)')" -ge 20 ] || fail "Node.js $(node -v) is too old: the browser tests need 20 or later"
if [ -n "${CHROMIUM:-}" ] && ! have "$CHROMIUM"; then fail "CHROMIUM=$CHROMIUM is no program"; fi

[ -n "$(needs)" ] || exit 0

manager=
for candidate in apt-get dnf apk; do
  if have "$candidate"; then manager=$candidate; break; fi
done
[ -n "$manager" ] || fail "no package manager that this script knows; install by hand: gcc, Chromium, fontconfig and a font with Traditional Chinese (Noto Sans CJK), nginx, caddy"

list=$(packages "$manager")
as_root=()
if [ "$(id -u)" -ne 0 ]; then
  command="$manager install"; [ "$manager" = apk ] && command="apk add"
  sudo -n true 2>/dev/null || fail "this user may not install packages; as root run:  $command $list"
  as_root=(sudo -n)
fi

echo "setup: installing $list"
servers=$(needs | grep -E '^(nginx|caddy)$' || true)
# $list is split on purpose: one package a word.
# shellcheck disable=SC2086
case $manager in
  apt-get) # waits for a lock: a fresh machine may still be upgrading itself
    "${as_root[@]}" apt-get -q update
    "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -qy -o DPkg::Lock::Timeout=300 install --no-install-recommends $list
    ;;
  dnf) "${as_root[@]}" dnf -y install $list ;;
  apk) "${as_root[@]}" apk add $list ;;
esac

# The tests start these two by themselves; packages start them as services, which nobody asked for.
if [ -n "$servers" ] && [ -d /run/systemd/system ]; then
  # shellcheck disable=SC2086
  "${as_root[@]}" systemctl disable --now $servers
fi

[ -z "$(needs)" ] || fail "still missing after the installation: $(needs | xargs)"
