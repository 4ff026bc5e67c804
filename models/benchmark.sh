#!/usr/bin/env bash
# Trains on the beginning of a public data set, and backtests on its end.
#
#   models/benchmark.sh ett   ETTh1.csv.gz ETTh2.csv.gz
#   models/benchmark.sh m4    Hourly-train.csv.gz [Hourly-test.csv.gz]
#   models/benchmark.sh pasta hierarchical_sales.csv.gz
#   models/benchmark.sh stock ohlcv.csv.gz
#
# The model and the backtest (report.html, metrics.json, forecasts.csv) go to target/benchmark/NAME. The windows that are
# tested are the last of the files that are given: nothing is trained on them. TRAIN_OPTS may hold further options of
# `sluice train`, such as --cell lstm.
set -euo pipefail
cd "$(dirname "$0")/.."

if [[ $# -lt 2 ]]; then
  sed -n '2,/^set/{/^set/!s/^# \{0,1\}//p}' "$0" >&2
  exit 2
fi
name=$1
shift
out=target/benchmark/$name
config=models/benchmark/$name.yaml
mkdir -p "$out"

# benchmark HORIZON WINDOWS SEASON history options... -- training options...
benchmark() {
  local horizon=$1 windows=$2 season=$3 history=()
  shift 3
  while [[ $1 != -- ]]; do
    history+=("$1")
    shift
  done
  shift
  # shellcheck disable=SC2086
  ./sluice train -c "$config" --pipeline "$name" "${history[@]}" --out "$out/$name.onnx" --force \
    --horizon "$horizon" --season "$season" --held-out $((horizon * windows)) "$@" ${TRAIN_OPTS:-}
  ./sluice backtest -c "$config" --pipeline "$name" "${history[@]}" --model "$out/$name.onnx" \
    --horizon "$horizon" --windows "$windows" --season "$season" --out "$out"
}

# The rows of the M4 files, each a series, as one record per value; all series end at the same hour.
m4_records() {
  local file
  for file in "$@"; do
    gzip -cdf "$file" | tr -d '"\r'
  done | awk -F, '
    $1 == "V1" || $1 == "" { next }
    !($1 in count) { ids[++series] = $1 }
    { for (i = 2; i <= NF; i++) if ($i != "") value[$1, ++count[$1]] = $i }
    END {
      for (s = 1; s <= series; s++) if (count[ids[s]] > longest) longest = count[ids[s]]
      print "series,time,value"
      for (s = 1; s <= series; s++) {
        id = ids[s]
        for (i = 1; i <= count[id]; i++)
          print id "," 946684800 + 3600 * (longest - count[id] + i) "," value[id, i]
      }
    }'
}

case $name in
  ett)
    files=()
    for file in "$@"; do
      files+=(--csv "$file")
    done
    benchmark 168 20 24 "${files[@]}" --wide 'value=*' --by-file -- \
      --scaler level --memory 72 --seasons 28 --loss seasonal-error --validation 0 --epochs 30 --learning-rate 0.002
    ;;
  m4)
    m4_records "$@" >"$out/m4.csv"
    benchmark 48 1 24 --csv "$out/m4.csv" -- \
      --layers 2 --residual --scaler level --seasons 14 --loss seasonal-error --validation 0 --epochs 20 \
      --learning-rate 0.003
    ;;
  pasta)
    config=examples/pasta.yaml
    benchmark 28 10 7 --csv "$1" --wide 'qty=QTY_*' --wide 'promo=PROMO_*' -- \
      --scaler level --seasons 16 --loss seasonal-error --validation 0 --epochs 12 --learning-rate 0.003 \
      --covariates day-of-week,day-of-year,known.promo
    ;;
  stock)
    benchmark 1 60 1 --csv "$1" -- --scaler log-return --epochs 6 --learning-rate 0.0003
    ;;
  *)
    echo "benchmark.sh: no benchmark is called $name" >&2
    exit 2
    ;;
esac
