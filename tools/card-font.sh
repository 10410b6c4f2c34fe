#!/usr/bin/env bash
# Makes the fonts of internal/card anew: the Traditional Chinese face of Noto Sans CJK, bold and regular, cut down to the
# characters of what stands on pictures and badges. Needed when a name or a phrase has a character that they lack (a test
# says which). Takes Debian's packages fonts-noto-cjk, python3 and python3-fonttools.
#
#   tools/card-font.sh            the book's own titles
#   tools/card-font.sh FOLDER...  those of overlay folders as well, for a program built for them
set -euo pipefail
cd "$(dirname "$0")/.."

fonts=/usr/share/fonts/opentype/noto
terms=/usr/share/doc/fonts-noto-cjk/copyright
out=internal/card
python=/usr/bin/python3 # that of the packages
for file in "$fonts/NotoSansCJK-Bold.ttc" "$fonts/NotoSansCJK-Regular.ttc" "$terms"; do
  [ -r "$file" ] || { echo "card-font: $file is missing: apt-get install fonts-noto-cjk" >&2; exit 1; }
done
"$python" -c 'import fontTools.subset' 2>/dev/null || { echo "card-font: apt-get install python3-fonttools" >&2; exit 1; }

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# What can stand on a picture or a badge: names of codes and classes, marks, the tables site, card and badge, heading of
# the home page, phrases, owners' phrases. Latin-1 is there for whoever brings a language of Western Europe.
"$python" - . "$@" >"$work/characters.txt" <<'PY'
import pathlib, sys, tomllib
found = set(map(chr, range(0x20, 0x7F))) | set(map(chr, range(0xA1, 0x100))) - {"\u00ad"}
found |= set("–—‘’“”…·、。，．：；！？（）「」『』《》")
def add(value):
    found.update(value if isinstance(value, str) else "")
for root in map(pathlib.Path, sys.argv[1:]):
    for file in sorted(root.glob("locales/active.*.toml")):
        said = tomllib.loads(file.read_text())
        for table in ("code", "class"):
            for entry in said.get(table, {}).values():
                if isinstance(entry, dict):
                    add(entry.get("name"))
        for table in ("mark", "badge", "card"):
            for text in said.get(table, {}).values():
                add(text)
        for key in ("name", "tagline"):
            add(said.get("site", {}).get(key))
        add(said.get("home", {}).get("heading"))
    for file in sorted(root.glob("content/codes/*/code.toml")):
        add(tomllib.loads(file.read_text()).get("phrase"))
print("".join(sorted(found)))
PY

# Without hints and without what only a text editor needs; glyph names are dropped, so that bytes do not depend on them.
for weight in Bold Regular; do
  SOURCE_DATE_EPOCH=0 "$python" -m fontTools.subset "$fonts/NotoSansCJK-$weight.ttc" --font-number=3 \
    --text-file="$work/characters.txt" --output-file="$work/$weight.otf" \
    --layout-features=kern --no-hinting --desubroutinize --notdef-outline --no-recalc-timestamp \
    --name-IDs='0,1,2,4,6,13,14' --drop-tables+=VORG,vhea,vmtx,BASE,DSIG --passthrough-tables
  mv "$work/$weight.otf" "$out/$(tr '[:upper:]' '[:lower:]' <<<"$weight").otf"
done

# The licence has to go with the fonts (its condition 2).
{
  echo "bold.otf and regular.otf are parts of Noto Sans CJK TC Bold and Regular, version 2.004: only some glyphs of each."
  echo
  "$python" - "$fonts/NotoSansCJK-Bold.ttc" <<'PY'
import sys
from fontTools.ttLib import TTFont
name = TTFont(sys.argv[1], fontNumber=3)["name"]
print(name.getDebugName(0))
print(name.getDebugName(13))
PY
  echo
  sed -n '/^License: SIL-1.1$/,/^License: GPL/p' "$terms" | awk '/^License: SIL-1.1$/ { text = ""; next } /^License:/ { next } { text = text $0 "\n" } END { printf "%s", text }' |
    sed -e 's/^ \.$//' -e 's/^ //' -e '/^Files: /,$d'
} | "$python" -c 'import re, sys; sys.stdout.write(re.sub(r"\n{3,}", "\n\n", sys.stdin.read()).rstrip() + "\n")' >"$out/OFL.txt"

wc -c "$out"/bold.otf "$out"/regular.otf
