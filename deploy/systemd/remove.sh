#!/bin/sh
# Before a package is removed. dpkg says "remove", rpm how many versions will be left: an upgrade goes on serving.
set -e
case "${1:-}" in remove | 0) ;; *) exit 0 ;; esac
[ -d /run/systemd/system ] || exit 0
systemctl disable --now statusbook.socket statusbook.service
