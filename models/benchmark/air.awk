# The four gases of AirQualityUCI.csv as a column each: as UCI ships it (Date;Time;…, decimal commas, -200 where nothing was
# measured, empty rows at the end), or with one timestamp, decimal points and empty cells.
BEGIN { FS = ","; OFS = "," }
{ sub(/\r$/, "") }
NR == 1 {
  if (index($0, ";")) FS = ";"
  columns = split($0, header, FS)
  for (i = 1; i <= columns; i++) at[header[i]] = i
  split("CO(GT),C6H6(GT),NOx(GT),NO2(GT)", gas, ",")
  for (g = 1; g <= 4; g++) if (!(gas[g] in at)) {
    print "benchmark.sh: the file has no column " gas[g] > "/dev/stderr"
    exit 1
  }
  print "time", gas[1], gas[2], gas[3], gas[4]
  next
}
{
  line = $0
  if (FS == ";") gsub(/,/, ".", line)
  split(line, cell, FS)
  if (cell[1] == "") next
  if (FS == ";") {
    split(cell[1], day, "/")
    gsub(/\./, ":", cell[2])
    time = day[3] "-" day[2] "-" day[1] " " cell[2]
  } else time = cell[1]
  row = time
  for (g = 1; g <= 4; g++) {
    value = cell[at[gas[g]]]
    row = row OFS (value == "" || value + 0 == -200 ? "" : value)
  }
  print row
}
