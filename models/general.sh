#!/usr/bin/env bash
# Trains models/general.onnx on many public data sets at once, or tests it on others.
#
#   models/general.sh DATA_DIR         train: models/general.onnx, and target/general/history.csv.gz
#   models/general.sh test DATA_DIR    backtest on Air Quality, ETT and NAB, of which it has seen nothing: target/general/TEST
#
# The files are looked for by name anywhere in DATA_DIR; models/README.md says where they come from. TRAIN_OPTS may hold
# further options of `sluice train`.
set -euo pipefail
cd "$(dirname "$0")/.."
export LC_ALL=C

usage() {
  sed -n '2,/^set/{/^set/!s/^# \{0,1\}//p}' "$0" >&2
  exit 2
}

out=target/general
config=models/benchmark/general.yaml

# The file of a name, which may be a pattern.
file() {
  local found
  found=$(find -L "$data" -type f -name "$1" | sort | head -n 1)
  if [[ -z $found ]]; then
    echo "general.sh: $data holds no $1" >&2
    exit 1
  fi
  echo "$found"
}

text() {
  local path
  path=$(file "$1")
  gzip -cdf "$path" | tr -d '"\r'
}

# What follows writes 'series,value' lines, series after series, at even distances; a value may be empty.

# wide NAME PATTERN [LEFT_OUT [EMPTY_IF_ZERO]]: a column per series, but for the first and those that match LEFT_OUT; where
# the column EMPTY_IF_ZERO is 0, nothing was measured.
wide() {
  text "$2" | awk -F, -v name="$1" -v out="${3:-^$}" -v zero="${4:-}" '
    NR == 1 { for (c = 1; c <= NF; c++) { head[c] = $c; if ($c == zero) test = c }; columns = NF; next }
    { rows++; for (c = 2; c <= columns; c++) value[rows, c] = test && $test == 0 ? "" : $c }
    END {
      for (c = 2; c <= columns; c++)
        if (head[c] !~ out)
          for (r = 1; r <= rows; r++) print name "/" head[c] "," value[r, c]
    }'
}

# rows NAME PATTERN: a row per series, after a line of headings.
rows() {
  text "$2" | awk -F, -v name="$1" 'NR > 1 { for (c = 2; c <= NF && $c != ""; c++) print name "/" $1 "," $c }'
}

# events SECONDS: the means of 'series,seconds,value' lines in windows of as many seconds.
events() {
  awk -F, -v size="$1" '
    {
      window = int($2 / size)
      if (!($1 in first)) { names[++series] = $1; first[$1] = window }
      if (window > last[$1]) last[$1] = window
      sum[$1, window] += $3
      count[$1, window]++
    }
    END {
      for (s = 1; s <= series; s++)
        for (w = first[names[s]]; w <= last[names[s]]; w++)
          print names[s] "," (count[names[s], w] ? sum[names[s], w] / count[names[s], w] : "")
    }'
}

flat() {
  text 'events.csv*' | awk -F, 'NR > 1 && $3 != "SetpointHistory" { print "flat/" $2 "-" $3 "," $1 "," $4 }'
}

room() {
  text 'occupancy_estimation.csv*' | awk -F, '
    NR == 1 { for (c = 3; c <= 13; c++) head[c] = $c; next }
    {
      split($1, day, "-")
      split($2, time, ":")
      # Days since some day: 22 December 2017 to 11 January 2018.
      days = (day[3] - 2017) * 365 + (day[2] == "12" ? 334 : 0) + day[1]
      for (c = 3; c <= 13; c++) print "room/" head[c] "," days * 86400 + time[1] * 3600 + time[2] * 60 + time[3] "," $c
    }'
}

shares() {
  text 'ohlcv.csv*' | awk -F, '
    NR > 1 && $6 != "" { if (!($2 in count)) names[++series] = $2; price[$2, ++count[$2]] = $6 }
    END { for (s = 1; s <= series; s++) for (i = 1; i <= count[names[s]]; i++) print "share/" names[s] "," price[names[s], i] }'
}

