#!/usr/bin/env bash
# Trains on the beginning of a public data set, backtests on its end, and prints what others have on the same data.
#
#   models/benchmark.sh ett       ETTh1.csv ETTh2.csv
#   models/benchmark.sh m4        Hourly-train.csv [Hourly-test.csv]
#   models/benchmark.sh pasta     hierarchical_sales.csv
#   models/benchmark.sh air       AirQualityUCI.csv
#   models/benchmark.sh household household_power_consumption.txt
#   models/benchmark.sh stock     ohlcv.csv
#
# Files may be .gz. The last windows of the files are tested, and nothing is trained on them. With the full files they are
# the windows of the published figures; of shorter ones they are as many windows, of air half as many.
#
# The model and the backtest (report.html, metrics.json, forecasts.csv) go to target/benchmark/NAME.
#
#   RECIPE=default   let `sluice train` choose, as without an option (to target/benchmark/NAME-default) instead of the
#                    options that were tuned by hand
#   TRAIN_OPTS       further options of `sluice train`, such as --cell lstm or --seed 2
#   OUT              another directory than target/benchmark
#   SLUICE           another command than ./sluice
set -euo pipefail
cd "$(dirname "$0")/.."

usage() {
  sed -n '2,/^set/{/^set/!s/^# \{0,1\}//p}' "$0" >&2
  exit 2
}

(($# >= 2)) || usage
name=$1
shift
recipe=${RECIPE:-tuned}
case $recipe in
  tuned) out=${OUT:-target/benchmark}/$name ;;
  default) out=${OUT:-target/benchmark}/$name-default ;;
  *) usage ;;
esac
sluice=${SLUICE:-./sluice}
parts=models/benchmark
config=$parts/$name.yaml

rows() {
  gzip -cdf "$1" | wc -l
}

# benchmark HORIZON WINDOWS SEASON history options... -- training options...
benchmark() {
  local horizon=$1 windows=$2 season=$3 history=() tuned=()
  shift 3
  while [[ $1 != -- ]]; do
    history+=("$1")
    shift
  done
  shift
  [[ $recipe == default ]] || tuned=(--force --season "$season" "$@")
  # shellcheck disable=SC2086
  "$sluice" train -c "$config" --pipeline "$name" "${history[@]}" --out "$out/$name.onnx" \
    --horizon "$horizon" --held-out $((horizon * windows)) ${tuned[@]+"${tuned[@]}"} ${TRAIN_OPTS:-}
  "$sluice" backtest -c "$config" --pipeline "$name" "${history[@]}" --model "$out/$name.onnx" \
    --horizon "$horizon" --windows "$windows" --season "$season" --out "$out"
}

# Whether the files are those of the published figures.
full=0
case $name in
  ett)
    files=()
    for file in "$@"; do
      files+=(--csv "$file")
    done
    (($# < 2 || $(rows "$1") < 17420)) || full=1
    mkdir -p "$out"
    benchmark 168 20 24 "${files[@]}" --wide 'value=*' --by-file -- \
      --scaler level --memory 72 --seasons 28 --loss seasonal-error --validation 0 --epochs 30 --learning-rate 0.002
    ;;
  m4)
    (($# < 2)) || full=1
    mkdir -p "$out"
    for file in "$@"; do
      gzip -cdf "$file"
    done | awk -f $parts/m4.awk >"$out/m4.csv"
    benchmark 48 1 24 --csv "$out/m4.csv" -- \
      --layers 2 --residual --scaler level --seasons 14 --loss seasonal-error --validation 0 --epochs 20 \
      --learning-rate 0.003
    ;;
  pasta)
    config=examples/pasta.yaml
    (($(rows "$1") < 1798)) || full=1
    mkdir -p "$out"
    benchmark 28 10 7 --csv "$1" --wide 'qty=QTY_*' --wide 'promo=PROMO_*' -- \
      --scaler level --seasons 16 --loss seasonal-error --validation 0 --epochs 12 --learning-rate 0.003 \
      --covariates day-of-week,day-of-year,known.promo
    ;;
  air)
    mkdir -p "$out"
    gzip -cdf "$1" | awk -f $parts/air.awk >"$out/air.csv"
    windows=10
    (($(rows "$out/air.csv") < 9357)) || full=1 windows=20
    benchmark 168 $windows 24 --csv "$out/air.csv" --wide 'value=*' --by-file -- \
      --scaler level --memory 168 --seasons 14 --loss seasonal-error --validation 0 --learning-rate 0.003
    ;;
  household)
    mkdir -p "$out"
    gzip -cdf "$1" | awk -f $parts/household.awk >"$out/household.csv"
    benchmark 24 60 24 --csv "$out/household.csv" --wide 'value=*' --by-file -- \
      --scaler level --memory 72 --seasons 28 --loss seasonal-error --validation 0 --epochs 30 --learning-rate 0.002
    ;;
  stock)
    mkdir -p "$out"
    benchmark 1 60 1 --csv "$1" -- --scaler log-return --epochs 6 --learning-rate 0.0003
    ;;
  *)
    echo "benchmark.sh: no benchmark is called $name" >&2
    exit 2
    ;;
esac
awk -v data="$name" -v said="$name, $recipe" -v full=$full -f $parts/table.awk $parts/published.csv "$out/metrics.json"
