# What a backtest scored, and what others have on the same data: table.awk published.csv metrics.json, with -v data=, said=,
# and full=1 where the files are those that the others were scored on.
BEGIN {
  fields = split("SQL,MASE,WQL,sMAPE,OWA", names, ",")
  naive2_smape = 18.383 # of the M4 hourly test file
  naive2_mase = 2.395
}
FILENAME ~ /published[.]csv$/ {
  if ($0 ~ /^#/) next
  split($0, cell, ",")
  if (cell[1] != data) next
  others[++count] = cell[2]
  for (f = 1; f <= fields; f++) published[count, names[f]] = cell[f + 2]
  next
}
/^  "(horizon|windows|series|forecasts-missing)" : / { split($0, part, /[":, ]+/); head[part[2]] = part[3] }
/^  "mean" : / { mean = 1 }
/^  "keys" : / { mean = 0 }
mean && /^    "[^"]*" : [{]/ { split($0, part, "\""); ours[++have] = part[2] }
mean && /^      "/ {
  split($0, part, "\"")
  number = part[3]
  gsub(/[^-+.0-9eEa-z]/, "", number)
  score[ours[have], part[2]] = number == "null" ? "" : number
}
END {
  for (i = 1; i <= have; i++) {
    name = ours[i]
    if (data != "m4") score[name, "sMAPE"] = ""
    else if (score[name, "sMAPE"] != "") {
      score[name, "sMAPE"] *= 100
      if (full && score[name, "MASE"] != "")
        score[name, "OWA"] = (score[name, "sMAPE"] / naive2_smape + score[name, "MASE"] / naive2_mase) / 2
    }
  }
  printf "\n%s: %d series, forecasts of each: %d of %d windows", said, head["series"], head["windows"], head["horizon"]
  if (head["forecasts-missing"] > 0) printf ", %d missing", head["forecasts-missing"]
  printf "; lower is better\n%-26s", ""
  columns = data == "m4" ? 5 : 3
  for (f = 1; f <= columns; f++) printf "%10s", names[f]
  print ""
  for (i = 1; i <= have; i++) row(ours[i], i, 1)
  if (!count) {
    print "No published figures are known for these windows."
    exit
  }
  print full ? "Published, on these windows (models/benchmark/published.csv says by whom):" : \
    "Published on the full files, whose windows are others (models/benchmark/published.csv says by whom):"
  for (i = 1; i <= count; i++) row(others[i], i, 0)
}

function row(name, i, here,   f, value) {
  printf "%-26s", (here ? "" : "  ") name
  for (f = 1; f <= columns; f++) {
    value = here ? score[name, names[f]] : published[i, names[f]]
    if (value == "") printf "%10s", "-"
    else printf "%10.3f", value
  }
  print ""
}
