#!/bin/sh
# Draws the nab-*.png: the charts of single series, out of a report.
#
#     ./sluice detect --nab NAB/ --out out/
#     docs/images/nab.sh out/report.html docs/images realKnownCause/nyc_taxi.csv realTweets/Twitter_volume_FB.csv ...
#
# Needs chromium, and Python with Pillow, which takes them down to 20 colours.
set -eu
report=$1 to=$2
shift 2
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
alone='#chosen{position:fixed;inset:0;z-index:99;background:#fff;padding:4px;overflow:hidden}'
alone="$alone#chosen>:not(figure){display:none}#chosen figure{margin:0}"
sed -e 's|<meta http-equiv=.Content-Security-Policy.[^>]*>||' -e "s|</head>|<style>$alone</style></head>|" "$report" > "$scratch/report.html"
for series; do
  picture="$to/nab-$(basename "$series" .csv).png"
  chromium --headless --no-sandbox --hide-scrollbars --user-data-dir="$scratch/profile" --window-size=820,560 \
    --screenshot="$scratch/picture.png" "file://$scratch/report.html#$series" 2> "$scratch/log"
  python3 - "$scratch/picture.png" "$picture" << 'END'
import sys

from PIL import Image

Image.open(sys.argv[1]).convert("RGB").quantize(20, dither=0).save(sys.argv[2], optimize=True)
END
done