# Series that nature did not make: of known seasons, walks, counts, bursts. The generator is of Park and Miller (1988), since
# the random numbers of awk differ from awk to awk.
synthetic() {
  awk '
    function uniform() { seed = (seed * 16807) % 2147483647; return seed / 2147483647 }
    function between(a, b) { return a + (b - a) * uniform() }
    function normal() { return sqrt(-2 * log(uniform())) * cos(6.283185307 * uniform()) }
    function poisson(mean,   limit, product, n) {
      if (mean > 40) return int(mean + sqrt(mean) * normal() + 0.5) > 0 ? int(mean + sqrt(mean) * normal() + 0.5) : 0
      limit = exp(-mean); product = uniform()
      for (n = 0; product > limit; n++) product *= uniform()
      return n
    }
    # The shape of a season: some waves; sometimes on or off instead, sometimes rugged.
    function shape(period,   i, k, waves, a, b) {
      for (i = 0; i < period; i++) season[i] = 0
      waves = 1 + int(uniform() * 4)
      for (k = 1; k <= waves; k++) {
        a = normal() / k; b = normal() / k
        for (i = 0; i < period; i++) season[i] += a * sin(6.283185307 * k * i / period) + b * cos(6.283185307 * k * i / period)
      }
      if (uniform() < 0.3) for (i = 0; i < period; i++) season[i] = season[i] > 0.3 ? 1.5 : -0.5
      if (uniform() < 0.2) for (i = 0; i < period; i++) season[i] += 0.4 * normal()
    }
    function emit(name,   i) { for (i = 0; i < n; i++) printf "%s,%.6g\n", name, x[i] }
    function seasonal(name, period,   i, rest, share, noise, ar, e, trend, level, growth, jump, drift) {
      # Two days of seven have a shape of their own, or less of the same, or are like the others.
      rest = uniform()
      if (rest < 0.4) {
        shape(period)
        for (i = 0; i < period; i++) weekend[i] = season[i]
      }
      shape(period)
      share = rest >= 0.4 && rest < 0.6 ? between(0, 0.8) : 1
      for (i = 0; i < period; i++) weekend[i] = rest < 0.4 ? 0.6 * (season[i] + weekend[i]) : share * season[i]
      noise = exp(between(-4, 0)); ar = uniform() < 0.5 ? 0 : between(0.3, 0.95); e = 0; level = between(-3, 10)
      trend = uniform() < 0.3 ? between(-3, 3) / n : 0
      jump = uniform() < 0.3 ? int(between(0.2, 0.9) * n) : -1
      drift = uniform() < 0.3 ? between(0.01, 0.1) : 0
      growth = uniform() < 0.3
      for (i = 0; i < n; i++) {
        if (i == jump) level += 3 * normal()
        level += drift * normal()
        e = ar * e + normal() * sqrt(1 - ar * ar)
        x[i] = level + trend * i + (int(i / period) % 7 > 4 ? weekend[i % period] : season[i % period]) + noise * e
        if (growth) x[i] = exp(x[i] / 3)
      }
      emit(name)
    }
    function autoregressive(name,   i, ar, level, e) {
      ar = 1 - exp(between(-4, 0)); level = between(-5, 20); e = 0
      for (i = 0; i < n; i++) { e = ar * e + normal(); x[i] = level + e }
      emit(name)
    }
    function walk(name,   i, drift, at, smooth, move) {
      drift = 0.05 * normal(); at = between(-20, 100); smooth = uniform() < 0.3 ? between(0.5, 0.95) : 0; move = 0
      for (i = 0; i < n; i++) { move = smooth * move + normal(); at += move + drift; x[i] = at }
      emit(name)
    }
    function counts(name, period,   i, rate, ar, e, depth) {
      shape(period)
      rate = between(-1.5, 4); ar = between(0.8, 0.99); e = 0; depth = between(0, 0.7)
      for (i = 0; i < n; i++) {
        e = ar * e + 0.4 * normal() * sqrt(1 - ar * ar)
        x[i] = poisson(exp(rate + depth * season[i % period] + e) * (uniform() < 0.01 ? between(2, 8) : 1))
      }
      emit(name)
    }
    function bursts(name,   i, often, decay, burst, noise, level, jumps) {
      often = exp(between(-5, -2)); decay = between(0, 0.95); burst = 0; noise = exp(between(-4, -1)); level = between(0, 5)
      jumps = uniform() < 0.5 ? 0.004 : 0
      for (i = 0; i < n; i++) {
        if (uniform() < often) burst += exp(normal())
        if (uniform() < jumps) level = between(0, 5)
        x[i] = level + burst + noise * normal()
        burst *= decay
      }
      emit(name)
    }
    BEGIN {
      seed = 1; n = 960
      split("7 12 24 48 96 144 168 288", periods, " ")
      for (k = 1; k <= 30; k++) {
        for (p = 1; p <= 7; p++) seasonal("season-" periods[p] "/" k, periods[p])
        for (p = 3; p <= 6; p++) seasonal("season-" periods[p] "/more-" k, periods[p])
        autoregressive("autoregressive/" k)
        walk("walk/" k)
        for (p = 3; p <= 8; p += 5) counts("counts-" periods[p] "/" k, periods[p])
        bursts("bursts/" k)
      }
    }'
}

# pieces EVERY MOST: of the means of EVERY values each, the last 960, and before the last 24 of them up to MOST - 1 pieces of
# 936. All last pieces end at one hour, and all others 24 hours before it: what is held out are the last 24 values of each
# series. What stands still at the
# beginning of a piece is left out, since nothing there says in which unit the first change is to be measured.
pieces() {
  awk -F, -v every="$1" -v most="$2" '
    function flush(   means, from, first, i, at, piece, end) {
      means = int(n / every)
      for (i = 1; i <= means; i++) {
        sum = 0; count = 0
        for (at = n - (means - i + 1) * every + 1; at <= n - (means - i) * every; at++)
          if (value[at] != "") { sum += value[at]; count++ }
        mean[i] = count ? sum / count : ""
      }
      end = 946684800
      for (piece = 1; piece <= most && means > 48; piece++) {
        from = piece == 1 ? means - 959 : means - 935
        first = from < 1 ? 1 : from
        for (i = first; i <= means && (mean[i] == "" || mean[first] == "" || mean[i] == mean[first]); i++)
          if (mean[i] != "") first = i
        for (i = first; i <= means; i++)
          if (mean[i] != "") printf "%s*%d-%d,%d,%.8g\n", id, every, piece, end - 3600 * (means - i), mean[i]
        means = piece == 1 ? means - 960 : from - 1
        end = 946684800 - 24 * 3600
      }
    }
    $1 != id { flush(); id = $1; n = 0 }
    { value[++n] = $2 }
    END { flush() }'
}

history() {
  echo series,time,value
  {
    rows m4 'Hourly-train.csv*' | pieces 1 1
    wide house 'ihepc_hourly*.csv*' Global_intensity Global_active_power | pieces 1 8
    wide house 'ihepc_hourly*.csv*' Global_intensity Global_active_power | pieces 2 8
    wide house 'ihepc_hourly*.csv*' Global_intensity Global_active_power | pieces 24 1
    wide appliances 'energydata_complete.csv*' '^rv' | pieces 1 3
    wide appliances 'energydata_complete.csv*' '^rv' | pieces 3 3
    wide appliances 'energydata_complete.csv*' '^rv' | pieces 6 2
    flat | events 600 | pieces 1 2
    flat | events 600 | pieces 3 2
    flat | events 600 | pieces 6 2
    wide office 'datatraining.csv*' Occupancy | pieces 1 3
    wide office 'datatraining.csv*' Occupancy | pieces 5 2
    room | events 60 | pieces 1 6
    wide retail 'daily_demand_top300.csv*' | pieces 1 1
    wide pasta 'hierarchical_sales*.csv*' PROMO | pieces 1 2
    rows weekly 'sales_weekly.csv*' | pieces 1 1
    shares | pieces 1 2
    synthetic | pieces 1 1
  }
}

train() {
  mkdir -p "$out"
  history | gzip -1 >"$out/history.csv.gz"
  # shellcheck disable=SC2086
  ./sluice train -c "$config" --pipeline general --csv "$out/history.csv.gz" --out models/general.onnx \
    --horizon 24 --season 24 --seasons 14 --decoder-width 64 --scaler level --memory 168 --covariates none \
    --layers 2 --residual --held-out 24 --validation 0 --epochs 6 --learning-rate 0.003 ${TRAIN_OPTS:-}
}

# backtest TEST PIPELINE SEASON WINDOWS FILE_PATTERN...
backtest() {
  local test=$1 pipeline=$2 season=$3 windows=$4 files=() pattern
  shift 4
  for pattern in "$@"; do
    while read -r found; do
      files+=(--csv "$found")
    done < <(find -L "$data" -type f -name "$pattern" | sort)
  done
  if [[ ${#files[@]} -eq 0 ]]; then
    echo "general.sh: $data holds no $*" >&2
    exit 1
  fi
  echo "$test: season $season, $windows windows"
  ./sluice backtest -c "$config" --pipeline "$pipeline" "${files[@]}" --wide 'value=*' --by-file \
    --horizon 24 --windows "$windows" --season "$season" --out "$out/$test"
}

tests() {
  backtest air-quality hours 24 20 'AirQualityUCI*.csv*'
  backtest transformers hours-of-date 24 20 'ETTh?*.csv*'
  backtest taxi half-hours 48 20 'nyc_taxi.csv'
  backtest taxi-100-days half-hours 48 200 'nyc_taxi.csv'
  backtest tweets five-minutes 288 20 'Twitter_volume_*.csv'
  backtest servers five-minutes 288 20 'ec2_*.csv' 'elb_*.csv' 'rds_*.csv' 'iio_*.csv'
}

if [[ $# -eq 2 && $1 == test ]]; then
  data=$2
  tests
elif [[ $# -eq 1 && $1 != -* ]]; then
  data=$1
  train
else
  usage
fi
